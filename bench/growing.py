"""The pages that people open all day, while the desk grows: time and statements of each."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from math import log
from statistics import linear_regression, median, quantiles
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import bare, copying
from bench.processes import MEGABYTE, own_at_most, own_from_now
from bench.turns import rounded
from deadlines.models import Reminder
from dsar.accounts.models import User
from dsar.api import listing
from dsar.audit.models import Event
from dsar.cases.demo.people import STAFF
from dsar.cases.models import Case
from dsar.cases.seeding.people import person
from dsar.cases.seeding.planting import plant
from dsar.cases.transitions import Status
from dsar.companies.api_keys import Scope, create_key
from dsar.companies.models import Company
from dsar.companies.operations import install_preset
from dsar.companies.presets import PRESETS
from dsar.memory import settle

WARM = 3
REPORTS = "report of a month"
SEARCH = "/desk/cases/"
BARE = "bare page of 50"
FIRST, DEEP = "api: list of 50", "api: list of 50, four fifths down"
SHORT, LONG = "api: list of 10", "api: list of 100"
# What a person waits for each, at most, at the largest size, in milliseconds.
MOST_MS = {"case": 25, "queue, searched by address": 12}
MOST_STATEMENTS = {"case": 15, "queue": 8}

Page = Callable[[], Any]


def measure(
    *, sizes: list[int], rounds: int, slugs: Iterable[str] = tuple(PRESETS)
) -> dict[str, Any]:
    """Median and 95th percentile of each page at each number of cases, smallest first."""
    token = _begun(slugs)
    seen: dict[int, dict[str, dict[str, float]]] = {}
    seeding: dict[str, float] = {}
    memory: dict[str, dict[int, float]] = {}
    copied = taken = 0.0
    for size in sizes:
        began, before = time.monotonic(), Case.objects.count()
        own_from_now()
        plant(size - before, now=timezone.now())
        taken += time.monotonic() - began
        seeding[f"{size:,}"] = (Case.objects.count() - before) / (time.monotonic() - began)
        memory.setdefault("making cases", {})[size] = own_at_most() / MEGABYTE
        if size in sizes[:2]:  # at the largest it would be the disk that is measured
            copied = copying.seconds() / taken
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        pages = _pages(token)
        settle()  # as a web process does
        own_from_now()
        seen[size] = _look(pages, rounds)
        memory.setdefault("asking for the pages", {})[size] = own_at_most() / MEGABYTE
    found = _found(seen, seeding) | _memory(memory) | {"a case": rounded(_a_case())}
    found["ratios"] |= rounded({"cases made, to their rows copied": copied})
    return found


def grown_to(size: int) -> Mapping[str, Page]:
    """The pages of a desk with so many cases."""
    token = _begun(PRESETS)
    plant(size, now=timezone.now())
    return _pages(token)


def _begun(slugs: Iterable[str]) -> str:
    """Companies without a case, and a key of the first one."""
    settings.DEMO, settings.API_CALLS_PER_MINUTE = True, 1_000_000_000
    for slug in slugs:
        install_preset(slug=slug, actor="system", now=timezone.now(), examples=True)
    _, token = create_key(
        company=one(),
        name="bench",
        scopes=Scope.values,
        is_test=True,  # as the cases are
        actor="system",
        now=timezone.now(),
    )
    return token


def _memory(memory: Mapping[str, Mapping[int, float]]) -> dict[str, Any]:
    return {
        **{
            f"megabytes at most, {what}": rounded({f"{size:,}": most for size, most in of.items()})
            for what, of in memory.items()
        },
        "memory grows as cases to the power of": rounded(
            {what: _exponent(of) for what, of in memory.items()}
        ),
    }


def _a_case() -> dict[str, float]:
    """What one takes, at the largest size."""
    count = Case.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {
        "kilobytes": size / count / 1000,
        "events": Event.objects.count() / count,
        "reminders": Reminder.objects.count() / count,
    }


def _pages(token: str) -> Mapping[str, Page]:
    desk, reports = Client(), Client()
    api = Client(headers={"Authorization": f"Bearer {token}"})
    desk.force_login(User.objects.get(email=STAFF[0][0]))
    reports.force_login(User.objects.get(email=STAFF[2][0]))
    is_open = Case.objects.exclude(status=Status.CLOSED).order_by("-created_at")
    references = list(is_open.values_list("reference", flat=True)[:50])
    dice = random.Random(8)
    half = Case.objects.count() // 2
    someone = (person(dice.randrange(half)) for _ in iter(int, 1))
    company_id = one().pk
    ours, deep = f"/api/v1/cases/{_newest(one())}", _deep(one())
    return {
        "today": lambda: desk.get("/desk/"),
        "queue": lambda: desk.get("/desk/cases/"),
        # By what fills a page at each size: one with fewer lines is quicker and says nothing.
        "queue, filtered": lambda: desk.get("/desk/cases/?right=access"),
        "queue, searched by name": lambda: desk.post(SEARCH, {"q": _name(next(someone).name)}),
        "queue, searched by address": lambda: desk.post(SEARCH, {"q": next(someone).email}),
        "case": lambda: desk.get(f"/desk/cases/{dice.choice(references)}/"),
        SHORT: lambda: api.get("/api/v1/cases?limit=10"),
        LONG: lambda: api.get("/api/v1/cases?limit=100"),
        FIRST: lambda: api.get("/api/v1/cases?limit=50"),
        DEEP: lambda: api.get(f"/api/v1/cases?limit=50&cursor={deep}"),
        "api: list, filtered": lambda: api.get("/api/v1/cases?limit=50&right=erasure"),
        "api: case": lambda: api.get(ours),
        REPORTS: lambda: reports.get("/desk/reports/", follow=True),
        BARE: lambda: bare.page(company_id),
    }


def one() -> Company:
    return Company.objects.order_by("pk")[0]


def _newest(company: Company) -> str:
    return Case.objects.filter(company=company).order_by("-created_at", "-pk")[0].reference


def _deep(company: Company) -> str:
    """The cursor that a client has when four fifths of a company's cases were read."""
    cases = Case.objects.filter(company=company)
    last = cases.order_by("-created_at", "-pk")[cases.count() * 4 // 5]
    read = cases.filter(created_at__lte=last.created_at)
    return listing.page(read, limit=1, cursor=None)[1] or ""


def _name(whole: str) -> str:
    """Without the last name that they all have."""
    return whole.rpartition(" ")[0]


def _look(pages: Mapping[str, Page], rounds: int) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {name: [] for name in pages}
    statements: dict[str, int] = {}
    for turn in range(WARM + rounds):
        for name, page in pages.items():
            began = time.perf_counter()
            response = page()
            if turn >= WARM:
                times[name].append(1000 * (time.perf_counter() - began))
            assert response.status_code == 200, (name, response.status_code)
    for name, page in pages.items():
        # What is written once in some minutes (who was here, how long a session lasts) is not one
        # of a page's own: the second of two does not have it.
        statements[name] = min(_statements(page) for _ in range(2))
    return {
        name: {
            "p50": median(taken),
            "p95": quantiles(taken, n=20)[-1],
            "statements": statements[name],
        }
        for name, taken in times.items()
    }


def _statements(page: Page) -> int:
    with CaptureQueriesContext(connection) as asked:
        page()
    return len(asked)


def _found(
    seen: Mapping[int, Mapping[str, Mapping[str, float]]], seeding: Mapping[str, float]
) -> dict[str, Any]:
    least, most = min(seen), max(seen)
    names = [name for name in seen[least] if name != BARE]
    ratios: dict[str, float] = {
        f"{name}: small to large": seen[least][name]["p50"] / seen[most][name]["p50"]
        for name in names
    }
    ratios |= {
        f"{name}: small to large, p95": seen[least][name]["p95"] / seen[most][name]["p95"]
        for name in names
    }
    last = seen[most]
    ratios["api: list of 50, to the bare page"] = last[BARE]["p50"] / last[FIRST]["p50"]
    ratios["api: first page, to one four fifths down"] = last[FIRST]["p50"] / last[DEEP]["p50"]
    ratios |= {
        f"{most_ms} ms, to {name}": most_ms / last[name]["p50"] for name, most_ms in MOST_MS.items()
    }
    ratios["statements, a list of 10 to one of 100"] = (
        last[SHORT]["statements"] / last[LONG]["statements"]
    )
    ratios |= {
        f"{number} statements, to those of {name}": number / last[name]["statements"]
        for name, number in MOST_STATEMENTS.items()
    }
    return {
        "cases": " → ".join(f"{size:,}" for size in sorted(seen)),
        "ratios": rounded(ratios),
        "cases made a second until there were": rounded(seeding),
        "time grows as cases to the power of": rounded(
            {name: _exponent({size: seen[size][name]["p50"] for size in seen}) for name in names}
        ),
        **{
            f"{what} at {size:,}": rounded({name: one[what] for name, one in seen[size].items()})
            for size in seen
            for what in ("p50", "p95", "statements")
        },
    }


def _exponent(times: Mapping[int, float]) -> float:
    """0 is flat, 1 linear; fitted over all sizes."""
    points = [(log(size), log(taken)) for size, taken in times.items()]
    return linear_regression(*zip(*points, strict=True)).slope
