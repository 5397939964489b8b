"""When an office is open: told by the wall clock there, also where a day has 23 or 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.holidays import calendar_of
from deadlines.hours import Hours, Stretch

LONDON, STOCKHOLM = ZoneInfo("Europe/London"), ZoneInfo("Europe/Stockholm")
NEW_YORK, SYDNEY = ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
ZONES = (LONDON, STOCKHOLM, NEW_YORK, SYDNEY)
MONDAY_TO_FRIDAY = frozenset(range(5))
HOUR = timedelta(hours=1)
# The days on which the clocks change in these zones: forward, and back.
SHORT = {
    LONDON: date(2026, 3, 29),
    STOCKHOLM: date(2026, 3, 29),
    NEW_YORK: date(2026, 3, 8),
    SYDNEY: date(2026, 10, 4),
}
LONG = {
    LONDON: date(2026, 10, 25),
    STOCKHOLM: date(2026, 10, 25),
    NEW_YORK: date(2026, 11, 1),
    SYDNEY: date(2026, 4, 5),
}


def office(zone=LONDON, **more) -> Hours:
    return Hours(
        **{"zone": zone, "opens": time(8), "closes": time(18), "weekdays": MONDAY_TO_FRIDAY} | more
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(zone: ZoneInfo, on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T17:59:59", True),
        ("2026-11-23T18:00", False),
        ("2026-11-22T12:00", False),  # a Sunday
        ("2026-07-06T07:00", True),  # eight o'clock in summer
        ("2026-07-06T17:00", False),
    ],
)
def test_it_is_open_from_the_opening_to_just_before_the_closing(moment, is_open):
    assert office().is_open(utc(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23T06:00", "2026-11-23T08:00"),
        ("2026-11-23T12:34", "2026-11-23T12:34"),
        ("2026-11-23T18:00", "2026-11-24T08:00"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),  # over a weekend
        ("2026-03-27T20:00", "2026-03-30T07:00"),  # and into summer time
    ],
)
def test_the_next_opening_is_now_or_the_next_time_somebody_comes_in(moment, opening):
    assert office().next_opening(utc(moment)) == utc(opening)


def test_holidays_and_quiet_days_are_no_working_days():
    summer = Stretch(date(2026, 12, 28), date(2026, 12, 31))
    closed = office(quiet=(calendar_of("GB-ENG"), summer))

    # Friday is Christmas, Monday the 28th its substitute, Friday 1 January New Year's Day.
    assert closed.next_working_day(date(2026, 12, 25)) == date(2027, 1, 4)
    assert closed.last_working_day(date(2027, 1, 3)) == date(2026, 12, 24)
    assert closed.last_closing_until(date(2026, 12, 31)) == utc("2026-12-24T18:00")
    assert closed.is_working_day(date(2026, 12, 24))


def test_a_stretch_holds_its_first_and_its_last_day():
    stretch = Stretch(date(2026, 12, 24), date(2026, 12, 26))

    assert [day in stretch for day in (date(2026, 12, d) for d in range(23, 28))] == [
        *(False, True, True, True, False)
    ]


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        ("2026-11-23T08:00", 0, "2026-11-23T08:00"),
        ("2026-11-23T09:30", 8, "2026-11-23T17:30"),
        ("2026-11-23T08:00", 10, "2026-11-23T18:00"),
        ("2026-11-23T17:00", 8, "2026-11-24T15:00"),
        ("2026-11-27T17:00", 8, "2026-11-30T15:00"),  # a Friday evening
        ("2026-11-28T03:00", 1, "2026-11-30T09:00"),  # a Saturday night
        ("2026-11-23T08:00", 50, "2026-11-27T18:00"),
        ("2026-11-23T08:00", 50.5, "2026-11-30T08:30"),
        ("2026-03-27T17:00", 2, "2026-03-30T08:00"),  # British summer has begun meanwhile
    ],
)
def test_working_hours_are_those_in_which_somebody_is_there(moment, hours, end):
    assert office().add_working_hours(utc(moment), hours) == utc(end)


@pytest.mark.parametrize("never", [{"weekdays": frozenset()}, {"opens": time(18)}])
def test_nothing_waits_for_an_office_that_never_opens(never):
    closed, moment = office(**never), utc("2026-11-23T12:00")

    assert not closed.is_open(moment)
    assert closed.next_opening(moment) == moment
    assert closed.add_working_hours(moment, 8) == moment + 8 * HOUR
    assert closed.last_working_day(date(2026, 11, 23)) == date(2026, 11, 23)


def test_an_office_of_which_nothing_is_said_is_always_open():
    for zone in ZONES:
        for day in (SHORT[zone], LONG[zone]):
            night = Hours(zone).opening_on(day)
            assert all(Hours(zone).is_open(night + n * HOUR) for n in range(26))


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_day_on_which_the_clocks_change_is_an_hour_shorter_or_longer(zone):
    whole = Hours(zone)

    lengths = [whole.closing_on(day) - whole.opening_on(day) for day in (SHORT[zone], LONG[zone])]

    assert lengths == [23 * HOUR, 25 * HOUR]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("days", [SHORT, LONG], ids=["forward", "back"])
def test_it_opens_by_the_wall_clock_on_the_day_the_clocks_change(zone, days):
    on = days[zone]
    daily = office(zone, weekdays=frozenset(range(7)))

    assert daily.opening_on(on) == wall(zone, on, time(8))
    assert daily.closing_on(on) - daily.opening_on(on) == 10 * HOUR
    before = daily.closing_on(on - timedelta(days=1))
    assert daily.add_working_hours(before, 1) == wall(zone, on, time(9))


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_hours_that_span_the_change_have_an_hour_less_or_more(zone):
    night = Hours(zone, time(0), time(6))

    for day, hours in ((SHORT[zone], 5), (LONG[zone], 7)):
        assert night.closing_on(day) - night.opening_on(day) == hours * HOUR
        assert (
            night.add_working_hours(night.opening_on(day), hours + 1)
            == night.opening_on(day + timedelta(days=1)) + HOUR
        )


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_an_opening_that_the_day_does_not_have_is_an_hour_later(zone):
    # 02:30 in Stockholm, New York and Sydney, 01:30 in London: skipped that night.
    skipped = time(1, 30) if zone == LONDON else time(2, 30)
    early = Hours(zone, skipped, time(12))

    opening = early.opening_on(SHORT[zone]).astimezone(zone)

    assert opening.time() == skipped.replace(hour=skipped.hour + 1)
    assert early.is_open(opening)
    assert not early.is_open(opening - timedelta(seconds=1))


moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
offices = st.builds(
    Hours,
    zone=st.sampled_from(ZONES),
    opens=st.integers(5, 11).map(time),
    closes=st.sampled_from([time(12), time(17, 30), time(23, 59), time(0)]),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.sampled_from([(), (calendar_of("GB-ENG"),), (calendar_of("SE"),)]),
)


def is_open_by_the_wall(hours: Hours, moment: datetime) -> bool:
    there = moment.astimezone(hours.zone)
    return (
        there.weekday() in hours.weekdays
        and not any(there.date() in days for days in hours.quiet)
        and hours.opens <= there.time()
        and (hours.closes == time(0) or there.time() < hours.closes)
    )


@given(offices, moments)
def test_open_is_what_the_wall_clock_says(hours, moment):
    assert hours.is_open(moment) is is_open_by_the_wall(hours, moment)


@given(offices, moments)
def test_it_is_open_at_the_next_opening_and_never_before(hours, moment):
    opening = hours.next_opening(moment)

    assert opening >= moment
    assert is_open_by_the_wall(hours, opening)
    quarter = timedelta(minutes=15)
    between = (moment + n * quarter for n in range(int((opening - moment) / quarter)))
    assert not any(is_open_by_the_wall(hours, one) for one in between)


@given(offices, moments, st.integers(0, 60), st.integers(1, 60))
def test_working_hours_add_up(hours, moment, first, second):
    middle = hours.add_working_hours(moment, first)

    assert hours.add_working_hours(middle, second) == hours.add_working_hours(
        moment, first + second
    )


@given(offices, moments, st.integers(1, 40))
def test_so_many_hours_pass_while_it_is_open(hours, moment, wanted):
    minute = timedelta(minutes=15)
    start = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    end = hours.add_working_hours(start, wanted)

    # No opening hour of these offices begins or ends within a quarter, but for 23:59.
    quarters = (start + n * minute for n in range(int((end - start) / minute)))
    counted = sum(is_open_by_the_wall(hours, quarter) for quarter in quarters) / 4

    assert abs(counted - wanted) <= (0.25 if hours.closes != time(23, 59) else 1)


@given(offices, st.dates(date(2025, 1, 1), date(2028, 12, 31)))
def test_the_working_days_around_a_day_are_the_nearest(hours, on):
    before, after = hours.last_working_day(on), hours.next_working_day(on)

    assert before <= on <= after
    for day, step in ((before, 1), (after, -1)):
        assert hours.is_working_day(day)
        while day != on:
            day += timedelta(days=step)
            assert not hours.is_working_day(day) or day == on == before == after
    assert hours.last_closing_until(on) <= hours.closing_on(on)
