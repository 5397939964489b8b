"""Somebody reminds all owners of late searches at once: of a case, or of a company."""

from datetime import UTC, datetime, timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import NotAllowed
from dsar.cases.operations import closing
from dsar.fulfilment import links
from dsar.fulfilment.models import System
from dsar.fulfilment.operations.nudging import (
    Nudged,
    late_searches,
    nudge_case,
    nudge_company,
)
from dsar.fulfilment.reminding import remind
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk

from .conftest import answer, ask

# Searches are due on Monday 14 December.
DUE = datetime(2026, 12, 14, 10, tzinfo=UTC)
LATE = DUE + timedelta(days=1)


def nudge(case, *, now=LATE) -> Nudged:
    return nudge_case(case_id=case.pk, actor=desk.OFFICER, now=now)


@pytest.fixture
def archive(company) -> System:
    return company.systems.exclude(code="crm").first()


def test_each_owner_of_a_late_search_gets_a_mail_with_a_new_link(case, task, archive):
    [other] = ask(case, archive)
    before = task.token_hash

    assert nudge(case) == Nudged(sent=2)

    task.refresh_from_db()
    assert links.find(before, now=LATE) is None
    assert links.find(task.token_hash, now=LATE) == task
    for one in (task, other):
        mail = unseal(Message.objects.get(key=f"search:{one.pk}:2"), "payload")
        assert "was due on Monday 14 December 2026" in mail["subject"]
        assert "Robin" not in mail["subject"] + mail["text"]


def test_once_a_day_for_one_search(case, task):
    assert nudge(case) == Nudged(sent=1)
    assert nudge(case, now=LATE + timedelta(hours=3)) == Nudged(again=1)
    assert nudge(case, now=LATE + timedelta(days=1)) == Nudged(sent=1)


def test_the_desks_own_reminder_counts_for_that_day_and_the_other_way_round(case, task):
    assert remind(now=LATE) == 1
    assert nudge(case) == Nudged(again=1)

    tomorrow = LATE + timedelta(days=1)
    assert nudge(case, now=tomorrow) == Nudged(sent=1)


def test_after_somebody_reminded_the_desk_waits_for_another_day(case, task):
    assert nudge(case) == Nudged(sent=1)

    assert remind(now=LATE) == 0
    assert remind(now=LATE + timedelta(days=1)) == 1


def test_what_is_not_late_is_left_alone(case, task):
    assert nudge(case, now=DUE) == Nudged()
    assert not Message.objects.filter(key=f"search:{task.pk}:2").exists()


def test_what_is_answered_is_left_alone(case, task):
    answer(task)

    assert nudge(case) == Nudged()


def test_an_owner_without_an_address_is_counted_and_can_be_reminded_once_there_is_one(case, crm):
    crm.owner_email = ""
    crm.save(update_fields=["owner_email"])
    ask(case, crm)
    assert nudge(case) == Nudged(nobody=1)

    crm.owner_email = "olive@example.com"
    crm.save(update_fields=["owner_email"])

    assert nudge(case) == Nudged(sent=1)


def test_the_chain_says_who_reminded(case, task):
    nudge(case)

    event = Event.objects.get(event="search.reminded")
    assert (event.actor, event.subject) == (desk.OFFICER, case.reference)
    assert event.facts == {"system": "crm", "due_on": "2026-12-14", "mailed": True}


def test_nothing_is_kept_if_the_last_step_fails(case, task, monkeypatch):
    def fail(*_args: object, **_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("dsar.fulfilment.operations.nudging.record", fail)

    with pytest.raises(RuntimeError):
        nudge(case)

    task.refresh_from_db()
    assert task.reminded_on is None
    assert not Message.objects.filter(key=f"search:{task.pk}:2").exists()


def test_a_closed_case_is_asked_about_no_more(case, task):
    closing.withdraw(case_id=case.pk, actor="requester", now=LATE)

    with pytest.raises(NotAllowed):
        nudge(case)


def test_all_cases_of_a_company_and_of_no_other(company, case, task, crm):
    second = desk.identified(desk.receive(company))
    ask(second, crm)
    elsewhere = desk.publish("technology-nexus")
    other = desk.identified(desk.receive(elsewhere))
    there = System.objects.create(
        company=elsewhere, code="crm", name="CRM", owner_email="o@example.com"
    )
    ask(other, there)
    assert nudge(case) == Nudged(sent=1)

    done = nudge_company(company=company, actor=desk.OFFICER, now=LATE)

    assert done == Nudged(sent=1, again=1)
    assert not Event.objects.filter(event="search.reminded", company_id=elsewhere.pk).exists()


def test_none_is_kept_from_being_reached_by_those_before_it(
    company, case, task, crm, archive, monkeypatch
):
    monkeypatch.setattr("dsar.fulfilment.operations.nudging.AT_ONCE", 1)
    later = desk.identified(desk.receive(company, at=desk.MONDAY + timedelta(days=1)))
    System.objects.filter(pk=archive.pk).update(owner_email="")
    [nobody] = ask(case, archive, now=desk.MONDAY - timedelta(hours=1))
    ask(later, crm)
    late = LATE + timedelta(days=1)

    done = [nudge_company(company=company, actor=desk.OFFICER, now=late) for _ in range(3)]

    assert nobody.system.owner_email == ""
    assert done == [
        Nudged(sent=1, nobody=1),
        Nudged(sent=1, again=1, nobody=1),
        Nudged(again=2, nobody=1),
    ]


def test_what_is_not_late_yet_hides_nothing_behind_it(company, case, task, crm, monkeypatch):
    monkeypatch.setattr("dsar.fulfilment.operations.nudging.AT_ONCE", 1)
    later = desk.identified(desk.receive(company, at=desk.MONDAY + timedelta(days=7)))
    ask(later, crm, now=desk.MONDAY - timedelta(hours=1))

    assert late_searches([company], now=LATE) == [task]
    assert nudge_company(company=company, actor=desk.OFFICER, now=LATE) == Nudged(sent=1)


def test_the_list_has_what_is_late_by_the_rule_or_by_hand(company, case, task, crm):
    second = desk.identified(desk.receive(company))
    [by_hand] = ask(second, crm, due_on=DUE.date() + timedelta(days=3))

    assert late_searches([company], now=DUE) == []
    assert late_searches([company], now=LATE) == [task]
    assert late_searches([company], now=LATE + timedelta(days=3)) == [task, by_hand]
