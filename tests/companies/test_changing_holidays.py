"""A company's own public holidays: added with a reason, undone, never deleted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from deadlines.holidays import Overrides
from dsar.audit.models import Event
from dsar.companies.holidays import (
    HolidayRefused,
    add_holiday,
    changes_of,
    overrides_of,
    remove_holiday,
    undo_change,
    year_of,
)
from dsar.companies.models import Company, HolidayChange
from tests import desk

BY = {"actor": "user:1", "now": desk.MONDAY}
FUNERAL = date(2026, 12, 23)  # a Wednesday
BOXING_DAY = date(2026, 12, 28)  # the Monday on which it is kept
WHY = "Proclaimed on 2 December."


@pytest.fixture
def company(db: None) -> Company:
    """England."""
    return desk.publish("nexus-ip")


def added(company: Company, day: date = FUNERAL, **given: object) -> HolidayChange:
    given = {"name": "Day of mourning", "reason": WHY} | given
    return add_holiday(company_id=company.pk, day=day, **given, **BY)


def taken_out(company: Company, day: date = BOXING_DAY, reason: str = WHY) -> HolidayChange:
    return remove_holiday(company_id=company.pk, day=day, reason=reason, **BY)


def test_nothing_changed_is_no_correction_at_all(company):
    assert overrides_of(company, "GB-ENG") is None


def test_what_is_added_and_taken_out_is_what_clocks_count_by(company):
    added(company)
    taken_out(company)

    assert overrides_of(company, "GB-ENG") == Overrides(
        {FUNERAL: "Day of mourning"}, frozenset({BOXING_DAY}), {FUNERAL: WHY, BOXING_DAY: WHY}
    )


def test_a_change_is_for_the_calendar_that_was_in_force(company):
    added(company)

    assert overrides_of(company, "SE") is None


def test_a_change_says_who_when_and_why_and_is_in_the_chain(company):
    change = added(company)

    assert (change.made_by, change.made_at, change.reason) == ("user:1", desk.MONDAY, WHY)
    event = Event.objects.get(event="holiday.added")
    assert event.facts == {"day_on": "2026-12-23", "calendar": "GB-ENG"}


def test_undoing_takes_it_out_of_force_and_leaves_it_to_be_read(company):
    change = added(company)

    undo_change(company_id=company.pk, change_id=change.pk, **BY)

    assert overrides_of(company, "GB-ENG") is None
    (kept,) = changes_of(company)
    assert (kept.undone_by, kept.undone_at) == ("user:1", desk.MONDAY)
    assert Event.objects.filter(event="holiday.change-undone").exists()


def test_what_was_undone_can_be_changed_again(company):
    undo_change(company_id=company.pk, change_id=added(company).pk, **BY)

    added(company)

    assert overrides_of(company, "GB-ENG") is not None


def test_the_year_shows_the_data_and_what_was_done_to_them(company):
    added(company)
    taken_out(company)

    found = {holiday.day: holiday for holiday in year_of(company, 2026)}

    assert found[date(2026, 12, 25)].change is None
    assert found[FUNERAL].change.kind == "added"
    assert found[BOXING_DAY].change.kind == "removed"
    assert found[BOXING_DAY].name.startswith("Boxing Day")
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("day", "given", "sentence"),
    [
        (date(2026, 12, 25), {}, "Friday 25 December 2026 is a holiday already: Christmas Day."),
        (date(2026, 12, 26), {}, "Saturday 26 December 2026 is a weekend day"),
        (date(2100, 1, 1), {}, "The holiday data reach from 2000 to 2099"),
        (FUNERAL, {"reason": " "}, "Write the reason"),
        (FUNERAL, {"name": " "}, "Write what the holiday is called."),
    ],
)
def test_a_day_that_cannot_be_added(company, day, given, sentence):
    with pytest.raises(HolidayRefused, match=sentence):
        added(company, day, **given)

    assert not HolidayChange.objects.exists()
    assert not Event.objects.filter(event__startswith="holiday").exists()


@pytest.mark.parametrize(
    ("day", "reason", "sentence"),
    [
        (FUNERAL, WHY, "Wednesday 23 December 2026 is no public holiday in this calendar."),
        (date(2026, 12, 26), WHY, "is a weekend day"),
        (date(1999, 12, 27), WHY, "The holiday data reach"),
        (BOXING_DAY, "", "Write the reason"),
    ],
)
def test_a_day_that_cannot_be_taken_out(company, day, reason, sentence):
    with pytest.raises(HolidayRefused, match=sentence):
        taken_out(company, day, reason)

    assert not HolidayChange.objects.exists()


def test_a_day_is_changed_once_and_then_undone(company):
    added(company)
    taken_out(company)

    with pytest.raises(HolidayRefused, match="is a holiday already: Day of mourning"):
        added(company)
    with pytest.raises(HolidayRefused, match="undo that change instead"):
        added(company, BOXING_DAY)
    with pytest.raises(HolidayRefused, match="was changed before: undo that instead"):
        taken_out(company, FUNERAL)
    with pytest.raises(HolidayRefused, match="was changed before: undo that instead"):
        taken_out(company)


def test_a_company_without_a_calendar_has_nothing_to_change(company):
    Company.objects.filter(pk=company.pk).update(calendar="")
    company.refresh_from_db()

    with pytest.raises(HolidayRefused, match="no calendar of public holidays"):
        added(company)
    assert year_of(company, 2026) == []


def test_what_is_undone_is_not_undone_again(company):
    change = added(company)
    undo_change(company_id=company.pk, change_id=change.pk, **BY)

    with pytest.raises(HolidayRefused, match="undone already"):
        undo_change(company_id=company.pk, change_id=change.pk, **BY)


def test_another_companys_change_cannot_be_undone(company):
    change = added(company)

    with pytest.raises(HolidayRefused, match="undone already"):
        undo_change(company_id=desk.publish("connexai").pk, change_id=change.pk, **BY)


def test_a_change_is_never_rewritten_or_deleted_even_by_sql(company):
    change = added(company)
    rows = HolidayChange.objects.filter(pk=change.pk)

    for rewrite in (
        lambda: rows.update(reason="Another."),
        lambda: rows.update(day=BOXING_DAY, undone_at=desk.MONDAY, undone_by="user:1"),
        rows.delete,
    ):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            rewrite()


def test_a_new_request_is_counted_by_the_corrected_calendar(company):
    day = date(2026, 12, 23)  # a month after Monday 23 November
    before = desk.receive(company, "erasure")
    add_holiday(company_id=company.pk, day=day, name="Mourning", reason=WHY, **BY)

    after = desk.receive(company, "erasure")

    before.clock.refresh_from_db()
    assert before.clock.statutory_on == day
    assert after.clock.statutory_on == date(2026, 12, 24)
    assert "Mourning" in str(after.clock.working)
