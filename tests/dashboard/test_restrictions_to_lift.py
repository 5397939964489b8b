"""A restriction whose announced day has come stands on Today until somebody recorded it lifted."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.cases.operations import restricting
from dsar.outbox.models import Message
from tests import desk

from .conftest import NOW, page_of, words

HEADING = "Restrictions to lift"
TODAY = "/desk/"


@pytest.fixture
def limited(company) -> Case:
    """It ends in twenty days, and the letter has left."""
    case = desk.closed(desk.identified(desk.receive(company, "restriction")))
    restricting.announce_end(
        case_id=case.pk,
        ends_on=(NOW + timedelta(days=20)).date(),
        reason="We checked your address.",
        actor=desk.OFFICER,
        now=NOW,
    )
    Message.objects.filter(key__startswith="letter:").update(state="sent", sent_at=NOW)
    return case


def test_it_stands_on_today_from_its_day_until_it_is_lifted(limited, client, clock):
    assert HEADING not in words(client.get(TODAY))
    clock.set(NOW + timedelta(days=20))

    page = client.get(TODAY)
    assert "announced for Sunday 13 December 2026" in words(page)
    assert page_of(limited) in page.content.decode()
    form = {"ended_on": "2026-12-13", "how": "The block was taken off."}
    assert client.post(page_of(limited, "record_end"), form).status_code == 302

    assert HEADING not in words(client.get(TODAY))
    case = words(client.get(page_of(limited)))
    for said in ("Announced to end on", "The notice had left on", "Lifted on"):
        assert said in case


def test_another_company_does_not_read_of_it(limited, swedish, signed_in, clock):
    clock.set(NOW + timedelta(days=20))
    stranger = signed_in(desk.person(Role.OFFICER, swedish))

    assert HEADING not in words(stranger.get(TODAY))


def test_the_case_offers_what_comes_next_and_nothing_before(company, client, limited):
    other = desk.closed(desk.identified(desk.receive(company, "restriction")))

    first, second = words(client.get(page_of(other))), words(client.get(page_of(limited)))

    assert "Say when the restriction ends" in first
    assert "Record that the restriction was lifted" not in first
    assert "Record that the restriction was lifted" in second


def test_a_letter_that_waits_holds_the_form_back(limited, client):
    Message.objects.filter(key__startswith="letter:").update(state="queued", sent_at=None)

    assert "The notice has not left yet" in words(client.get(page_of(limited, "record_end")))
