"""A request sent through the API, beside a bare view that stores three rows: two web processes
each, the same server and database, taking turns."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.turns import rounded
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.api_keys import Scope, create_key
from dsar.outbox.models import Message

WORKERS = 2
SCALED = (1, 2, 4)  # web processes, each with as many clients as are busy with two
BODY = {
    "right": "access",
    "channel": "email",
    "received_at": "2026-11-20T09:12:00+00:00",
    "requester": {"name": "Robin Requester", "email": "robin@example.org", "language": "en"},
    "text": "Please send me the recordings of my calls.",
}
OURS, BARE = "ours", "bare"
SITES = {OURS: "dsar.wsgi", BARE: "bench.bare_site"}
ENVIRONMENT = {"DSAR_API_CALLS_PER_MINUTE": "1000000000", "DSAR_ALLOWED_HOSTS": "127.0.0.1"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Turn:
    """What one site did for so many clients in so many seconds."""

    seconds: float
    took: list[float] = field(default_factory=list)
    errors: int = 0
    processor: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return 1000 * quantiles(self.took, n=20)[-1]


def measure(company: Any, *, clients: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    with _bare_tables():
        return _measured(company, clients=clients, seconds=seconds, rounds=rounds)


@contextmanager
def _bare_tables() -> Iterator[None]:
    from bench.bare_site import DROP, TABLES

    with connection.cursor() as cursor:
        cursor.execute(DROP + TABLES)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(DROP)


def _measured(company: Any, *, clients: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    _, token = create_key(
        company=company,
        name="bench",
        scopes=[Scope.CREATE],
        is_test=False,
        actor="system",
        now=timezone.now(),
    )
    before = _stored(company)
    turns: dict[tuple[str, int], list[Turn]] = {}
    with _site(OURS) as ours, _site(BARE) as bare:
        for site in (ours, bare):
            _turn(site, token, clients=2, seconds=1)  # each process has opened what it needs
        warm = _stored(company)
        for _ in range(rounds):
            for number in clients:
                for site in (ours, bare):
                    turn = _turn(site, token, clients=number, seconds=seconds)
                    turns.setdefault((site.name, number), []).append(turn)
    scaled = {number: _scaled(number, token, seconds) for number in SCALED}
    acknowledged = sum(
        len(one.took) for (name, _), all_ in turns.items() for one in all_ if name == OURS
    ) + sum(len(one.took) for one in scaled.values())
    stored = [now - then for now, then in zip(_stored(company), warm, strict=True)]
    # Nothing that was acknowledged is lost, and none is without its event and its mail.
    assert stored[0] >= acknowledged, (stored, acknowledged)
    assert stored[1] >= stored[0] <= stored[2], stored
    assert before <= warm
    return _found(turns, clients) | {
        "a second, by web processes": rounded(
            {str(number): one.rate for number, one in scaled.items()}
        )
    }


def alone(company: Any, *, clients: int, seconds: float, during: Callable[[], None]) -> Turn:
    """Requests to ours only, while `during` runs beside it."""
    _, token = create_key(
        company=company,
        name="bench alone",
        scopes=[Scope.CREATE],
        is_test=False,
        actor="system",
        now=timezone.now(),
    )
    with _site(OURS) as site:
        _turn(site, token, clients=clients, seconds=1)
        beside = threading.Thread(target=during)
        beside.start()
        turn = _turn(site, token, clients=clients, seconds=seconds)
        beside.join()
    return turn


def _scaled(workers: int, token: str, seconds: float) -> Turn:
    with _site(OURS, workers) as site:
        _turn(site, token, clients=workers, seconds=1)
        return _turn(site, token, clients=8, seconds=seconds)


def _stored(company: Any) -> list[int]:
    return [
        Case.objects.filter(company=company).count(),
        Event.objects.filter(company_id=company.pk, event="case.received").count(),
        Message.objects.filter(company_id=company.pk).count(),
    ]


def _found(turns: dict[tuple[str, int], list[Turn]], clients: list[int]) -> dict[str, Any]:
    def rate(name: str, number: int) -> float:
        return median(one.rate for one in turns[name, number])

    def slow(name: str, number: int) -> float:
        return median(one.p95 for one in turns[name, number])

    def work(name: str, number: int) -> float:
        return median(1000 * one.processor / len(one.took) for one in turns[name, number])

    ratios = {}
    for number in clients:
        ratios[f"rate, {number} clients"] = rate(OURS, number) / rate(BARE, number)
        ratios[f"p95, {number} clients"] = slow(BARE, number) / slow(OURS, number)
        ratios[f"processor time, {number} clients"] = work(BARE, number) / work(OURS, number)
    return {
        "ratios": rounded(ratios),
        "errors": sum(one.errors for all_ in turns.values() for one in all_),
        **{
            f"{name}, {number} clients": rounded(
                {
                    "a second": rate(name, number),
                    "ms at the 95th percentile": slow(name, number),
                    "ms of processor each": work(name, number),
                }
            )
            for name, number in turns
        },
    }


@dataclass(frozen=True)
class Site:
    name: str
    port: int
    process: subprocess.Popen[bytes]

    def runs(self) -> bool:
        return self.process.poll() is None

    def answers(self) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
            try:
                line.request("GET", "/api/v1/cases")
                return line.getresponse().status < 500
            except OSError:
                return False

    def processor(self) -> float:
        """Seconds of processor time of its web processes so far."""
        return sum(_seconds_of(pid) for pid in self.pids())

    def pids(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(pid) for pid in children.split()]


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def _site(name: str, workers: int = WORKERS) -> Iterator[Site]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port, file = listener.getsockname()[1], listener.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", f"{SITES[name]}:application"),
            *("--bind", f"fd://{file}", "--workers", str(workers), "--threads", "4"),
            *("--log-level", "warning", "--no-control-socket", "--keep-alive", "60"),
        ]
        environment = os.environ | ENVIRONMENT
        running = subprocess.Popen(command, pass_fds=[file], env=environment)
        try:
            site = Site(name, port, running)
            _wait_for(site, workers)
            yield site
        finally:
            running.terminate()
            running.wait(timeout=30)


def _wait_for(site: Site, workers: int) -> None:
    """Until its processes run and answer."""
    until = time.monotonic() + 60
    while len(site.pids()) < workers or not site.answers():
        if time.monotonic() > until or not site.runs():
            raise RuntimeError(f"{SITES[site.name]} did not start")
        time.sleep(0.1)


def _turn(site: Site, token: str, *, clients: int, seconds: float) -> Turn:
    turn = Turn(seconds)
    until = time.monotonic() + seconds
    before = site.processor()
    threads = [
        threading.Thread(target=_client, args=(site, token, until, turn)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn.processor = site.processor() - before
    return turn


def _client(site: Site, token: str, until: float, turn: Turn) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as line:
        while time.monotonic() < until:
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            began = time.perf_counter()
            line.request("POST", "/api/v1/cases", json.dumps(BODY), headers)
            answer = line.getresponse()
            answer.read()
            if answer.status == 201:
                turn.took.append(time.perf_counter() - began)
            else:
                turn.errors += 1
