"""What stands in the way of a policy: what it leaves open, and what cannot be as it says."""

from zoneinfo import ZoneInfo

from deadlines.errors import ClockError
from deadlines.holding_off import LONGEST
from deadlines.holiday_data import differing_regions
from deadlines.holidays import NONE, calendar_of
from dsar.companies import keeping
from dsar.companies.gaps import missing
from dsar.companies.rules import Rules

NAMED = 20


def obstacles(rules: Rules) -> list[str]:
    """A sentence each for whoever would publish it; empty when nothing stands in the way."""
    return [*missing(rules), *refusals(rules)]


def refusals(rules: Rules) -> list[str]:
    found = [calendar_refused(rules.calendar.value if rules.calendar else "")]
    found.append(zone_refused(rules.timezone.value if rules.timezone else ""))
    found.append(_days_to_stop_refused(rules.erasure.days_to_stop.value))
    return [sentence for sentence in [*found, *keeping.refused(rules)] if sentence]


def _days_to_stop_refused(days: int) -> str:
    if 0 <= days <= LONGEST:
        return ""
    return f"A deletion can be stopped for {LONGEST} days at most, and not for {days}."


def calendar_refused(code: str) -> str:
    """Why no date can be counted by such a calendar; empty where it can, or where none is named."""
    if not code:
        return ""
    try:
        name = calendar_of(code).name
    except ClockError as refused:
        return str(refused)
    if code != NONE and (regions := differing_regions(code)):
        named = [f"{code}-{region}" for region in regions]
        more = f" or another of {len(named)}" if len(named) > NAMED else ""
        return (
            f"The holidays of {name} differ from region to region, so say which one: "
            f"{', '.join(named[:NAMED])}{more}."
        )
    return ""


def zone_refused(name: str) -> str:
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return f"There is no time zone {name!r}; use one such as Europe/London."
    return ""
