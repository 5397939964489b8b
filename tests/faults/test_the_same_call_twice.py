"""F11: an integrator repeats a call, at once and after its line was cut: there is one case."""

import contextlib
import http.client
import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from dsar.api import idempotency
from dsar.api.models import Answer
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.outbox.models import Message
from tests import desk
from tests.audit.conftest import sql
from tests.faults.conftest import FULL
from tests.faults.integrator import Answered, Integrator

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
]

KEYS, AT_ONCE = (2_000, 10) if FULL else (20, 5)
CONTROL_KEYS = 200 if FULL else 20


@pytest.fixture
def company(transactional_db: None, settings: Settings) -> Company:
    settings.API_CALLS_PER_MINUTE = 10_000_000
    return desk.publish("nexus-ip")


@pytest.fixture
def integrator(live_server: Any, company: Company) -> Integrator:
    return Integrator(live_server.url, company)


def all_at_once(integrator: Integrator, key: str, number: int, cuts: list[str]) -> list[Answered]:
    gate = Barrier(len(cuts))

    def call(cut: str) -> Answered | None:
        gate.wait(60)
        return integrator.post(key, number, cut=cut)

    with ThreadPoolExecutor(len(cuts)) as pool:
        return [one for one in pool.map(call, cuts) if one is not None]


def test_a_call_repeated_at_once_and_after_a_cut_makes_one_case(
    integrator: Integrator, live_server: Any, dice: random.Random, figures: dict[str, Any]
) -> None:
    stranger = Integrator(live_server.url, desk.publish("next-connex"))
    cut, replayed, conflicts, foreign = Counter[str](), 0, 0, 0
    told: set[str] = set()

    for number in range(KEYS):
        key = f"zendesk-{number}"
        cuts = [dice.choice(["", "", "before", "after"]) for _ in range(AT_ONCE)]
        cut.update(filter(None, cuts))
        answers = all_at_once(integrator, key, number, cuts)
        last = integrator.post(key, number)
        assert last is not None
        answers.append(last)
        assert {(one.status, one.body) for one in answers} == {(201, last.body)}, key
        assert sum(not one.replayed for one in answers) <= 1
        told.add(json.loads(last.body)["reference"])
        replayed += sum(one.replayed for one in answers)
        other = integrator.post(key, number, right="erasure")
        assert other is not None
        conflicts += other.status == 409 and b"key-used" in other.body
        theirs = stranger.post(key, number)
        assert theirs is not None
        foreign += theirs.replayed or theirs.status != 201 or b'"NIP' in theirs.body

    cases = Case.objects.filter(company__slug="nexus-ip")
    figures |= {
        "keys": KEYS,
        "calls at once": AT_ONCE,
        "lines cut before the end": cut["before"],
        "lines cut after it": cut["after"],
        "cases": cases.count(),
        "repeats": cases.count() - KEYS,
        "answered again alike": replayed,
        "other content refused": conflicts,
        "replayed to another company": foreign,
        "lost": len(told - set(cases.values_list("reference", flat=True))),
    }
    assert figures["lost"] == 0
    assert cases.count() == len(told) == KEYS
    assert conflicts == KEYS
    assert foreign == 0
    assert Case.objects.filter(company__slug="next-connex").count() == KEYS
    ours = cases.values("company_id")[:1]
    assert Message.objects.filter(company_id__in=ours, channel="email").count() == KEYS
    assert Event.objects.filter(event="case.received", company_id__in=ours).count() == KEYS


@pytest.fixture
def _no_unique_key(monkeypatch: pytest.MonkeyPatch, company: Company) -> Iterator[None]:
    """Look, then write: how it is done where the database is not asked to keep two apart."""

    def claim(company: Company, key: str, fingerprint: str, now: datetime) -> int | None:
        if Answer.objects.filter(company=company, key=key).exists():
            return None
        row = Answer(company=company, key=key, fingerprint=fingerprint, created_at=now)
        row.save()
        return row.pk

    monkeypatch.setattr(idempotency, "_claim", claim)
    sql("ALTER TABLE api_answer DROP CONSTRAINT api_answer_once")
    yield
    connection.close()
    sql("DELETE FROM api_answer")
    sql("ALTER TABLE api_answer ADD CONSTRAINT api_answer_once UNIQUE (company_id, key)")


@pytest.mark.usefixtures("_no_unique_key")
def test_without_the_unique_key_calls_at_once_make_doubles(
    integrator: Integrator, figures: dict[str, Any]
) -> None:
    for number in range(CONTROL_KEYS):
        with contextlib.suppress(http.client.HTTPException, OSError):
            all_at_once(integrator, f"zendesk-{number}", number, [""] * AT_ONCE)

    cases = Case.objects.count()
    figures |= {"keys": CONTROL_KEYS, "cases": cases, "repeats": cases - CONTROL_KEYS}
    assert cases > CONTROL_KEYS
