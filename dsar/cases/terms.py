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


def terms_of(company: Company, rules: Rules, *, right: str, received_on: date) -> Terms:
    """The law by the date of receipt; the calendar of these rules with the company's corrections;
    the company's own earlier date, if it promises one; and its aim."""
    promise, _ = time_limit(rules, right)
    calendar = rules.calendar.value if rules.calendar else company.calendar
    return Terms(
        rule=pick_rule(regime=rules.regime.value, right=right, received_on=received_on),
        calendar=calendar,
        overrides=overrides_of(company, calendar),
        promise=promise,
        target_days=rules.internal_target.value or None,
    )
