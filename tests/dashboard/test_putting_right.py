"""What the desk shows before a date is put right, and that it is offered only where it matters."""

from datetime import date, timedelta

import pytest

from dsar.cases.models import Case, Message
from dsar.vault.operations import unseal
from tests import desk

from .conftest import page_of, words
from .test_acting_on_a_case import mourning, sooner


def offered(client, case: Case) -> set[str]:
    page = client.get(page_of(case)).content.decode()
    names = ("recalculate", "recalculate_holidays", "correct_receipt", "reopen")
    return {name for name in names if f'href="{page_of(case, name)}"' in page}


def newest(case: Case) -> str:
    sent = Message.objects.filter(case=case, direction="out").latest("at", "pk")
    return unseal(sent, "body")["text"]


def test_recalculating_is_offered_only_where_it_would_change_something(case, client):
    assert offered(client, case) == {"correct_receipt"}

    sooner(case)
    assert offered(client, case) == {"correct_receipt", "recalculate"}

    mourning(case)
    assert offered(client, case) == {"correct_receipt", "recalculate", "recalculate_holidays"}


def test_holidays_alone_are_offered_as_such(case, client):
    mourning(case)

    assert offered(client, case) == {"correct_receipt", "recalculate_holidays"}


def test_a_closed_case_is_opened_and_nothing_else(case, client):
    desk.closed(desk.identified(case))

    assert offered(client, case) == {"reopen"}


def test_recalculating_shows_both_dates_and_the_letter_that_says_so(case, client):
    sooner(case)

    shown = words(client.get(page_of(case, "recalculate")))

    assert "Due Monday 21 December 2026 · 28 days left" in shown
    assert "Due Monday 7 December 2026. That is the policy's promise" in shown
    assert "received under version 1 of the policy. Version 2 is in force" in shown
    assert "We had told you Monday 21 December 2026." in shown
    assert "The answer is due by Monday 7 December 2026" in shown


def test_a_later_date_is_marked(case, client):
    mourning(case)

    shown = words(client.get(page_of(case, "recalculate_holidays")))

    assert "Due Thursday 24 December 2026." in shown
    assert "That is later than the Wednesday 23 December 2026 that the requester was told" in shown
    assert "The public holidays by which we count have been put right" in shown


@pytest.mark.parametrize("action", ["recalculate", "recalculate_holidays"])
def test_where_nothing_would_change_the_page_says_so(case, client, action):
    assert "nothing would change" in words(client.get(page_of(case, action)))

    refused = client.post(page_of(case, action), {"reason": "Just so."})

    assert refused.status_code == 409
    assert "nothing would change" in words(refused)


def test_the_letter_of_a_correction_is_read_before_it_goes(case, client):
    page = page_of(case, "correct_receipt")
    typed = {"received_on": "2026-11-18", "reason": "The envelope."}

    blank = words(client.get(page))
    shown = words(client.post(page, typed | {"preview": "1"}))
    client.post(page, typed)

    assert "Recorded as received on Monday 23 November 2026." in blank
    assert "but on [the right day]" in blank
    assert "Due Wednesday 16 December 2026." in shown
    expected = "but on Wednesday 18 November 2026. We are sorry for the mistake."
    assert expected in shown
    assert expected in newest(case)
    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 16)


def test_a_correction_that_cannot_be_says_why(case, client):
    refused = client.post(
        page_of(case, "correct_receipt"), {"received_on": "2026-12-24", "reason": "A slip."}
    )

    assert refused.status_code == 400
    assert "The date of receipt cannot lie in the future." in words(refused)


def test_opening_again_shows_the_date_that_never_stopped(company, client):
    case = desk.receive(company, at=desk.MONDAY - timedelta(days=60))
    desk.closed(desk.identified(case))

    shown = words(client.get(page_of(case, "reopen")))
    client.post(page_of(case, "reopen"), {"reason": "They found another account."})

    assert "The time is counted as if the case had never been closed." in shown
    assert "the case is late at once" in shown
    assert "The requester cannot fetch the files of the answer until the next release." in shown
    expected = "The law gives us until Monday 26 October 2026."
    assert expected in shown
    assert "as if we had never closed it" in newest(case)
    assert expected in newest(case)
