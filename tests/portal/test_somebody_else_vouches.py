"""The company's own account system, and an outside service that is a real server here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations import verifying
from dsar.companies import identity_sources as sources
from dsar.companies.identity_sources import SourceRefused
from identity.models import Challenge
from identity.operations import ItemSpec
from tests import desk
from tests.portal.stand_in import Service
from tests.portal.visitor import follow

ISSUER = "https://accounts.example.com"
DOUBT = {"doubt": "unknown-address", "facts": "Not on file.", "actor": "user:1"}


def connect(case: Case, kind: str, url: str, **more):
    given = {"name": "Sign in", "is_on": True, "actor": "user:1", "now": desk.MONDAY} | more
    return sources.set_source(company_id=case.company_id, kind=kind, url=url, **given)


def asked(case: Case, kind: str) -> Client:
    verifying.ask_for_identity(
        case_id=case.pk, items=[ItemSpec(kind, kind, "Another check")], now=now(), **DOUBT
    )
    return follow(case)


def now() -> datetime:
    return datetime.now(UTC)


def go(client: Client, kind: str) -> str:
    page = client.post(f"/status/request/proof/{kind}/")
    assert page.status_code == 200, page.content.decode()
    return page.context["address"]


def item(case: Case, kind: str):
    return case.verification.items.get(code=kind)


# --- the account system ---------------------------------------------------------------------------


@pytest.fixture
def account(case: Case):
    return connect(case, "account", "https://accounts.example.com/vouch", issuer=ISSUER)


def token(source, state: str, **change) -> str:
    at = int(now().timestamp())
    claims = {
        "iss": ISSUER,
        "aud": sources.audience_of(source.company),
        "iat": at,
        "exp": at + 300,
        "nonce": state,
        "email": "robin@example.org",
        "email_verified": True,
    }
    return jwt.encode(claims | change, sources.secret_of(source), algorithm="HS256")


def state_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def bring(state: str, signed: str) -> object:
    """From another site: no cookie, no token of our forms."""
    return Client(enforce_csrf_checks=True).post(
        "/status/account/", {"state": state, "token": signed}
    )


def test_an_account_proves_it_and_the_decision_can_rest_on_it(case: Case, account) -> None:
    client = asked(case, "account")
    address = go(client, "account")

    answer = bring(state_in(address), token(account, state_in(address)))

    assert answer.status_code == 200
    assert item(case, "account").confirmed_at is not None
    verifying.accept_identity(case_id=case.pk, method="account_token", actor="user:1", now=now())


def test_what_another_site_brought_cannot_be_asked_for_in_another_language(
    case: Case, account
) -> None:
    state = state_in(go(asked(case, "account"), "account"))

    for answer in (bring("0" * 40, "x"), bring(state, token(account, state))):
        assert 'class="languages"' not in answer.content.decode()


def test_the_question_names_nobody(case: Case, account) -> None:
    address = go(asked(case, "account"), "account")

    asked_for = parse_qs(urlsplit(address).query)
    assert set(asked_for) == {"state", "return_to", "audience"}
    assert "robin" not in address
    assert case.reference not in address
    assert state_in(address) not in str(Challenge.objects.filter(purpose="account").values())


def test_a_strangers_own_account_proves_nothing(case: Case, account) -> None:
    state = state_in(go(asked(case, "account"), "account"))

    answer = bring(state, token(account, state, email="stranger@example.org"))

    assert answer.status_code == 422
    assert "another email address" in answer.content.decode()
    assert item(case, "account").confirmed_at is None
    # Nothing was used up: whoever was asked can still answer.
    assert bring(state, token(account, state)).status_code == 200


def test_a_token_works_once_and_for_its_own_question(case: Case, account) -> None:
    client = asked(case, "account")
    first = state_in(go(client, "account"))
    second = state_in(go(client, "account"))

    assert bring(first, token(account, first)).status_code == 422  # replaced
    assert bring(second, token(account, first)).status_code == 422
    assert bring(second, token(account, second)).status_code == 200
    assert bring(second, token(account, second)).status_code == 422


@pytest.mark.parametrize("wrong", ["late", "off", "secret", "audience"])
def test_it_is_refused_without_saying_more_than_that(case: Case, account, wrong: str) -> None:
    state = state_in(go(asked(case, "account"), "account"))
    signed = token(account, state)
    if wrong == "late":
        Challenge.objects.update(expires_at=now())
    if wrong == "off":
        connect(case, "account", account.url, issuer=ISSUER, is_on=False)
    if wrong == "secret":
        signed = signed[:-4] + ("AAAA" if not signed.endswith("AAAA") else "BBBB")
    if wrong == "audience":
        signed = token(account, state, aud="https://desk.example.com/other/")

    assert bring(state, signed).status_code == 422
    assert item(case, "account").confirmed_at is None


# --- an outside service ---------------------------------------------------------------------------


@pytest.fixture
def service(case: Case, settings) -> Iterator[Service]:
    settings.WEBHOOK_ALLOW_PRIVATE = True  # it listens on this machine
    running = Service()
    source = connect(case, "vendor", f"{running.site}/v1/checks")
    running.secret = sources.secret_of(source)
    yield running
    running.close()


def deliver(sent: dict, slug: str = "nexus-ip") -> object:
    return Client(enforce_csrf_checks=True).post(f"/status/vendor/{slug}/", **sent)


def test_a_service_is_asked_and_its_yes_proves_it(case: Case, service: Service) -> None:
    address = go(asked(case, "vendor"), "vendor")

    assert address == f"{service.site}/check/1"
    assert set(service.questions[0]) == {"state", "return_url", "callback_url"}
    assert service.questions[0]["callback_url"].endswith("/status/vendor/nexus-ip/")
    assert deliver(service.result(passed=True)).status_code == 204
    assert item(case, "vendor").confirmed_at is not None
    verifying.accept_identity(case_id=case.pk, method="vendor", actor="user:1", now=now())


def test_its_no_is_noted_and_refuses_nobody(case: Case, service: Service) -> None:
    client = asked(case, "vendor")
    go(client, "vendor")

    assert deliver(service.result(passed=False)).status_code == 204

    assert item(case, "vendor").state == "asked"
    assert Event.objects.get(event="identity.not-vouched-for").facts == {"item": "vendor"}
    go(client, "vendor")
    assert deliver(service.result(passed=True)).status_code == 204


def test_a_result_counts_once(case: Case, service: Service) -> None:
    go(asked(case, "vendor"), "vendor")
    sent = service.result(passed=True)

    assert [deliver(sent).status_code for _ in range(3)] == [204, 403, 403]


@pytest.mark.parametrize("wrong", ["old", "unsigned", "other secret", "guessed", "changed"])
def test_a_result_that_is_not_the_services_is_refused(
    case: Case, service: Service, wrong: str
) -> None:
    go(asked(case, "vendor"), "vendor")
    sent = service.result(passed=True)
    if wrong == "old":
        sent = service.result(passed=True, age=600)
    if wrong == "unsigned":
        sent["headers"].pop("webhook-signature")
    if wrong == "other secret":
        service.secret = "whsec_" + "A" * 43 + "="
        sent = service.result(passed=True)
    if wrong == "guessed":
        sent = service.result(passed=True, state="A" * 43)
    if wrong == "changed":
        sent["data"] = json.dumps(json.loads(sent["data"]) | {"x": 1}).encode()

    assert deliver(sent).status_code == 403
    assert item(case, "vendor").confirmed_at is None


def test_a_service_of_another_company_vouches_for_nobody_here(case: Case, service: Service) -> None:
    other = desk.publish("connexai")
    theirs = sources.set_source(
        company_id=other.pk, kind="vendor", name="X", url=f"{service.site}/x", is_on=True,
        actor="user:1", now=desk.MONDAY,
    )  # fmt: skip
    go(asked(case, "vendor"), "vendor")
    service.secret = sources.secret_of(theirs)

    assert deliver(service.result(passed=True), "connexai").status_code == 403
    assert item(case, "vendor").confirmed_at is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b""),
        (302, b'{"url":"http://evil.example/"}'),
        (200, b"not json"),
        (200, b'{"url":"http://evil.example/"}'),
        (200, b" " * 40_000),
    ],
)
def test_a_service_that_answers_oddly_leads_nobody_astray(
    case: Case, service: Service, status: int, answer: bytes
) -> None:
    client = asked(case, "vendor")
    service.status, service.answer = status, answer

    page = client.post("/status/request/proof/vendor/")

    assert page.status_code == 409
    assert "cannot be reached now" in page.content.decode()
    assert "evil.example" not in page.content.decode()


def test_a_service_inside_our_own_network_is_never_called(
    case: Case, service: Service, settings
) -> None:
    client = asked(case, "vendor")
    settings.WEBHOOK_ALLOW_PRIVATE = False

    assert client.post("/status/request/proof/vendor/").status_code == 409
    assert service.questions == []


def test_there_is_another_way_beside_both(case: Case, service: Service) -> None:
    client = asked(case, "vendor")

    assert "check me another way" in client.get("/status/request/proof/vendor/").content.decode()
    client.post("/status/request/proof/vendor/", {"instead": "none"})

    assert item(case, "vendor").state == "not_held"


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("vendor", {"url": "http://user@example.com/"}, "url"),
        ("vendor", {"url": "http://example.com/"}, "url"),
        ("account", {"url": "https://example.com/", "issuer": ""}, "issuer"),
        (
            "account",
            {"url": "https://example.com/", "issuer": "x", "public_key": "y"},
            "public_key",
        ),
    ],
)
def test_what_cannot_vouch_is_not_set(case: Case, kind: str, given: dict, field: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        connect(case, kind, **given)
    assert refused.value.field == field


def test_a_question_to_an_account_is_over_after_ten_minutes(case: Case, account) -> None:
    go(asked(case, "account"), "account")

    made = Challenge.objects.get(purpose="account")
    assert made.expires_at - made.created_at == timedelta(minutes=10)
