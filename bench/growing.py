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

from bench import bare
from bench.turns import rounded
from deadlines.models import Reminder
from dsar.accounts.models import User
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

WARM = 3
REPORTS = "report of a month"
SEARCH = "/desk/cases/"
BARE = "bare page of 50"

Page = Callable[[], Any]


def measure(
    *, sizes: list[int], rounds: int, slugs: Iterable[str] = tuple(PRESETS)
) -> dict[str, Any]:
    """Median and 95th percentile of each page at each number of cases, smallest first."""
    settings.DEMO, settings.API_CALLS_PER_MINUTE = True, 1_000_000_000
    for slug in slugs:
        install_preset(slug=slug, actor="system", now=timezone.now(), examples=True)
    _, token = create_key(
        company=_one(),
        name="bench",
        scopes=Scope.values,
        is_test=True,  # as the cases are
        actor="system",
        now=timezone.now(),
    )
    seen: dict[int, dict[str, dict[str, float]]] = {}
    seeding: dict[str, float] = {}
    for size in sizes:
        began, before = time.monotonic(), Case.objects.count()
        plant(size - before, now=timezone.now())
        seeding[f"{size:,}"] = (Case.objects.count() - before) / (time.monotonic() - began)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        seen[size] = _look(_pages(token), rounds)
    return _found(seen, seeding) | {"a case": rounded(_a_case())}


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
    someone = (person(dice.randrange(Case.objects.count() // 2)) for _ in iter(int, 1))
    ours = f"/api/v1/cases/{_newest(_one())}"
    return {
        "today": lambda: desk.get("/desk/"),
        "queue": lambda: desk.get("/desk/cases/"),
        "queue, filtered": lambda: desk.get("/desk/cases/?right=access&due=week"),
        "queue, searched by name": lambda: desk.post(SEARCH, {"q": _name(next(someone).name)}),
        "queue, searched by address": lambda: desk.post(SEARCH, {"q": next(someone).email}),
        "case": lambda: desk.get(f"/desk/cases/{dice.choice(references)}/"),
        "api: list of 50": lambda: api.get("/api/v1/cases?limit=50"),
        "api: list, filtered": lambda: api.get("/api/v1/cases?limit=50&status=received"),
        "api: case": lambda: api.get(ours),
        REPORTS: lambda: reports.get("/desk/reports/", follow=True),
        BARE: bare.page,
    }


def _one() -> Company:
    return Company.objects.order_by("pk")[0]


def _newest(company: Company) -> str:
    return Case.objects.filter(company=company).order_by("-created_at", "-pk")[0].reference


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
    ratios = {f"{name}: small to large": _ratio(seen, name, least, most) for name in names}
    ratios["api: list of 50, to the bare page"] = (
        seen[most][BARE]["p50"] / seen[most]["api: list of 50"]["p50"]
    )
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


def _ratio(seen: Mapping[int, Any], name: str, least: int, most: int) -> float:
    return float(seen[least][name]["p50"] / seen[most][name]["p50"])
