"""The desk sees until when a deletion can be stopped, and cannot record it before."""

from datetime import timedelta

import pytest

from dsar.cases.models import Case
from dsar.cases.operations import stopping
from tests import desk

from .conftest import NOW, page_of, words
from .test_what_was_done import DELETION


@pytest.fixture
def erasure(company) -> Case:
    gives = desk.give_days_to_stop(company, 7, now=NOW - timedelta(days=100))
    return desk.identified(desk.receive(gives, "erasure"))


def test_it_shows_the_working_and_the_letter_before(erasure, client):
    said = words(client.get(page_of(erasure, "announce_deletion")))

    assert "From Monday 23 November 2026 the person has 7 days in which to stop it" in said
    assert "We will delete the data that you asked us to delete" in said


def test_nothing_is_recorded_as_deleted_before(erasure, client):
    body = {"done_on": "2026-11-23", **DELETION}
    told = client.post(page_of(erasure, "record_done"), body)
    assert "tell the person first until when they may stop the deletion" in words(told)

    client.post(page_of(erasure, "announce_deletion"))
    told = client.post(page_of(erasure, "record_done"), body)
    assert told.status_code == 409
    assert "nothing may be deleted before that day is over" in words(told)


def test_the_case_says_until_when_and_why(erasure, client, clock):
    stopping.announce_deletion(case_id=erasure.pk, actor=desk.OFFICER, now=NOW)

    said = words(client.get(page_of(erasure)))
    assert "They may stop the deletion until the end of Monday 30 November 2026." in said
    assert "the day on which they are told does not count" in said
    assert "Say when it will be deleted" not in said

    clock.set(NOW + timedelta(days=8))
    assert "They could stop the deletion until" in words(client.get(page_of(erasure)))


def test_a_letter_that_left_too_late_is_offered_again(erasure, client, clock):
    stopping.announce_deletion(case_id=erasure.pk, actor=desk.OFFICER, now=NOW)
    assert "told already" in words(client.get(page_of(erasure, "announce_deletion")))

    clock.set(NOW + timedelta(days=8))
    assert "Say when it will be deleted" in words(client.get(page_of(erasure)))
    said = words(client.get(page_of(erasure, "announce_deletion")))
    assert "The letter of before left too late, or never. The new day counts instead." in said


def test_without_days_it_is_not_offered(company, client):
    case = desk.identified(desk.receive(company, "erasure"))

    assert "Say when it will be deleted" not in words(client.get(page_of(case)))
    assert "gives nobody time to stop" in words(client.get(page_of(case, "announce_deletion")))
