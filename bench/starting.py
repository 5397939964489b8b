"""From a start to the first answer, whatever is asked first; and what all processes take."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from bench import web
from bench.processes import MEGABYTE, family_of, resident, together
from bench.turns import rounded
from bench.web import OURS, Site
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.api_keys import Scope, create_key
from dsar.companies.models import Company
from tests.outbox.owing import ROOT

GOAL_SECONDS, GOAL_FIRST = 3.0, 1.0
GOAL_MEGABYTES, GOAL_ALL_MEGABYTES = 150, 700
GOAL_MIGRATED = 20.0
GOAL_WARM, GOAL_EMPTY = 6.0, 10.0
PAGE = "/status/"
LISTS = 1_000
GROWTH = 1.1
# Of the environment, what a laptop's desk has of its own.
OWN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")

Headers = Mapping[str, str]


def measure(*, rounds: int, migrated: float, lists: int = LISTS) -> dict[str, Any]:
    """Of the cases there are. `migrated`: the seconds of all migrations on an empty database."""
    company = Company.objects.order_by("pk")[0]
    asked = _asked(company)
    started = median(_started() for _ in range(rounds))
    first = {name: _first(*ask) for name, ask in asked.items()}
    before, after = _grown(*asked["api: list of 50"], times=lists)
    everything = _everything()
    empty, warm = _laptop()
    slowest = max(first.values())
    return {
        "cases": Case.objects.count(),
        "seconds": rounded(
            {
                "start to the first answer": started,
                "all migrations": migrated,
                **{f"first of all asked, {name}": took for name, took in first.items()},
                "make run, from an empty folder": empty,
                "make run, once more": warm,
            }
        ),
        "megabytes": rounded(
            {
                "one web process after 200 pages": before,
                f"and after {lists:,} lists": after,
                "two web, two of a worker, beat, and what began them": everything,
            }
        ),
        "ratios": rounded(
            {
                f"{GOAL_SECONDS:g} s, to the first answer": GOAL_SECONDS / started,
                f"{GOAL_FIRST:g} s, to the slowest first page": GOAL_FIRST / slowest,
                f"{GOAL_MIGRATED:g} s, to all migrations": GOAL_MIGRATED / migrated,
                f"{GOAL_MEGABYTES} MB, to one web process": GOAL_MEGABYTES / before,
                "ten in a hundred more, to what lists add": GROWTH * before / after,
                f"{GOAL_ALL_MEGABYTES} MB, to all processes": GOAL_ALL_MEGABYTES / everything,
                f"{GOAL_EMPTY:g} s, to make run from an empty folder": GOAL_EMPTY / empty,
                f"{GOAL_WARM:g} s, to make run once more": GOAL_WARM / warm,
            }
        ),
    }


def _asked(company: Company) -> dict[str, tuple[str, Headers]]:
    """What is asked first, and as whom."""
    # Planted cases are marked as such, and a key sees either those or the others.
    planted = Case.objects.filter(company=company, is_test=True).exists()
    _, token = create_key(
        company=company,
        name="bench start",
        scopes=Scope.values,
        is_test=planted,
        actor="system",
        now=timezone.now(),
    )
    officer = User.objects.filter(memberships__role=Role.OFFICER).order_by("pk")[0]
    desk = Client()
    desk.force_login(officer)
    name = settings.SESSION_COOKIE_NAME
    signed_in = {"Cookie": f"{name}={desk.cookies[name].value}"}
    cases = Case.objects.filter(company=company, is_test=planted)
    case = cases.order_by("-created_at")[0].reference
    key = {"Authorization": f"Bearer {token}"}
    return {
        "status": (PAGE, {}),
        "form": (f"/{company.slug}/ask/what/", {}),
        "today": ("/desk/", signed_in),
        "queue": ("/desk/cases/", signed_in),
        "api: list of 50": ("/api/v1/cases?limit=50", key),
        "api: case": (f"/api/v1/cases/{case}", key),
    }


def _started() -> float:
    """Seconds. What comes before it listens waits in the socket, which is open already."""
    began = time.perf_counter()
    with web.unready(OURS, 1) as site, _line(site) as line:
        _get(line, PAGE, {})
        return time.perf_counter() - began


def _first(path: str, headers: Headers) -> float:
    """Seconds that the first page of a process takes once it says that it is alive."""
    with web.unready(OURS, 1) as site, _line(site) as line:
        _get(line, "/healthz", {})
        began = time.perf_counter()
        _get(line, path, headers)
        return time.perf_counter() - began


def _grown(path: str, headers: Headers, *, times: int) -> tuple[float, float]:
    """Megabytes of one web process before and after."""
    with web.unready(OURS, 1) as site, _line(site) as line:
        for _ in range(200):
            _get(line, PAGE, {})
        _get(line, path, headers)
        (child,) = site.pids()
        before = resident(child) / MEGABYTE
        for _ in range(times):
            _get(line, path, headers)
        return before, resident(child) / MEGABYTE


@contextmanager
def _line(site: Site) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as line:
        yield line


def _get(line: http.client.HTTPConnection, path: str, headers: Headers) -> None:
    line.request("GET", path, headers=dict(headers))
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)


def _everything() -> float:
    """Megabytes of a desk that has just answered, what its processes share counted once."""
    celery = [sys.executable, "-m", "celery", "--app", "dsar", "--quiet"]
    with ExitStack() as running, tempfile.TemporaryDirectory() as folder:
        site = running.enter_context(web.site(OURS, 2))
        worker = running.enter_context(_process([*celery, "worker", "--concurrency", "2"]))
        plan = ["--schedule", f"{folder}/beat", "--pidfile="]
        beat = running.enter_context(_process([*celery, "beat", *plan]))
        with _line(site) as line:
            for _ in range(200):
                _get(line, PAGE, {})
        _wait_for_children(worker.pid, 2)
        every = [one for root in (site.process, worker, beat) for one in family_of(root.pid)]
        return together(every) / MEGABYTE


@contextmanager
def _process(command: list[str], **more: Any) -> Iterator["subprocess.Popen[bytes]"]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, **quiet, **more)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=60)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait_for_children(pid: int, number: int) -> None:
    until = time.monotonic() + 60
    while len(family_of(pid)) <= number:
        assert time.monotonic() < until, "the worker did not start"
        time.sleep(0.1)


def _laptop() -> tuple[float, float]:
    """Seconds from `make run` to its first page: from an empty folder, and once more."""
    with tempfile.TemporaryDirectory(prefix="bench-home-") as folder:
        return _run(Path(folder)), _run(Path(folder))


def _run(home: Path) -> float:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port = found.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    kept = {name: value for name, value in kept.items() if not name.startswith("DSAR_")}
    environment = kept | {"DSAR_HOME": str(home), "PORT": str(port)}
    began, until = time.perf_counter(), time.monotonic() + 120
    with _process([sys.executable, "-m", "dsar.local"], cwd=ROOT, env=environment):
        while not _answers(port):
            assert time.monotonic() < until, "make run did not answer"
            time.sleep(0.02)
        return time.perf_counter() - began


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        try:
            line.request("GET", "/")
            return line.getresponse().status == 200
        except OSError:
            return False
