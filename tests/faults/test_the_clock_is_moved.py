"""F6: the time jumps, the clocks change, a month ends early. Each reminder still goes out once.

That dates themselves are right, ten thousand random cases a rule, is shown in tests/deadlines.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import Celery
from celery.schedules import crontab
from pytest_django import Settings

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.cases.models import Notice
from dsar.cases.reminders import take_reminders
from dsar.companies.rules import Rung
from dsar.dashboard import alarms
from dsar.outbox import clocks
from dsar.outbox.sweeps import run_all
from tests import caching, desk, many
from tests.faults import invariants
from tests.faults.sink import Sink

EVERY_DAY = tuple(Rung(days, ("owner",)) for days in range(34, 4, -1))
DAY = STEP = timedelta(days=1)
START = datetime(2027, 1, 11, 9, tzinfo=UTC)
# (zone, the day its clocks change), spring and autumn; Lord Howe moves by half an hour.
CHANGES = [
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2027, 10, 31)),
    ("Europe/Stockholm", date(2027, 3, 28)),
    ("Europe/Stockholm", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 10, 3)),
]
ODD_DAYS = [("Europe/London", date(2028, 2, 29)), ("Europe/Stockholm", date(2027, 1, 31))]


class Machine:
    """Its time of day, which may jump, and the seconds that really pass, which do not."""

    def __init__(self) -> None:
        self.now, self.ticking = START, 1000.0

    def passes(self, length: timedelta) -> None:
        self.now += length
        self.ticking += length.total_seconds()

    def sweep_until(self, moment: datetime) -> None:
        while self.now < moment:
            run_all(now=self.now)
            self.passes(STEP)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Worker and database are one machine and go wrong together."""
    machine = Machine()
    monkeypatch.setattr(clocks, "_last", None)
    monkeypatch.setattr(clocks, "_ticking", lambda: machine.ticking)
    monkeypatch.setattr(clocks, "_database_now", lambda: machine.now)
    return machine


@pytest.fixture
def mailing(sink: Sink, settings: Settings) -> Sink:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    return sink


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jump", "warned"),
    [
        (timedelta(0), None),
        (timedelta(hours=1), "forward by 1 hour"),
        (timedelta(hours=-1), "back by 1 hour"),
        (timedelta(days=40), "forward by 40 days"),
    ],
    ids=["none", "an hour ahead", "an hour back", "forty days ahead and back"],
)
def test_each_reminder_goes_out_once_and_people_hear_of_the_jump(
    machine: Machine, mailing: Sink, jump: timedelta, warned: str | None, figures: dict[str, Any]
) -> None:
    company = many.publish("nexus-ip", ladder=EVERY_DAY, now=START)
    desk.person(Role.OFFICER, company)
    case = desk.receive(company, at=START)
    machine.sweep_until(START + 10 * DAY)

    machine.now += jump
    run_all(now=machine.now)
    caching.begin_anew()
    told = [sentence for sentence in alarms.standing() if "jumped" in sentence]
    if jump > DAY:
        machine.sweep_until(machine.now + DAY)
        machine.now -= jump
    machine.sweep_until(START + 45 * DAY)

    planned = Reminder.objects.filter(clock=case.clock).count()
    about_reminders = [mail for mail in mailing.arrivals if "officer" in mail.to]
    figures |= {
        "reminders": planned,
        "mails": len({mail.id for mail in about_reminders}),
        "repeats": mailing.repeats,
        "people were told": told,
    }
    assert planned >= 24
    assert figures["mails"] == len(about_reminders) == planned
    assert mailing.repeats == 0
    assert bool(warned) == bool(told)
    assert not warned or warned in told[0]
    assert invariants.broken(mailing, now=machine.now) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "day"), CHANGES + ODD_DAYS)
def test_on_an_odd_day_each_reminder_is_taken_once_on_its_own_day(zone: str, day: date) -> None:
    """Looked at every two hours from two days before to two days after."""
    first, last = day - 2 * DAY, day + 2 * DAY
    received = datetime.combine(first - 2 * DAY, time(12), UTC)
    company = many.publish("nexus-ip", ladder=EVERY_DAY, timezone=zone, now=received)
    desk.person(Role.OFFICER, company)
    case = desk.receive(company, at=received)
    moment = received
    while moment < datetime.combine(last + DAY, time(0), ZoneInfo(zone)):
        take_reminders(now=moment)
        moment += timedelta(hours=2)

    taken = Reminder.objects.filter(clock=case.clock, taken_at__isnull=False)
    days = {
        row.on: row.taken_at.astimezone(ZoneInfo(zone)).date()  # type: ignore[union-attr]
        for row in taken.filter(on__gte=first)
    }
    assert days == {first + n * DAY: first + n * DAY for n in range(5)}
    assert Counter(Notice.objects.values_list("key", flat=True)) == {
        f"reminder:{row.pk}": 1 for row in taken
    }


def runs_of_a_local_crontab(day: date) -> int:
    """How often a beat that keeps London's time rings at half past midnight on that day."""
    app = Celery("local")
    app.conf.timezone = "Europe/London"
    there = ZoneInfo("Europe/London")
    moment = datetime.combine(day - DAY, time(12), there).astimezone(UTC)
    ends = datetime.combine(day + DAY, time(0), there).astimezone(UTC)

    def local() -> datetime:
        return moment.astimezone(there).replace(tzinfo=None)

    entry = crontab(hour=0, minute=30, nowfun=local, app=app)
    last_run, runs = local(), 0
    while moment < ends:
        if entry.is_due(last_run).is_due:
            last_run = local()
            runs += last_run.date() == day
        moment += timedelta(seconds=30)
    return runs


def test_a_beat_that_keeps_local_time_repeats_in_spring_and_skips_in_autumn(
    figures: dict[str, Any],
) -> None:
    """The control."""
    days = (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31))

    runs = {str(day): runs_of_a_local_crontab(day) for day in days}

    figures |= {"runs at half past midnight": runs}
    assert runs == {"2027-03-27": 1, "2027-03-28": 2, "2027-10-31": 0}
