"""72 hours to tell the authority: hours, whatever the calendar and the clocks do meanwhile."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deadlines.notifying import notify_by


@pytest.mark.parametrize(
    ("zone", "aware", "until"),
    [
        # Friday evening: the weekend counts.
        ("Europe/London", (2026, 11, 20, 18, 0), (2026, 11, 23, 18, 0)),
        # The year's end, over a public holiday.
        ("Europe/London", (2026, 12, 30, 23, 59), (2027, 1, 2, 23, 59)),
        # Clocks go forward on 29 March: one hour later on the wall.
        ("Europe/Stockholm", (2026, 3, 28, 12, 0), (2026, 3, 31, 13, 0)),
        # Clocks go back on 25 October: one hour earlier on the wall, where three days are longer.
        ("Europe/London", (2026, 10, 24, 12, 0), (2026, 10, 27, 11, 0)),
        ("Europe/London", (2028, 2, 27, 9, 30), (2028, 3, 1, 9, 30)),
    ],
)
def test_the_moment_by_which_the_authority_is_told(zone, aware, until):
    there = ZoneInfo(zone)
    found = notify_by("uk-gdpr", datetime(*aware, tzinfo=there))

    assert found.at.astimezone(there) == datetime(*until, tzinfo=there)
    assert found.at - found.aware_at == timedelta(hours=72)


def test_the_working_names_the_law_and_that_it_is_hours():
    aware = datetime(2026, 10, 24, 11, 0, tzinfo=UTC)

    uk, eu = notify_by("uk-gdpr", aware), notify_by("gdpr", aware)

    assert (uk.article, eu.article) == ("UK GDPR Art. 33(1)", "GDPR Art. 33(1)")
    assert uk.why.startswith(
        "Noticed on 24 October 2026, 11:00 UTC + 72 hours (UK GDPR Art. 33(1)) = "
        "27 October 2026, 11:00 UTC. Hours, not three days"
    )


def test_what_is_left_falls_below_nothing():
    aware = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    assert notify_by("gdpr", aware).left(aware + timedelta(hours=73)) == timedelta(hours=-1)
