"""What a request of one kind, received on one day, is counted by at one company."""

from dataclasses import dataclass
from datetime import date

from deadlines.operations import pick_rule
from deadlines.working import Promise
from dsar.companies.effective import time_limit
from dsar.companies.models import Company
from dsar.companies.rules import Rules


@dataclass(frozen=True)
class Terms:
    rule: str
    calendar: str
    promise: Promise | None


def terms_of(company: Company, rules: Rules, *, right: str, received_on: date) -> Terms:
    """The law by the date of receipt, the company's calendar, and its own earlier date if any."""
    promise, _ = time_limit(rules, right)
    return Terms(
        rule=pick_rule(regime=rules.regime.value, right=right, received_on=received_on),
        calendar=company.calendar,
        promise=promise,
    )
