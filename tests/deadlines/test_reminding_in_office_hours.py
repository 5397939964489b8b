"""People are told while they work, of what was missed once; a date of the law waits for none."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from deadlines.holidays import calendar_of
from deadlines.hours import Hours, Stretch
from deadlines.models import Clock, Reminder
from deadlines.operations import Rung, add_event, plan_reminders, start_clock, take_due

from .ladders import NOW, at

LONDON = ZoneInfo("Europe/London")
LADDER = [
    *(Rung(14, ["owner"]), Rung(7, ["owner"]), Rung(3, ["owner"]), Rung(1, ["owner"])),
    *(Rung(0, ["lead"]), Rung(-1, ["dpo"], every=1)),
]
pytestmark = pytest.mark.django_db


def office(zone: ZoneInfo = LONDON, **more) -> Hours:
    working = {"opens": time(8), "closes": time(18), "weekdays": frozenset(range(5))}
    return Hours(zone, **(working | more))


HOURS = office(quiet=(calendar_of("GB-ENG"),))


def clock_due(*, received: date = date(2026, 11, 2), hours: Hours = HOURS, ladder=LADDER) -> Clock:
    clock = start_clock(
        company_id=7,
        rule="uk-gdpr-12a",
        calendar="GB-ENG",
        request="access",
        received_on=received,
        promise=None,
        now=NOW,
        today=date(2027, 12, 31),
    )
    plan_reminders(clock_id=clock.pk, ladder=ladder, now=NOW, hours=hours)
    return clock


def moments(clock: Clock) -> dict[str, str]:
    rows = Reminder.objects.filter(clock=clock, taken_at=None)
    return {row.kind: row.at.strftime("%a %d %b %H:%M") for row in rows}


def take(now: str, *, hours: Hours = HOURS) -> list[str]:
    with transaction.atomic():
        return [row.kind for row in take_due(now=at(now), offices={7: hours})]


def test_each_rung_is_told_when_the_office_opens_on_the_last_working_day():
    clock = clock_due(received=date(2026, 11, 27))  # due Tuesday 29 December, after Boxing Day

    assert clock.due_on == date(2026, 12, 29)
    assert moments(clock) == {
        "due-14": "Tue 15 Dec 08:00",
        "due-7": "Tue 22 Dec 08:00",
        "due-3": "Thu 24 Dec 08:00",  # Saturday the 26th, after Christmas Day
        "due-1": "Thu 24 Dec 08:00",  # Monday the 28th is a substitute day
        "due-0": "Tue 29 Dec 08:00",
        "overdue-1": "Wed 30 Dec 08:00",
    }


def test_quiet_days_are_told_of_before_they_begin_and_after_a_date_when_they_end():
    closed = office(quiet=(Stretch(date(2026, 12, 18), date(2027, 1, 3)),))
    clock = clock_due(received=date(2026, 11, 27), hours=closed)

    assert moments(clock) == {
        "due-14": "Tue 15 Dec 08:00",
        **dict.fromkeys(["due-7", "due-3", "due-1", "due-0"], "Thu 17 Dec 08:00"),
        "overdue-1": "Mon 04 Jan 08:00",
    }


@pytest.mark.parametrize(
    ("zone", "day", "opens"),
    [
        ("Europe/London", date(2026, 3, 30), "07:00"),  # the Monday after the clocks went forward
        ("Europe/Stockholm", date(2026, 3, 30), "06:00"),
        ("America/New_York", date(2026, 3, 9), "12:00"),
        ("Australia/Sydney", date(2026, 10, 5), "21:00"),
        ("Europe/London", date(2026, 10, 26), "08:00"),  # and back
        ("Europe/Stockholm", date(2026, 10, 26), "07:00"),
        ("America/New_York", date(2026, 11, 2), "13:00"),
        ("Australia/Sydney", date(2026, 4, 6), "22:00"),
    ],
)
def test_it_is_eight_on_the_wall_whatever_the_clocks_do(zone, day, opens):
    hours = office(ZoneInfo(zone))
    clock = clock_due(ladder=[])
    Clock.objects.filter(pk=clock.pk).update(due_on=day, statutory_on=day)
    before = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=9)
    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=before, hours=hours)

    rows = {row.kind: row.at for row in Reminder.objects.filter(clock=clock)}
    assert f"{rows['due-0']:%H:%M}" == opens
    for kind in ("due-3", "due-1", "overdue-1"):
        assert f"{rows[kind].astimezone(hours.zone):%H:%M}" == "08:00"
    just_before = rows["due-0"] - timedelta(seconds=1)
    assert "due-0" not in take(f"{just_before:%Y-%m-%dT%H:%M:%S}", hours=hours)
    assert "due-0" in take(f"{rows['due-0']:%Y-%m-%dT%H:%M:%S}", hours=hours)


def test_what_was_missed_waits_for_the_office_to_open():
    clock_due()  # due Wednesday 2 December: seven days before is Wednesday 25 November

    assert take("2026-11-25T18:00") == []
    assert take("2026-11-26T07:59") == []
    assert take("2026-11-26T08:00") == ["due-14", "due-7"]


def test_a_date_of_the_law_waits_for_no_office_to_open():
    clock_due()

    assert take("2026-12-02T17:59") == ["due-14", "due-7", "due-3", "due-1", "due-0"]


def test_what_was_missed_until_the_last_closing_leaves_at_once_at_night():
    clock_due()

    assert take("2026-12-02T18:00") == ["due-14", "due-7", "due-3", "due-1", "due-0"]
    # But what tells of a date gone by wakes nobody.
    assert take("2026-12-03T03:00") == []
    assert take("2026-12-03T08:00") == ["overdue-1"]


def test_a_case_recorded_on_a_friday_night_is_told_of_on_monday():
    clock = clock_due(ladder=[])
    friday = at("2026-11-27T22:00")

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=friday, hours=HOURS)

    # Three days before is Sunday: it would have been told of on Friday morning.
    assert moments(clock)["due-3"] == "Mon 30 Nov 08:00"
    assert "due-7" not in moments(clock)
    assert take("2026-11-28T12:00") == []
    assert take("2026-11-30T08:00") == ["due-3"]


def test_a_case_recorded_after_the_last_closing_is_told_of_at_once():
    clock = clock_due(ladder=[])
    night = at("2026-12-02T22:00")

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=night, hours=HOURS)

    assert take("2026-12-02T22:00") == ["due-0"]


def test_forty_days_of_downtime_tell_each_once_in_one_sweep():
    clock_due()
    with transaction.atomic():
        assert take("2026-11-18T08:00") == ["due-14"]

    after = at("2026-11-18T09:00") + timedelta(days=40)  # Monday 28 December is a bank holiday
    assert take(f"{after:%Y-%m-%dT%H:%M}") == ["due-7", "due-3", "due-1", "due-0"]
    assert take("2026-12-29T08:00") == ["overdue-1"]
    assert take("2026-12-29T08:00") == []
    # Not one for each day that was missed: the next is tomorrow's.
    waiting = Reminder.objects.get(taken_at=None)
    assert (waiting.kind, waiting.on) == ("overdue-28", date(2026, 12, 30))


def test_time_set_back_takes_nothing_twice():
    clock_due()
    took = take("2026-12-04T09:00")
    assert len(took) == 6

    for now in ("2026-11-18T09:00", "2026-12-03T09:00", "2026-12-04T08:59", "2026-12-04T09:00"):
        assert take(now) == []
    assert Reminder.objects.filter(taken_at=None).count() == 1


def test_each_working_day_after_the_date_is_told_and_no_weekend():
    clock_due()
    take("2026-12-02T09:00")

    told = {}
    for day in range(3, 16):
        if kinds := take(f"2026-12-{day:02}T09:00"):
            told[day] = kinds

    assert {day: kinds for day, kinds in told.items() if len(kinds) != 1} == {}
    assert list(told) == [3, 4, 7, 8, 9, 10, 11, 14, 15]  # the 5th and 12th are Saturdays


def test_planning_again_keeps_the_turn_that_waits_and_adds_no_other():
    clock = clock_due()
    for day in ("02", "03", "04"):
        take(f"2026-12-{day}T09:00")
    (waits,) = Reminder.objects.filter(taken_at=None)

    for now in ("2026-12-04T10:00", "2026-12-07T07:00", "2026-12-09T12:00"):
        plan_reminders(clock_id=clock.pk, ladder=LADDER, now=at(now), hours=HOURS)

    assert [row.pk for row in Reminder.objects.filter(taken_at=None)] == [waits.pk]


def test_a_date_that_moves_takes_back_what_was_to_come_again():
    clock = clock_due()
    take("2026-12-03T09:00")
    noon = at("2026-12-03T12:00")
    add_event(clock_id=clock.pk, kind="id-requested", on=date(2026, 11, 20), now=noon)

    plan_reminders(clock_id=clock.pk, ladder=LADDER, now=noon, hours=HOURS)

    assert not Reminder.objects.filter(taken_at=None).exists()
    assert Reminder.objects.count() == 6


def test_a_turn_that_was_planned_while_the_clock_changed_is_told_to_nobody():
    clock = clock_due()
    take("2026-12-03T09:00")
    Clock.objects.filter(pk=clock.pk).update(due_on=date(2027, 2, 2), statutory_on=date(2027, 2, 2))

    assert take("2026-12-04T09:00") == []
    assert not Reminder.objects.filter(taken_at=None).exists()


def test_a_waiting_clock_is_told_of_every_week_since_the_question():
    clock = clock_due(ladder=[])
    ladder = [*LADDER, Rung(-7, ["owner"], "waiting", every=7)]
    asked = date(2026, 11, 10)
    add_event(clock_id=clock.pk, kind="pause", on=asked, now=at("2026-11-10T09:00"))
    plan_reminders(
        clock_id=clock.pk,
        ladder=ladder,
        now=at("2026-11-10T09:00"),
        hours=HOURS,
        since={"waiting": asked},
    )

    assert moments(clock) == {"waiting+7": "Tue 17 Nov 08:00"}
    assert take("2026-11-17T08:00") == ["waiting+7"]
    assert moments(clock) == {"waiting+14": "Tue 24 Nov 08:00"}


def test_channels_and_repetition_stand_in_the_row():
    clock = clock_due(ladder=[Rung(-1, ["dpo"], channels=["webhook"], every=2)])

    row = Reminder.objects.get(clock=clock)

    assert (row.channels, row.every, row.audience, row.by) == (["webhook"], 2, ["dpo"], None)
    take("2026-12-03T08:00")
    again = Reminder.objects.get(taken_at=None)
    assert (again.channels, again.every, again.kind) == (["webhook"], 2, "overdue-3")
