"""The page of a request says until when its deletion can be stopped, and has a button for it."""

from datetime import UTC, datetime

import pytest

from dsar.cases.models import Case
from dsar.cases.operations import stopping, taking
from tests import desk
from tests.portal.conftest import ago, received
from tests.portal.visitor import follow

PAGE = "/status/request/"


@pytest.fixture
def deleting(nexus_ip) -> Case:
    company = desk.give_days_to_stop(nexus_ip, 3, now=ago(days=30))
    case = desk.identified(received(company, "erasure"))
    return stopping.announce_deletion(case_id=case.pk, actor=desk.OFFICER, now=datetime.now(UTC))


def test_it_says_until_when_and_why(deleting):
    text = follow(deleting).get(PAGE).content.decode()

    assert "You can stop this until the end of" in text
    assert "the person has 3 days in which to stop it" in text


def test_one_button_stops_it(deleting):
    client = follow(deleting)
    assert "nothing has been deleted" in client.get(f"{PAGE}withdraw/").content.decode()

    page = client.post(f"{PAGE}withdraw/", follow=True).content.decode()

    deleting.refresh_from_db()
    assert (deleting.outcome, deleting.stop_until) == ("withdrawn", None)
    assert "Stop the deletion" not in page


def test_once_something_is_gone_nobody_reads_that_nothing_is(deleting):
    taking.write_down(
        deleting,
        "deletion",
        dict(desk.DONE["erasure"]),
        actor=desk.OFFICER,
        now=datetime.now(UTC),
        done_on=datetime.now(UTC).date(),
        first_by="",
    )

    client = follow(deleting)
    page = client.get(f"{PAGE}withdraw/").content.decode()
    assert "We then stop working on" in page
    assert "nothing has been deleted" not in page
    assert "Stop the deletion" not in client.get(PAGE).content.decode()


def test_while_a_question_is_open_too(deleting):
    desk.asked(deleting, now=datetime.now(UTC), which_data=False)

    text = follow(deleting).get(PAGE).content.decode()
    assert "Answer our question" in text
    assert "Stop the deletion" in text


def test_nobody_else_reads_of_it(nexus_ip):
    case = desk.identified(received(nexus_ip, "erasure"))

    assert "Stop the deletion" not in follow(case).get(PAGE).content.decode()
