"""What a request of one kind, received on one day, is counted by at one company."""

from dataclasses import dataclass
from datetime import date

from deadlines.holidays import Overrides
from deadlines.operations import pick_rule
from deadlines.working import Promise
from dsar.companies.effective import time_limit
from dsar.companies.holidays import overrides_of
from dsar.companies.models import Company
from dsar.companies.rules import Rules


@dataclass(frozen=True)
class Terms:
    rule: str
    calendar: str
    overrides: Overrides | None
    promise: Promise | None
    target_days: int | None
    """Calendar days before the due date of an aim of our own; None where there is none."""


# Its working days leave out federal holidays, not those of the company's country.
CALENDARS = {"ccpa": "US"}


def terms_of(
    company: Company, rules: Rules, *, right: str, received_on: date, regime: str = ""
) -> Terms:
    """The law by the date of receipt; the calendar of these rules with the company's corrections;
    the company's own earlier date, if it promises one; and its aim. `regime` is another law than
    the company's own, which comes with its own calendar."""
    promise, _ = time_limit(rules, right)
    own = rules.calendar.value if rules.calendar else company.calendar
    calendar = CALENDARS.get(regime, own)
    return Terms(
        rule=pick_rule(regime=regime or rules.regime.value, right=right, received_on=received_on),
        calendar=calendar,
        overrides=overrides_of(company, calendar),
        promise=promise,
        target_days=rules.internal_target.value or None,
    )
