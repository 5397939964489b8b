"""Which days are holidays where, and what a tenant may change about it."""

from datetime import date

import pytest

from deadlines.calendar import add_working_days, is_working_day, roll, working_days_between
from deadlines.holidays import VERSION, Overrides, UnknownCalendar, calendar_of
from deadlines.working import compute

ST_ANDREW = date(2026, 11, 30)


def test_each_nation_has_its_own_days():
    assert calendar_of("GB-SCT").name_on(ST_ANDREW) == "Saint Andrew's Day"
    assert calendar_of("GB-ENG").name_on(ST_ANDREW) is None
    assert is_working_day(ST_ANDREW, calendar_of("GB-ENG"))
    assert not is_working_day(ST_ANDREW, calendar_of("GB-SCT"))


def test_names_are_english_and_places_readable():
    assert calendar_of("SE").name_on(date(2026, 5, 14)) == "Ascension Day"
    assert calendar_of("DE-BY").name == "Germany (BY)"
    assert calendar_of("NL").name == "the Netherlands"
    assert calendar_of("US").name == "the United States"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("GB", "say which nation: GB-ENG, GB-WLS, GB-SCT or GB-NIR"),
        ("UK", "no holiday calendar 'UK'"),
        ("XX", "no holiday calendar 'XX'"),
        ("se", "no holiday calendar 'se'"),
        ("", "no holiday calendar ''"),
        ("GB-ABC", "GB has no region 'ABC'"),
        ("SE-01", "SE has no region '01' in the holiday data; its regions are: none"),
    ],
)
def test_a_calendar_that_is_none_is_refused_in_a_sentence(code, sentence):
    with pytest.raises(UnknownCalendar, match=sentence):
        calendar_of(code)


def test_a_day_moved_across_new_year_is_found_in_its_own_year():
    # 1 January 2028 is a Saturday: the United States keep it on Friday 31 December 2027.
    assert calendar_of("US").name_on(date(2027, 12, 31)) == "New Year's Day (observed)"


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("SE", date(2026, 6, 19), "Midsummer Eve"),
        ("SE", date(2026, 12, 24), "Christmas Eve"),
        ("NL", date(2026, 4, 3), "Good Friday"),
        ("NL", date(2025, 5, 5), "Liberation Day"),
    ],
)
def test_a_day_that_is_open_in_law_stays_a_working_day_and_says_so(code, day, name):
    received = date(day.year, day.month - 1, day.day)

    working = compute(rule="gdpr-eu-1182", calendar=code, received=received)

    assert working.due_on == day
    assert working.certainty == "reading"
    assert f"Whether {name} is a holiday in law is open" in working.steps[-2].text


def test_a_tenant_adds_a_day_and_takes_one_away():
    overrides = Overrides(
        added={date(2026, 12, 23): "Closed by decree"}, removed=frozenset({date(2026, 12, 25)})
    )
    england = calendar_of("GB-ENG", overrides)

    assert england.name_on(date(2026, 12, 23)) == "Closed by decree"
    assert roll(date(2026, 12, 25), england) == date(2026, 12, 25)
    assert calendar_of("GB-ENG").name_on(date(2026, 12, 25)) == "Christmas Day"
    assert Overrides.from_json(overrides.to_json()) == overrides


def test_a_tenant_settles_a_day_that_is_open_in_law():
    eve = date(2026, 12, 24)
    counted = calendar_of("SE", Overrides(added={eve: "Christmas Eve"}))

    assert roll(eve, counted) == date(2026, 12, 28)
    assert counted.rolled(eve).doubt is None
    assert calendar_of("SE").rolled(eve).doubt.name == "Christmas Eve"


def test_working_days_leave_out_weekends_and_holidays():
    states = calendar_of("US")

    assert add_working_days(date(2026, 6, 15), 10, states) == date(2026, 6, 30)
    assert working_days_between(date(2026, 6, 15), date(2026, 6, 30), states) == 10


def test_the_version_of_the_data_is_in_every_working():
    working = compute(rule="days-28", calendar="none", received=date(2026, 3, 2))

    assert working.holidays_version == VERSION
    assert VERSION.startswith("holidays 0.")
