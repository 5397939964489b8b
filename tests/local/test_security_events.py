"""Tried doors: a line in the log and a number for whoever watches, and never whose."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.test import Client

from dsar import security_events
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.audit.models import Event
from dsar.cache import TolerantCache
from dsar.cases.operations import verifying
from dsar.companies.models import Company
from dsar.portal import limits
from identity.operations import ItemSpec
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import follow
from tests.proving import just_proved

pytestmark = pytest.mark.django_db
API = "/api/v1/cases"


@pytest.fixture(autouse=True)
def _counting_anew() -> None:
    cache.clear()


@pytest.fixture
def company() -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def officer(company: Company) -> User:
    return desk.person(Role.OFFICER, company, name="asha")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def bearer(company: Company, *scopes: str) -> dict[str, str]:
    _, token = create_key(
        company=company, name="CRM", scopes=scopes, is_test=False, actor="system", now=desk.MONDAY
    )
    return {"Authorization": f"Bearer {token}"}


def wrong_password(company: Company, officer: User) -> None:
    form = {"login": officer.email, "password": "not-the-password"}
    Client().post("/desk/sign-in/", form)


def wrong_proof(company: Company, officer: User) -> None:
    signed_in(officer).post("/desk/prove/", {"prove_password": "not-the-password"})


def somebody_elses_page(company: Company, officer: User) -> None:
    assert signed_in(officer).get("/desk/people/nexus-ip/").status_code == 403


def too_few_scopes(company: Company, officer: User) -> None:
    headers = bearer(company, Scope.values[0])
    codes = [Client().get(API, headers=headers).status_code]
    codes.append(Client().post(API, {}, "application/json", headers=headers).status_code)
    assert 403 in codes


def no_key(company: Company, officer: User) -> None:
    assert Client().get(API, headers={"Authorization": "Bearer nonsense"}).status_code == 401


def no_token(company: Company, officer: User) -> None:
    assert Client(enforce_csrf_checks=True).post("/desk/sign-in/", {}).status_code == 403


def no_signature(company: Company, officer: User) -> None:
    address = f"/status/vendor/{company.slug}/"
    assert Client().post(address, "{}", "application/json").status_code == 403


def too_often(company: Company, officer: User) -> None:
    for _ in range(limits.CODES[1] + 3):
        answer = Client().post("/status/", {"reference": "x", "email": "robin@example.org"})
    assert answer.status_code == 429


def a_link_that_is_none(company: Company, officer: User) -> None:
    stranger = Client()
    stranger.get("/status/open/no-such-link/")
    assert stranger.post("/status/open/").status_code == 410


def a_wrong_code(company: Company, officer: User) -> None:
    case, stranger = desk.receive(company), Client()
    stranger.post("/status/", {"reference": case.reference, "email": desk.REQUESTER.email})
    assert stranger.post("/status/code/", {"code": "000000"}).status_code == 422


def a_wrong_code_for_a_file(company: Company, officer: User) -> None:
    case = desk.released(desk.attached(desk.identified(received(company))))
    browser, file = follow(case), f"/status/request/files/{case.documents.get().pk}/"
    browser.post(file, {"send": "1"})
    assert browser.post(file, {"code": "000000"}).status_code == 422


def a_wrong_fact(company: Company, officer: User) -> None:
    case = received(company)
    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("number", "text", "Your customer number")],
        held={"number": "4711"},
        doubt="sensitive-data",
        facts="Bank data.",
        actor=desk.OFFICER,
        now=ago(days=2),
    )
    answer = follow(case).post("/status/request/proof/number/", {"text": "0815"})
    assert answer.status_code == 422


WAYS: dict[str, tuple[Callable[[Company, User], None], str]] = {
    "a wrong password": (wrong_password, "sign-in.refused"),
    "a wrong proof": (wrong_proof, "proof.refused"),
    "a page of others": (somebody_elses_page, "access.refused"),
    "a scope too few": (too_few_scopes, "access.refused"),
    "a link that is none": (a_link_that_is_none, "code.refused"),
    "a wrong code": (a_wrong_code, "code.refused"),
    "a wrong code for a file": (a_wrong_code_for_a_file, "code.refused"),
    "a wrong fact": (a_wrong_fact, "code.refused"),
    "no key": (no_key, "key.refused"),
    "no token of ours": (no_token, "form.forged"),
    "no signature": (no_signature, "signature.refused"),
    "too often": (too_often, "limit.reached"),
}


@pytest.mark.parametrize(("do", "kind"), WAYS.values(), ids=WAYS)
def test_each_is_told_and_counted_once_and_names_nobody(
    company: Company,
    officer: User,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    do: Callable[[Company, User], None],
    kind: str,
) -> None:
    monkeypatch.setattr("dsar.portal.access.LONGEST_SECONDS", 0.0)
    with caplog.at_level(logging.WARNING, logger=security_events.__name__):
        do(company, officer)

    told = [one.getMessage().removeprefix("security ") for one in caplog.records
            if one.name == security_events.__name__]  # fmt: skip
    assert [json.loads(line)["event"] for line in told] == [kind]
    for word in ("asha", "example", "robin", "127.0.0.1", "nonsense", "password"):
        assert word not in told[0]
    assert {k: n for k, n in security_events.counts().items() if n} == {kind: 1}


def test_a_refusal_of_somebody_signed_in_stands_in_the_chain_as_well(
    company: Company, officer: User
) -> None:
    somebody_elses_page(company, officer)
    wrong_proof(company, officer)

    rows = Event.objects.filter(company_id=0, event__endswith=".refused").order_by("seq")
    assert [(row.event, row.subject, row.facts) for row in rows] == [
        ("access.refused", officer.actor, {"view": "desk:people_of", "method": "GET"}),
        ("proof.refused", officer.actor, {}),
    ]


def test_what_strangers_try_fills_no_table(company: Company, officer: User) -> None:
    before = Event.objects.count()

    for stranger in (no_key, no_token, no_signature, too_often):
        stranger(company, officer)

    assert Event.objects.count() == before


def test_who_may_is_no_event(company: Company) -> None:
    admin = desk.person(Role.ADMIN, company, name="ada")
    client = signed_in(admin)
    just_proved(client, now=desk.MONDAY)

    assert client.get("/desk/people/nexus-ip/").status_code == 200
    assert not any(security_events.counts().values())


def test_a_monitoring_system_reads_a_counter(settings: Any) -> None:
    settings.METRICS_TOKEN = "0123456789abcdef" * 2
    for _ in range(3):
        security_events.happened("limit.reached", limit="send")

    page = Client().get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"})

    lines = page.content.decode().splitlines()
    assert "# TYPE dsar_security_events_total counter" in lines
    assert 'dsar_security_events_total{event="limit.reached"} 3' in lines
    assert 'dsar_security_events_total{event="form.forged"} 0' in lines


def told_by_metrics() -> list[str]:
    token = {"Authorization": f"Bearer {project.METRICS_TOKEN}"}
    text = Client().get("/metrics", headers=token).content.decode()
    return [line for line in text.splitlines() if line.startswith("dsar_security_events_total{")]


def test_while_redis_is_away_nothing_is_told_and_afterwards_no_less_than_before(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500, 0, 500 would be five hundred events to a monitoring system; nothing at all is none."""
    settings.METRICS_TOKEN = "0123456789abcdef" * 2
    there = settings.CACHES
    for _ in range(3):
        security_events.happened("limit.reached", limit="send")
    before = told_by_metrics()

    away = {"LOCATION": "unix:///nowhere/redis.sock", "OPTIONS": {}}
    settings.CACHES = {"default": there["default"] | away}
    first = told_by_metrics()
    security_events.happened("limit.reached", limit="send")
    assert TolerantCache.away_until > time.monotonic()
    meanwhile = told_by_metrics()
    settings.CACHES = there
    while_left_alone = told_by_metrics()
    monkeypatch.setattr(TolerantCache, "away_until", 0.0)

    assert [first, meanwhile, while_left_alone] == [[], [], []]
    assert told_by_metrics() == before
    assert 'dsar_security_events_total{event="limit.reached"} 3' in before


def test_a_service_that_brings_too_many_results_waits(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESULTS", ("result", 2, limits.HOUR))
    address = f"/status/vendor/{company.slug}/"

    answers = [Client().post(address, "{}", "application/json") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 429]
    assert answers[2]["Retry-After"] == "3600"
