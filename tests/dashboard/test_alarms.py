"""Everybody at the desk reads at once that nothing leaves, or that the time is wrong."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.dashboard import alarms
from dsar.dashboard.alarms import length
from dsar.outbox.models import ClockJump
from dsar.outbox.sweeps import names
from tests import desk
from tests.ageing import aged, all_well

from .conftest import words

PAGES = ["/desk/", "/desk/cases/", "/desk/policies/", "/desk/health/", "/desk/cases/log/"]


def page(client, path="/desk/"):
    cache.delete(alarms.KEY)
    return words(client.get(path))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_no_sweep_comes_round(company, client, path):
    all_well()
    assert "Tell whoever runs the desk" not in page(client, path)
    aged("round", seconds=100)

    found = page(client, path)

    assert "Letters and reminders do not leave: the last sweep came round 1 minute ago." in found


def test_it_is_said_before_any_sweep_ever_came_round(company, client):
    assert "do not leave: no sweep ever came round." in page(client)


def test_a_part_that_fails_is_named_and_one_that_is_only_slow_is_not(company, client):
    all_well()
    aged("reminders", seconds=100)
    assert "fails" not in page(client)
    aged("reminders", seconds=300)

    assert "“reminders” fails: the last sweep came round 5 minutes ago." in page(client)


def test_a_silent_round_is_named_alone_for_it_is_why_the_others_are(company, client):
    for name in names():
        aged(name, hours=2)

    assert page(client).count("the last sweep came round") == 1


@pytest.mark.parametrize(
    ("kind", "seconds", "said"),
    [
        ("forward", 3600, "The time jumped forward by 1 hour."),
        ("back", -7300, "The time jumped back by 2 hours."),
        ("apart", 400, "The clock of a worker is 6 minutes ahead of that of the database."),
        ("apart", -400, "The clock of a worker is 6 minutes behind that of the database."),
    ],
)
def test_a_wrong_clock_is_said_on_every_page_and_kept_on_health(
    company, client, kind, seconds, said
):
    all_well()
    ClockJump.objects.create(key="one", kind=kind, seconds=seconds)

    assert said in page(client)
    assert page(client, "/desk/health/").count(said) == 2

    ClockJump.objects.update(seen_at=Now() - timedelta(hours=25))
    assert said not in page(client)


def test_it_is_looked_up_every_ten_seconds_and_not_for_each_page(
    company, client, django_assert_num_queries
):
    all_well()
    alarms.standing()

    with django_assert_num_queries(0):
        assert alarms.standing() == []
    cache.delete(alarms.KEY)
    with django_assert_num_queries(2):
        alarms.standing()
    assert alarms.KEPT_SECONDS <= 10


def test_an_administrator_who_sees_no_cases_reads_it_too(company, signed_in):
    browser = signed_in(desk.person(Role.ADMIN, company))
    aged("round", minutes=10)

    assert "do not leave" in page(browser)


def test_what_waits_is_told_for_ones_own_companies_only(case, company, swedish, signed_in, client):
    from dsar.cases.models import Notice

    colleague = desk.person(Role.LEAD, company, swedish, name="colleague")
    Notice.objects.create(
        company=company,
        case=case,
        user=colleague,
        key="a",
        kind="due-0",
        raised_at=timezone.now() - timedelta(hours=3),
    )
    elsewhere = signed_in(desk.person(Role.LEAD, swedish, name="elsewhere"))

    assert "Notices to colleagues by mail: 1. The oldest has waited for 3 hours." in page(
        client, "/desk/health/"
    )
    assert "Notices to colleagues" not in page(elsewhere, "/desk/health/")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (7200, "2 hours"),
        (-86_400, "1 day"),
        (40 * 86_400, "40 days"),
    ],
)
def test_a_length_is_told_in_its_largest_unit(seconds, said):
    assert length(timedelta(seconds=seconds)) == said


def test_what_is_wrong_with_a_form_still_comes_first(company, client):
    page = words(client.post("/desk/cases/log/", {}))

    assert "There is a problem" in page
    assert page.index("There is a problem") < page.index("do not leave")
