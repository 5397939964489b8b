"""Two changes that each hold what the other needs would end in a deadlock, and one be thrown away.

Each test makes the two meet at the worst place.
"""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import reminders
from dsar.cases.operations import closing
from tests import desk
from tests.cases.test_two_at_once import together

LAST_DAY = datetime(2026, 12, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def meeting_at(monkeypatch, barrier: Barrier, module, name: str, *, after: bool) -> None:
    """Whoever calls this function waits for the other one, before or after it has done its work."""
    real = getattr(module, name)

    def meet() -> None:
        with suppress(BrokenBarrierError):  # the other one came by for good
            barrier.wait(2)

    def called(*args, **kwargs):
        if not after:
            meet()
        done = real(*args, **kwargs)
        if after:
            meet()
        return done

    monkeypatch.setattr(module, name, called)


def test_a_case_is_closed_while_its_reminder_is_taken(monkeypatch):
    company = desk.publish()
    desk.person(Role.DPO, company)
    case = desk.receive(company)
    both = Barrier(2)
    meeting_at(monkeypatch, both, reminders, "take_due", after=True)  # it holds the reminder
    meeting_at(monkeypatch, both, closing, "stop_clock", after=False)  # it holds the case

    results = together(
        lambda: reminders.take_reminders(now=LAST_DAY),
        lambda: closing.withdraw(case_id=case.pk, actor="requester", now=LAST_DAY),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_two_takers_meet_at_two_companies(monkeypatch):
    one, other = desk.publish(), desk.publish("connexai")
    for company in (one, other, other, one):
        desk.receive(company)
    Reminder.objects.exclude(kind="due-14").delete()
    Reminder.objects.update(at=LAST_DAY)
    monkeypatch.setattr(reminders, "BATCH", 2)  # so that each taker gets one of each, turned round
    both = Barrier(2)
    meeting_at(monkeypatch, both, reminders, "take_due", after=True)
    meeting_at(monkeypatch, both, reminders.audit, "record", after=True)

    results = together(*[lambda: reminders.take_reminders(now=LAST_DAY)] * 2)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Event.objects.filter(event="reminder.taken").count() == 4
