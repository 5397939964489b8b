"""That a company's office opens at other times than before, and what that makes due."""

from datetime import datetime
from typing import Any

from dsar.companies.models import OfficeChange
from dsar.companies.rules import Rules, Said


def opens_otherwise(before: Rules, after: Rules) -> bool:
    """Whether an office under these rules is open at other times than under those."""
    return _said(before) != _said(after)


def owe_planning(*, company_id: int, now: datetime) -> None:
    """The reminders of its open cases will be planned anew, all of them once more if that was
    going on. A row of the caller's transaction: neither lost without it nor done within it."""
    OfficeChange.objects.update_or_create(
        company_id=company_id, defaults={"since": now, "done_to": None}
    )


def _said(rules: Rules) -> list[Any]:
    said: list[Said[Any] | None] = [rules.hours, rules.calendar, rules.timezone]
    return [one and one.value for one in said]
