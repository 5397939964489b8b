"""A request sent through the API, beside a bare view that stores three rows: two web processes
each, the same server and database, taking turns."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import web
from bench.turns import rounded
from bench.web import BARE, OURS, Site, Turn
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.api_keys import Scope, create_key
from dsar.outbox.models import Message

SCALED = (1, 2, 4)  # web processes
MOST_STATEMENTS = 15
BUSY = 8  # clients that keep them all at work
BODY = {
    "right": "access",
    "channel": "email",
    "received_at": "2026-11-20T09:12:00+00:00",
    "requester": {"name": "Robin Requester", "email": "robin@example.org", "language": "en"},
    "text": "Please send me the recordings of my calls.",
}


def measure(company: Any, *, clients: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    with bare_tables():
        return _measured(company, clients=clients, seconds=seconds, rounds=rounds)


@contextmanager
def bare_tables() -> Iterator[None]:
    """What the bare site stores in."""
    from bench.bare_site import DROP, TABLES

    with connection.cursor() as cursor:
        cursor.execute(DROP + TABLES)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(DROP)


def _measured(company: Any, *, clients: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    client = client_of(company, name="bench")
    before = _stored(company)
    turns: dict[tuple[str, int], list[Turn]] = {}
    with web.site(OURS) as ours, web.site(BARE) as bare:
        for site in (ours, bare):
            web.turn(site, client, clients=2, seconds=1)  # each process has opened what it needs
        warm = _stored(company)
        for _ in range(rounds):
            for number in clients:
                for site in (ours, bare):
                    turn = web.turn(site, client, clients=number, seconds=seconds)
                    turns.setdefault((site.name, number), []).append(turn)
    scaled = {
        (name, number): [_scaled(name, number, client, seconds) for _ in range(rounds)]
        for name in (OURS, BARE)
        for number in SCALED
    }
    acknowledged = sum(
        len(one.took)
        for found in (turns, scaled)
        for (name, _), all_ in found.items()
        for one in all_
        if name == OURS
    )
    stored = [now - then for now, then in zip(_stored(company), warm, strict=True)]
    # Nothing that was acknowledged is lost, and none is without its event and its mail.
    assert stored[0] >= acknowledged, (stored, acknowledged)
    assert stored[1] >= stored[0] <= stored[2], stored
    assert before <= warm
    assert not any(
        one.errors for found in (turns, scaled) for all_ in found.values() for one in all_
    )
    found = _found(turns, clients)
    asked, commits = statements(company)
    found["ratios"] |= rounded(
        {f"{MOST_STATEMENTS} statements, to those of one": MOST_STATEMENTS / asked}
    )
    return (
        found
        | {"statements": asked, "commits": commits}
        | {
            f"{name}, a second, by web processes": rounded(
                {str(number): median(one.rate for one in scaled[name, number]) for number in SCALED}
            )
            for name in (OURS, BARE)
        }
    )


def statements(company: Any) -> tuple[int, int]:
    """Of one request, without BEGIN and COMMIT; and how many times it commits."""
    client, token = Client(), token_of(company, "bench statements")
    for _ in range(2):  # the first opens what the process keeps
        with CaptureQueriesContext(connection) as asked:
            ask(client, token)
    said = [one["sql"] for one in asked.captured_queries]
    return sum(one not in {"BEGIN", "COMMIT"} for one in said), said.count("COMMIT")


def ask(client: Client, token: str) -> None:
    """The same request, in this process."""
    body, headers = json.dumps(BODY), _headers(token)
    answer = client.post("/api/v1/cases", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.status_code


def alone(company: Any, *, clients: int, seconds: float, during: Callable[[], None]) -> Turn:
    """Requests to ours only, while `during` runs beside it."""
    client = client_of(company, name="bench alone")
    with web.site(OURS) as site:
        web.turn(site, client, clients=clients, seconds=1)
        beside = threading.Thread(target=during)
        beside.start()
        turn = web.turn(site, client, clients=clients, seconds=seconds)
        beside.join()
    return turn


def _scaled(name: str, workers: int, client: web.Client, seconds: float) -> Turn:
    with web.site(name, workers) as site:
        web.turn(site, client, clients=workers, seconds=1)
        return web.turn(site, client, clients=BUSY, seconds=seconds)


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

    def stored(name: str, number: int) -> float:
        return median(1000 * one.database / len(one.took) for one in turns[name, number])

    ratios = {}
    for number in clients:
        ratios[f"rate, {number} clients"] = rate(OURS, number) / rate(BARE, number)
        ratios[f"p95, {number} clients"] = slow(BARE, number) / slow(OURS, number)
        ratios[f"processor time, {number} clients"] = work(BARE, number) / work(OURS, number)
    return {
        "ratios": rounded(ratios),
        **{
            f"{name}, {number} clients": rounded(
                {
                    "a second": rate(name, number),
                    "ms at the 95th percentile": slow(name, number),
                    "ms of processor each": work(name, number),
                    "ms of PostgreSQL's processor each": stored(name, number),
                }
            )
            for name, number in turns
        },
    }


def client_of(company: Any, *, name: str) -> web.Client:
    """Sends the same request again and again, with a key of the company's own."""
    return partial(_send, token_of(company, name))


def token_of(company: Any, name: str) -> str:
    return create_key(
        company=company,
        name=name,
        scopes=[Scope.CREATE],
        is_test=False,
        actor="system",
        now=timezone.now(),
    )[1]


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }


def _send(token: str, site: Site, until: float, turn: Turn) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as line:
        while time.monotonic() < until:
            began = time.perf_counter()
            line.request("POST", "/api/v1/cases", json.dumps(BODY), _headers(token))
            answer = line.getresponse()
            answer.read()
            if answer.status == 201:
                turn.took.append(time.perf_counter() - began)
            else:
                turn.errors += 1
