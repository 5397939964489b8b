"""Newer data on public holidays: nobody's date moves by itself, and whoever owns it is told."""

import pytest

from deadlines.models import Clock
from dsar.accounts.roles import Role
from dsar.cases import newer_holidays
from dsar.cases.models import Notice
from dsar.cases.newer_holidays import look
from dsar.cases.notices import mail_notices
from dsar.cases.telling_words import headline
from dsar.companies.models import OfficeChange
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk

NOW = desk.MONDAY


@pytest.fixture
def counted_before(company):
    """A case whose date the data of then made a day earlier."""
    desk.person(Role.OFFICER, company)
    case = desk.receive(company, "erasure")
    stored = case.clock.working | {"holidays_version": "holidays 0.1", "due_on": "2026-12-22"}
    Clock.objects.filter(pk=case.clock_id).update(
        working=stored, statutory_on="2026-12-22", due_on="2026-12-22"
    )
    return case


def test_the_owner_is_told_once_what_would_move_and_nothing_moves(counted_before, company):
    desk.receive(company)

    assert (look(now=NOW), look(now=NOW)) == (1, 0)
    mail_notices(now=NOW)

    notice = Notice.objects.get()
    assert notice.case == counted_before
    assert headline(notice.kind) == "Newer data on public holidays would move this date"
    (mail,) = Message.objects.filter(key__startswith="notice:")
    said = unseal(mail, "payload")["text"]
    assert "This is the reminder that newer data on public holidays would move this date." in said
    counted_before.clock.refresh_from_db()
    assert counted_before.clock.due_on.isoformat() == "2026-12-22"


def test_killed_half_way_it_tells_nobody_twice(counted_before, monkeypatch):
    def killed(**_):
        raise SystemExit

    with monkeypatch.context() as failing:
        failing.setattr(newer_holidays, "tick", killed)
        with pytest.raises(SystemExit):
            look(now=NOW)

    assert look(now=NOW) == 1
    assert Notice.objects.count() == 1


def test_offices_may_open_on_other_days_so_reminders_are_planned_anew(company, case, monkeypatch):
    look(now=NOW)
    assert not OfficeChange.objects.exists()  # the first look: nothing is newer than before

    monkeypatch.setattr(newer_holidays, "VERSION", "holidays 99.0")
    look(now=NOW)

    assert OfficeChange.objects.get().company == company
