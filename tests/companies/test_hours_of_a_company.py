"""When the people of a company are written to: as the policy in force says, and none before it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dsar.companies.holidays import add_holiday
from dsar.companies.models import Company
from dsar.companies.offices import hours_of, offices
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Hours, QuietDays, Rules, Rung
from tests import desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return desk.publish("nexus-ip")


def publish(company: Company, hours: Hours) -> None:
    rules = company.policy.rules
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, hours=replace(rules.hours, value=hours)),
        actor="user:1",
        now=NOW,
    )


def test_the_default_is_eight_to_six_on_working_days_at_the_company(company: Company) -> None:
    hours = hours_of(company)

    assert (str(hours.zone), hours.opens, hours.closes) == ("Europe/London", time(8), time(18))
    assert hours.is_open(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert not hours.is_working_day(date(2026, 11, 22))
    assert not hours.is_working_day(date(2026, 12, 25))


def test_a_new_version_counts_at_once_for_what_is_to_be_told(company: Company) -> None:
    quiet = (QuietDays("2026-12-14", "2026-12-16", "We move house"),)
    publish(company, Hours("06:30", "24:00", weekdays=(0, 1, 2, 3, 4, 5), quiet=quiet))

    hours = hours_of(company)

    assert hours.is_open(datetime(2026, 11, 28, 23, 59, tzinfo=UTC))  # a Saturday
    assert not hours.is_open(datetime(2026, 11, 23, 6, 29, tzinfo=UTC))
    assert [hours.is_working_day(date(2026, 12, day)) for day in (12, 14, 15, 16, 17)] == [
        *(True, False, False, False, True)
    ]


def test_people_may_be_told_on_holidays_where_the_policy_says_so(company: Company) -> None:
    publish(company, Hours(holidays=True))

    assert hours_of(company).is_working_day(date(2026, 12, 25))


def test_a_holiday_that_the_company_added_is_quiet(company: Company) -> None:
    day = date(2026, 12, 23)
    assert hours_of(company).is_working_day(day)

    add_holiday(
        company_id=company.pk, day=day, name="Mourning", reason="Law 7", actor="user:1", now=NOW
    )

    assert not hours_of(company).is_working_day(day)


def test_every_company_has_its_own_in_two_statements(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    companies = [desk.publish(slug) for slug in ("nexus-ip", "technology-nexus", "connexai")]

    with django_assert_num_queries(2):
        found = offices()

    assert {str(found[one.pk].zone) for one in companies} >= {"Europe/London", "Europe/Stockholm"}


def test_a_version_from_before_there_were_hours_has_the_default(company: Company) -> None:
    """As it stands in a database that was not made today."""
    old = company.policy.rules_json
    for name in ("hours", "escalating", "digest_from", "morning_summary", "internal_target"):
        old.pop(name)
    old["ladder"]["value"] = [{"days_before": 14, "audience": ["owner"]}]
    company.policies.create(version=9, rules_json=old, published_at=NOW)

    rules = Rules.from_json(old)

    assert rules.ladder.value == (Rung(14, ("owner",)),)
    assert rules.ladder.value[0].channels == ("mail", "in-app")
    assert hours_of(company).is_open(datetime(2026, 11, 23, 9, tzinfo=UTC))
    case = desk.receive(company, at=NOW)
    assert case.policy.version == 9
    (row,) = case.clock.reminders.all()
    assert (row.kind, row.channels) == ("due-14", ["mail", "in-app"])
    assert row.at == datetime(2026, 12, 7, 8, tzinfo=UTC)


def test_hours_are_those_of_the_clock_on_the_wall_in_summer_too(company: Company) -> None:
    hours = hours_of(company)

    assert hours.add_working_hours(datetime(2026, 7, 3, 15, tzinfo=UTC), 4) == datetime(
        2026, 7, 6, 9, tzinfo=UTC
    ), "two hours on Friday until six in British summer, two on Monday from eight"
    assert hours.next_opening(NOW) == NOW
    assert hours.next_opening(NOW + timedelta(hours=9)) == datetime(2026, 11, 24, 8, tzinfo=UTC)
