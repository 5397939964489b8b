"""Which day it is at the company, on the days whose hours are not twenty-four."""

from datetime import date, datetime

import pytest

from dsar.cases.dates import civil_date
from dsar.companies.models import Company
from tests.desk import publish, receive

# Each pair: the last minute of a day there, and the minute after it.
CHANGES = [
    # 29 March 2026 has 23 hours, 25 October 2026 has 25.
    ("Europe/London", "2026-03-28T23:59Z", "2026-03-28"),
    ("Europe/London", "2026-03-29T22:59Z", "2026-03-29"),
    ("Europe/London", "2026-10-24T22:59Z", "2026-10-24"),
    ("Europe/London", "2026-10-25T23:59Z", "2026-10-25"),
    ("Europe/Stockholm", "2026-03-28T22:59Z", "2026-03-28"),
    ("Europe/Stockholm", "2026-03-29T21:59Z", "2026-03-29"),
    ("Europe/Stockholm", "2026-10-24T21:59Z", "2026-10-24"),
    ("Europe/Stockholm", "2026-10-25T22:59Z", "2026-10-25"),
    # 8 March and 1 November 2026.
    ("America/New_York", "2026-03-08T04:59Z", "2026-03-07"),
    ("America/New_York", "2026-03-09T03:59Z", "2026-03-08"),
    ("America/New_York", "2026-11-01T03:59Z", "2026-10-31"),
    ("America/New_York", "2026-11-02T04:59Z", "2026-11-01"),
    # Half an hour, on 5 April and 4 October 2026.
    ("Australia/Lord_Howe", "2026-04-04T12:59Z", "2026-04-04"),
    ("Australia/Lord_Howe", "2026-04-05T13:29Z", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-03T13:29Z", "2026-10-03"),
    ("Australia/Lord_Howe", "2026-10-04T12:59Z", "2026-10-04"),
]


@pytest.mark.parametrize(("zone", "moment", "day"), CHANGES)
def test_a_minute_before_midnight_belongs_to_the_day_and_the_next_one_does_not(zone, moment, day):
    company, last = Company(timezone=zone), datetime.fromisoformat(moment)
    on = date.fromisoformat(day)

    assert civil_date(company, last) == on
    following = datetime.fromtimestamp(last.timestamp() + 60, tz=last.tzinfo)
    assert civil_date(company, following) == date.fromordinal(on.toordinal() + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "moment", "received", "due"),
    [
        ("Europe/London", "2026-10-25T23:30Z", "2026-10-25", "2026-11-25"),
        ("Europe/London", "2026-03-29T23:30Z", "2026-03-30", "2026-04-30"),
        ("Europe/Stockholm", "2026-10-25T22:30Z", "2026-10-25", "2026-11-25"),
        ("America/New_York", "2026-11-02T04:30Z", "2026-11-01", "2026-12-01"),
        ("Australia/Lord_Howe", "2026-10-04T13:00Z", "2026-10-05", "2026-11-05"),
    ],
)
def test_the_clock_runs_from_the_companys_own_day(zone, moment, received, due):
    company = publish("next-connex")
    company.timezone = zone
    company.save(update_fields=["timezone"])

    case = receive(company, at=datetime.fromisoformat(moment))

    assert case.clock.received_on == date.fromisoformat(received)
    assert case.clock.explained.steps[0].on == date.fromisoformat(received)
    assert case.clock.statutory_on in (None, date.fromisoformat(due))
