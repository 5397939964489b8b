"""The address of a request changes between the look at what was typed and what follows from it."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from dsar.cases.models import Case
from dsar.cases.operations import addressing, posting, verifying
from dsar.cases.operations.settling import lock_all
from dsar.vault.models import SealedFile
from dsar.vault.operations import unseal
from identity.models import Challenge
from identity.operations import ItemSpec
from tests import desk
from tests.portal.conftest import received
from tests.portal.stand_in import Service
from tests.portal.test_opening_a_link import link
from tests.portal.test_somebody_else_vouches import (
    account,
    asked,
    bring,
    deliver,
    go,
    item,
    service,
    state_in,
    token,
)
from tests.portal.visitor import code_sent, follow, upload
from tests.together import PATIENCE, together, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["account", "service"]  # fixtures


@pytest.fixture
def case(transactional_db: None) -> Case:
    return received(desk.publish("nexus-ip"))


def moved_while(case: Case, comes: Callable[[], Any]) -> Any:
    """What `comes` gave: it looked, and waits for the case, whose address is another then."""
    locked = Event()

    def officer() -> None:
        with transaction.atomic():
            lock_all(case.pk)
            locked.set()
            until_somebody_waits()
            addressing.change_contact(
                case_id=case.pk, email="new@example.net", postal="", reason="They called.",
                actor="user:1", now=datetime.now(UTC),
            )  # fmt: skip

    def come() -> Any:
        assert locked.wait(PATIENCE)
        return comes()

    changed, came = together(officer, come)
    assert not isinstance(changed, Exception), changed
    assert not isinstance(came, Exception), came
    return came


def has_asked(case: Case) -> Client:
    client = Client()
    email = unseal(case, "person")["email"]
    client.post("/status/", {"reference": case.reference, "email": email})
    return client


def test_a_code_to_the_old_address_proves_no_new_one(case: Case) -> None:
    client, code = has_asked(case), code_sent()

    page = moved_while(case, lambda: client.post("/status/code/", {"code": code}))

    assert page.status_code == 422
    assert "no longer works" in page.content.decode()
    assert client.get("/status/request/").status_code == 302
    case.refresh_from_db()
    assert case.contact_confirmed_at is None
    assert item(case, "email").state == "asked"


def test_a_link_to_the_old_address_proves_no_new_one(case: Case) -> None:
    client = has_asked(case)
    client.get(link())

    page = moved_while(case, lambda: client.post("/status/open/"))

    assert page.status_code == 410
    case.refresh_from_db()
    assert case.contact_confirmed_at is None


def test_an_account_with_the_old_address_vouches_for_no_new_one(case: Case, account) -> None:
    state = state_in(go(asked(case, "account"), "account"))

    page = moved_while(case, lambda: bring(state, token(account, state)))

    assert page.status_code == 422
    assert item(case, "account").state == "asked"
    assert Challenge.objects.get(purpose="account").used_at is None


def test_nor_does_a_service_that_was_asked_from_the_old_address(
    case: Case,
    service: Service,
) -> None:
    go(asked(case, "vendor"), "vendor")
    result = service.result(passed=True)

    page = moved_while(case, lambda: deliver(result))

    assert page.status_code == 403
    assert item(case, "vendor").state == "asked"


@pytest.mark.parametrize("kind", ["text", "compared", "signed", "document"])
def test_what_is_given_on_a_page_that_is_shut_meanwhile_comes_to_nothing(
    case: Case, kind: str
) -> None:
    client = shown(case, kind)
    given = {"signed": {"text": "Robin Requester", "agreed": "on"}, "document": {"file": upload()}}

    page = moved_while(
        case,
        lambda: client.post("/status/request/proof/shown/", given.get(kind, {"text": "K-1712"})),
    )

    assert page.status_code in (409, 422)
    assert item(case, "shown").state == "asked"
    assert not SealedFile.objects.exists()


def test_nor_does_the_code_of_a_letter_which_can_still_be_entered(case: Case) -> None:
    posting.send_letter_code(
        case_id=case.pk, address="Robin Requester\n1 Example Street\nLeeds", actor="user:1",
        now=datetime.now(UTC), doubt="unknown-address", facts="Not on file.",
    )  # fmt: skip
    lines = desk.letter(case, "letter_code").splitlines()
    code = next(line.strip() for line in lines if line.replace(" ", "").isdigit())
    client = follow(case)

    page = moved_while(
        case, lambda: client.post("/status/request/proof/letter-code/", {"text": code})
    )

    assert page.status_code == 422
    assert item(case, "letter-code").state == "asked"
    assert Challenge.objects.get(purpose="letter").used_at is None


def shown(case: Case, kind: str) -> Client:
    """The page of the case, where this was asked for."""
    wanted = ItemSpec("shown", "text" if kind == "compared" else kind, "Something")
    verifying.ask_for_identity(
        case_id=case.pk, items=[wanted], held={"shown": "K-1712"} if kind == "compared" else None,
        now=datetime.now(UTC), doubt="unknown-address", facts="Not on file.", actor="user:1",
    )  # fmt: skip
    return follow(case)


def test_wrong_codes_are_counted_while_somebody_has_the_case_locked(case: Case) -> None:
    client, code = has_asked(case), code_sent()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with transaction.atomic():
        lock_all(case.pk)
        (page,) = together(lambda: client.post("/status/code/", {"code": wrong}))

    assert page.status_code == 422
    assert Challenge.objects.get(purpose="status").tries_left == 4
