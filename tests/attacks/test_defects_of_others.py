"""What was found wrong with the nearest open desk of this kind, tried here.

Each part names the advisory that it comes from. The attack is ours: what would it be on this desk?
"""

import random
import re
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.roles import Role
from dsar.api.models import ApiKey, Scope
from dsar.audit.models import Event
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import answering, closing, reopening
from dsar.companies.models import Company, WebhookEndpoint
from dsar.companies.webhooks import set_webhook
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from identity import operations as identity
from tests import desk
from tests.portal.visitor import follow

from .conftest import ago, create_by_api, key_of, text

# --- Predictable codes (CVE-2023-48224) -----------------------------------------------------------


def test_codes_do_not_follow_from_pythons_random_numbers(case: Case) -> None:
    def six_codes_from_the_same_start() -> list[str]:
        random.seed(20231124)
        return [identity.challenge(purpose="p", subject="s", now=desk.MONDAY)[1] for _ in range(6)]

    first, second = six_codes_from_the_same_start(), six_codes_from_the_same_start()

    assert first != second


def test_references_do_not_follow_from_pythons_random_numbers_nor_from_one_another(
    company: Company,
) -> None:
    random.seed(20231124)
    first = [desk.receive(company).reference for _ in range(3)]
    random.seed(20231124)
    second = [desk.receive(company).reference for _ in range(3)]

    assert not set(first) & set(second)
    assert sorted(first + second) != first + second


# --- Past the check of identity by another path (CVE-2026-42303) ----------------------------------


def test_a_strangers_earlier_request_in_ones_name_changes_nothing_of_ones_own(
    company: Company,
) -> None:
    """There, the duplicate cut the real one off from its check."""
    desk.receive(company, at=ago(days=2))
    mine = desk.receive(company, at=ago(days=1))
    before = Case.objects.filter(pk=mine.pk).values().get()

    desk.receive(company, at=ago(hours=1))

    assert Case.objects.filter(pk=mine.pk).values().get() == before
    assert follow(mine).get("/status/request/").status_code == 200
    mine.refresh_from_db()
    assert mine.status == "verifying"


def test_a_duplicate_opened_again_is_not_thereby_identified(case: Case) -> None:
    now = ago(hours=1)
    closing.set_aside(
        case_id=case.pk, outcome="duplicate", reason="Asked before.", actor="user:1", now=now
    )
    reopening.reopen(case_id=case.pk, reason="It was not.", actor="user:1", now=now)
    case.refresh_from_db()

    assert case.identity_settled_at is None
    for step in (
        lambda: answering.send_to_review(case_id=case.pk, answer="All.", actor="user:1", now=now),
        lambda: answering.approve(case_id=case.pk, actor="user:2", now=now),
        lambda: answering.release(case_id=case.pk, actor="user:2", now=now),
    ):
        with pytest.raises(NotAllowed):
            step()


@pytest.mark.parametrize(
    "extra",
    [
        {"status": "ready"},
        {"identity_settled_at": "2026-11-20T09:12:00+00:00"},
        {"verification": {"state": "accepted"}},
        {"released_at": "2026-11-20T09:12:00+00:00"},
        {"is_test": False},
        {"owner": 1},
    ],
)
def test_the_api_takes_no_word_on_who_was_identified(company: Company, extra: Any) -> None:
    caller = key_of(company)

    response = create_by_api(caller, **extra)

    assert response.status_code == 400
    assert not Case.objects.exists()


def test_a_case_made_by_the_api_is_as_unidentified_as_any(company: Company) -> None:
    create_by_api(key_of(company))

    case = Case.objects.get()
    assert (case.status, case.identity_settled_at) == ("received", None)


# --- More scope than was given (CVE-2025-57817) ---------------------------------------------------


def test_a_key_that_may_read_can_neither_create_nor_make_itself_more(company: Company) -> None:
    caller = key_of(company, scopes=[Scope.READ])

    assert create_by_api(caller).status_code == 403
    for method in ("post", "put", "patch", "delete"):
        for address in ("keys", "api-keys", "clients", "scopes", "tokens", "users", "cases/x"):
            answer = getattr(caller, method)(f"/api/v1/{address}", {"scopes": Scope.values})
            assert answer.status_code in (401, 403, 404, 405), (method, address)
    assert ApiKey.objects.get().scopes == [Scope.READ]


def test_nobody_gives_themselves_a_role(company: Company, browser: Client, officer: User) -> None:
    """A role asked for in a form that has no such field stays the one it was."""
    for address in ("/desk/password/", "/desk/away/nexus-ip/", "/desk/calendar/", "/desk/"):
        browser.post(address, {"role": "dpo", "is_superuser": "on", "permissions": "approve"})

    assert [membership.role for membership in officer.memberships.all()] == [Role.OFFICER]


# --- A link with another host ---------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded"])
def test_no_host_that_a_caller_names_stands_in_a_mail(case: Case, header: str) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    client = Client(headers={header: value})

    client.post("/status/", {"reference": case.reference, "email": desk.REQUESTER.email})

    mails = [str(unseal(mail, "payload")) for mail in Message.objects.filter(channel="email")]
    assert mails
    assert not any("evil.example" in mail for mail in mails)


def test_an_invented_host_gets_no_page(company: Company) -> None:
    response = Client(headers={"Host": "evil.example"}).get("/")

    assert response.status_code == 400
    assert "evil.example" not in text(response)


# --- Weak passwords by invitation (CVE-2024-52008), secrets on show (CVE-2023-46125, 2024-35189) --


@pytest.mark.parametrize("weak", ["short", "password1234", "newperson1234", "new person"])
def test_nobody_is_added_with_a_weak_password(db: None, weak: str) -> None:
    with pytest.raises(ValidationError):
        add_user(email="newperson1234@example.org", name="New", password=weak, now=desk.MONDAY)


def test_no_page_shows_a_secret_of_the_installation(
    company: Company, settings: Settings, browser: Client
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    set_webhook(
        company_id=company.pk, url="https://example.com/", is_on=True, actor="user:1", now=ago()
    )
    endpoint = WebhookEndpoint.objects.get()
    page = f"/desk/webhook/{company.slug}/"
    secrets = (project.SECRET_KEY, project.ROOT_KEY, "whsec_")
    addresses = ["/healthz", "/readyz", "/metrics", "/api/schema/", "/desk/health/", "/nothing/"]

    for client in (Client(), browser):
        for address in [*addresses, page, f"{page}{endpoint.pk}/"]:
            shown = text(client.get(address))
            assert not any(secret in shown for secret in secrets if secret), address


# --- Who decided is always written down -----------------------------------------------------------


def test_every_event_of_a_whole_case_says_who(case: Case) -> None:
    """There, the reviewer was lost where the built-in administrator approved."""
    desk.attached(desk.identified(case))
    desk.closed(case)

    actors = set(Event.objects.filter(subject=case.reference).values_list("actor", flat=True))

    assert "" not in actors
    assert all(re.fullmatch(r"requester|system|user:\d+", actor) for actor in actors)
