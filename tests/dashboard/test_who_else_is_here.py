"""Two officers who open the same case learn of one another."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from .conftest import NOW, page_of, words

SAID = "Also here in the last minutes: Officer."


@pytest.fixture(autouse=True)
def _nobody_was_here():
    cache.clear()


def test_the_second_reads_who_is_there(client, case, lead, signed_in):
    assert "Also here" not in words(client.get(page_of(case)))
    assert "Also here" not in words(client.get(page_of(case)))

    assert SAID in words(signed_in(lead).get(page_of(case, "extend")))
    assert "Also here in the last minutes: Lead." in words(client.get(page_of(case)))


def test_after_five_minutes_nobody_is_there(client, case, lead, signed_in, clock):
    client.get(page_of(case))
    clock.set(NOW + timedelta(minutes=5))

    assert "Also here" not in words(signed_in(lead).get(page_of(case)))


def test_a_stranger_is_not_noticed_and_notices_nobody(client, case, stranger, signed_in):
    client.get(page_of(case))

    assert signed_in(stranger).get(page_of(case)).status_code == 404
    assert "Also here" not in words(client.get(page_of(case)))


def test_today_says_how_old_it_is(client, case):
    assert "As of Monday 23 November 2026, 17:00." in words(client.get("/desk/"))
