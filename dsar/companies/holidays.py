"""A company's own corrections of the public holidays, each with its reason.

Only what the law makes a public holiday belongs here. A day on which the company is merely closed
moves nobody's date (Reg. 1182/71 Art. 2(1), 3(4)).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from deadlines import words
from deadlines.holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    NONE,
    Calendar,
    Overrides,
    calendar_of,
)
from dsar.audit.operations import record
from dsar.companies.models import Company, HolidayChange
from dsar.companies.office_changes import owe_planning

Kind = HolidayChange.Kind
SATURDAY = 5


class HolidayRefused(Exception):
    """Nothing was changed; `field` names what cannot be used. Its text is a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Holiday:
    """One line of a year: a day of the data, or one that the company changed."""

    day: date
    name: str
    change: HolidayChange | None
    """What the company did to it; None: it stands as the data have it."""
    weekend: bool


def overrides_of(company: Company, calendar: str) -> Overrides | None:
    """The corrections in force for this calendar; None where there are none."""
    changes = list(_in_force(company, calendar))
    return _overrides(changes) if changes else None


def overrides_in_force(
    company_ids: Iterable[int] | None = None,
) -> dict[tuple[int, str], Overrides]:
    """The corrections in force by company and calendar, at these companies or at all."""
    found = HolidayChange.objects.filter(undone_at__isnull=True)
    if company_ids is not None:
        found = found.filter(company__in=company_ids)
    grouped: dict[tuple[int, str], list[HolidayChange]] = {}
    for change in found:
        grouped.setdefault((change.company_id, change.calendar), []).append(change)
    return {key: _overrides(changes) for key, changes in grouped.items()}


def changes_of(company: Company) -> list[HolidayChange]:
    """All that was ever changed in the calendar in force, newest first, undone or not."""
    found = HolidayChange.objects.filter(company=company, calendar=company.calendar)
    return list(found.order_by("-made_at", "-pk"))


def year_of(company: Company, year: int) -> list[Holiday]:
    """Every public holiday of the year and every day changed in it, by date."""
    if not company.calendar or not FIRST_YEAR <= year <= LAST_YEAR:
        return []
    changed = {c.day: c for c in _in_force(company, company.calendar).filter(day__year=year)}
    days = dict(_data(company).between(date(year, 1, 1), date(year, 12, 31)))
    days |= {day: change.name for day, change in changed.items()}
    return [
        Holiday(day, name, changed.get(day), day.weekday() >= SATURDAY)
        for day, name in sorted(days.items())
    ]


@transaction.atomic
def add_holiday(
    *, company_id: int, day: date, name: str, reason: str, actor: str, now: datetime
) -> HolidayChange:
    """The day is a public holiday for requests received from now on. No clock moves by this."""
    company = _company(company_id)
    calendar = _calendar(company, day)
    if known := calendar.name_on(day):
        raise HolidayRefused("day", f"{words.long(day)} is a holiday already: {known}.")
    if any(change.day == day for change in _in_force(company, company.calendar)):
        raise HolidayRefused(
            "day", f"{words.long(day)} was taken out of the calendar: undo that change instead."
        )
    if not name.strip():
        raise HolidayRefused("name", "Write what the holiday is called.")
    return _change(company, Kind.ADDED, day, name.strip(), reason, actor=actor, now=now)


@transaction.atomic
def remove_holiday(
    *, company_id: int, day: date, reason: str, actor: str, now: datetime
) -> HolidayChange:
    """The day is an ordinary one for requests received from now on. No clock moves by this."""
    company = _company(company_id)
    calendar = _calendar(company, day)
    if any(change.day == day for change in _in_force(company, company.calendar)):
        raise HolidayRefused("day", f"{words.long(day)} was changed before: undo that instead.")
    name = calendar.name_on(day)
    if name is None:
        raise HolidayRefused("day", f"{words.long(day)} is no public holiday in this calendar.")
    return _change(company, Kind.REMOVED, day, name, reason, actor=actor, now=now)


@transaction.atomic
def undo_change(*, company_id: int, change_id: int, actor: str, now: datetime) -> HolidayChange:
    """The day is again what the data say, for requests received from now on. No clock moves."""
    company = _company(company_id)
    change = company.holiday_changes.filter(pk=change_id).first()
    if change is None or change.undone_at is not None:
        raise HolidayRefused("day", "This change is undone already.")
    change.undone_by, change.undone_at = actor, now
    change.save(update_fields=["undone_by", "undone_at"])
    _record(company, "holiday.change-undone", change, actor=actor, now=now)
    return change


def _overrides(changes: Collection[HolidayChange]) -> Overrides:
    return Overrides(
        added={change.day: change.name for change in changes if change.kind == Kind.ADDED},
        removed=frozenset(change.day for change in changes if change.kind == Kind.REMOVED),
        reasons={change.day: change.reason for change in changes if change.reason},
    )


def _change(
    company: Company, kind: Kind, day: date, name: str, reason: str, *, actor: str, now: datetime
) -> HolidayChange:
    if not reason.strip():
        raise HolidayRefused("reason", "Write the reason, for whoever asks why a date moved.")
    change = HolidayChange.objects.create(
        company=company,
        calendar=company.calendar,
        day=day,
        kind=kind,
        name=name,
        reason=reason.strip(),
        made_by=actor,
        made_at=now,
    )
    _record(company, f"holiday.{kind}", change, actor=actor, now=now)
    return change


def _record(
    company: Company, event: str, change: HolidayChange, *, actor: str, now: datetime
) -> None:
    owe_planning(company_id=company.pk, now=now)  # nobody works on a holiday
    record(
        company_id=company.pk,
        event=event,
        subject=f"calendar:{company.slug}",
        actor=actor,
        now=now,
        facts={"day_on": change.day.isoformat(), "calendar": change.calendar},
    )


def _company(company_id: int) -> Company:
    return Company.objects.select_for_update(no_key=True).get(pk=company_id)


def _calendar(company: Company, day: date) -> Calendar:
    """The calendar as it stands, if a change of that day could mean anything."""
    if company.calendar in ("", NONE):
        raise HolidayRefused(
            "day", "This company has no calendar of public holidays: publish a policy with one."
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise HolidayRefused(
            "day", f"The holiday data reach from {FIRST_YEAR} to {LAST_YEAR}, so no date counts it."
        )
    if day.weekday() >= SATURDAY:
        raise HolidayRefused(
            "day", f"{words.long(day)} is a weekend day: holiday or not, no date ends on it."
        )
    return calendar_of(company.calendar, overrides_of(company, company.calendar))


def _data(company: Company) -> Calendar:
    return calendar_of(company.calendar)


def _in_force(company: Company, calendar: str) -> QuerySet[HolidayChange]:
    return HolidayChange.objects.filter(company=company, calendar=calendar, undone_at__isnull=True)
