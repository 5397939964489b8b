"""When a company's people are written to: the hours of the policy in force."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from deadlines.holidays import Overrides, calendar_of
from deadlines.hours import Hours as Office
from deadlines.hours import Stretch
from dsar.companies.codec import decode
from dsar.companies.holidays import overrides_in_force
from dsar.companies.models import Company, Policy
from dsar.companies.rules import HOURS, Hours, Said

MIDNIGHT = "24:00"


def hours_of(company: Company) -> Office:
    return offices([company.pk])[company.pk]


def offices(company_ids: Iterable[int] | None = None) -> dict[int, Office]:
    """The hours of these companies, or of all that have a policy in force."""
    latest = Policy.objects.published().order_by("company_id", "-version").distinct("company_id")
    if company_ids is not None:
        latest = latest.filter(company__in=company_ids)
    changed = overrides_in_force(company_ids)
    return {
        company: office(
            _hours(said), zone=zone, calendar=calendar, overrides=changed.get((company, calendar))
        )
        for company, said, zone, calendar in latest.values_list(
            "company_id", "rules_json__hours", "company__timezone", "company__calendar"
        )
    }


def office(hours: Hours, *, zone: str, calendar: str, overrides: Overrides | None = None) -> Office:
    """These hours at that place. Public holidays are quiet unless the hours say otherwise."""
    quiet = [
        Stretch(date.fromisoformat(days.first), date.fromisoformat(days.last))
        for days in hours.quiet
    ]
    holidays = () if hours.holidays else (calendar_of(calendar, overrides),)
    return Office(
        zone=ZoneInfo(zone),
        opens=time.fromisoformat(hours.opens),
        closes=time(0) if hours.closes == MIDNIGHT else time.fromisoformat(hours.closes),
        weekdays=frozenset(hours.weekdays),
        quiet=(*quiet, *holidays),
    )


def _hours(said: Any) -> Hours:
    """A version from before there were any has the product's default."""
    found: Said[Hours] = decode(Said[Hours], said) if said else HOURS
    return found.value
