"""A legal hold is placed while somebody, on another connection, is about to take away what the case
has: the hold wins, also over what was read of the case before."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from dsar.cases.erase_request import EraseRequest
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import erasing, holding
from dsar.inbound import operations
from dsar.inbound.placing import place
from dsar.inbound.storing import store
from dsar.vault.models import SealedFile
from tests import desk
from tests.inbound.letters import written
from tests.samples import PNG
from tests.together import PATIENCE, together, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

YEARS_LATER = desk.MONDAY + timedelta(days=9999)


@pytest.fixture
def closed(transactional_db: None) -> Case:
    case = desk.identified(desk.receive(desk.publish()))
    desk.attached(case)
    return desk.closed(case)


def held_meanwhile(case: Case, wants: Callable[[], Any]) -> Any:
    """What `wants` gave or raised, begun while the hold is placed and not committed yet."""
    placed = Event()

    def officer() -> None:
        with transaction.atomic():
            holding.place_hold(case_id=case.pk, reason="Court", actor="user:1", now=desk.MONDAY)
            placed.set()
            until_somebody_waits()

    def comes() -> Any:
        assert placed.wait(PATIENCE)
        return wants()

    held, came = together(officer, comes)
    assert held is None, held
    return came


@pytest.mark.parametrize("kind", ["files", "content"])
def test_the_night_takes_nothing(closed: Case, kind: str) -> None:
    gone = held_meanwhile(
        closed, lambda: erasing.let_go(case_id=closed.pk, kind=kind, now=YEARS_LATER)
    )

    assert gone == 0
    assert not SealedFile.objects.filter(data_key=closed.data_key_id, wrapped=None).exists()
    closed.refresh_from_db()
    assert closed.person is not None


def test_nobody_asks_to_erase_it(closed: Case) -> None:
    refused = held_meanwhile(
        closed,
        lambda: erasing.ask_erasure(
            case_id=closed.pk, ground="spam", reason="Nobody.", actor="user:1", now=desk.MONDAY
        ),
    )

    assert isinstance(refused, NotAllowed)
    assert "legal hold" in str(refused)
    assert not EraseRequest.objects.exists()


def test_nobody_takes_an_email_out_of_it(closed: Case) -> None:
    raw = written(files=(("list.png", "image/png", PNG),))
    mail = store(company_id=closed.company_id, raw=raw, door="imap", now=desk.MONDAY)
    place(mail_id=mail.pk, now=desk.MONDAY)
    by: dict[str, Any] = {"mail_id": mail.pk, "actor": "user:1", "now": desk.MONDAY}
    operations.put_into_case(case=closed, **by)

    refused = held_meanwhile(closed, lambda: operations.put_back(**by))

    assert isinstance(refused, NotAllowed)
    assert not SealedFile.objects.filter(data_key=closed.data_key_id, wrapped=None).exists()
