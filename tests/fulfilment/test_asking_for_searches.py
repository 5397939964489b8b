"""An officer asks those who know a system to search it, by a day before the case's own."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.models import Event
from dsar.cases import gates
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.gates import Held
from dsar.cases.operations import extending
from dsar.fulfilment.due import due_of
from dsar.fulfilment.models import SearchTask, System
from dsar.fulfilment.operations import asking
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk

from .conftest import BY, NOW, answer, ask


def mails() -> list[dict]:
    owed = Message.objects.filter(key__startswith="search:").order_by("created_at", "key")
    return [unseal(message, "payload") for message in owed]


def test_each_owner_is_mailed_and_the_chain_says_who_was_asked_by_when(case, company):
    tasks = ask(case, *company.systems.all())

    assert len(tasks) == len(mails()) == 3
    events = Event.objects.filter(event="search.asked")
    assert {e.facts["system"] for e in events} == {"crm", "installation-records", "remote-access"}
    assert all(e.facts["mailed"] for e in events)


def test_the_mail_names_the_system_and_the_day_and_nobody(task, case):
    [mail] = mails()

    assert mail["to"] == "olive@example.com"
    assert "Customer relationship system (CRM)" in mail["text"]
    assert "Monday 14 December 2026" in mail["text"]
    said = f"{mail['subject']} {mail['text']} {mail['html']}"
    assert "Robin" not in said
    assert "requester@" not in said


def test_of_its_link_only_a_hash_is_kept(task):
    [mail] = mails()
    secret = mail["text"].split("/search/open/")[1].split("/")[0]

    assert len(secret) == 43
    assert secret not in str(SearchTask.objects.values().get())


def test_the_day_is_five_working_days_before_the_cases_own(task, case):
    assert case.clock.due_on == date(2026, 12, 21)
    assert due_of(task) == date(2026, 12, 14)


def test_it_moves_with_the_cases_date_unless_it_was_chosen(case, crm, company):
    [follows] = ask(case, crm)
    [chosen] = ask(case, company.systems.get(code="installation-records"), due_on=date(2026, 12, 1))
    extending.extend(case_id=case.pk, ground="complexity", reasons="Seven systems.", **BY)
    for task in (follows, chosen):
        task.case.clock.refresh_from_db()
        task.refresh_from_db()
        task.case.refresh_from_db()

    assert due_of(follows) > date(2027, 1, 1)
    assert due_of(chosen) == date(2026, 12, 1)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 21)])
def test_a_day_that_has_passed_or_is_the_cases_own_is_refused(case, crm, day):
    with pytest.raises(Invalid) as refused:
        ask(case, crm, due_on=day)

    assert refused.value.field == "due_on"


def test_nobody_is_asked_twice_for_the_same_search(task, case, crm):
    with pytest.raises(Invalid):
        ask(case, crm)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchTask.objects.create(
            company=case.company, case=case, system=crm, asked_by="user:1", asked_at=NOW
        )


def test_a_retired_system_and_one_of_another_company_are_not_asked(case, crm, company):
    System.objects.filter(pk=crm.pk).update(retired_at=NOW)
    strange = System.objects.create(company=desk.publish("next-connex"), code="x", name="X")

    with pytest.raises(Invalid):
        ask(case, crm, strange)


def test_without_an_address_the_task_waits_for_an_officer(case, crm):
    System.objects.filter(pk=crm.pk).update(owner_email="")
    crm.refresh_from_db()

    [task] = ask(case, crm)

    assert mails() == []
    assert task.token_hash == ""
    with pytest.raises(Invalid, match="an administrator adds"):
        asking.send_search(case_id=case.pk, task_id=task.pk, **BY)


def test_open_searches_hold_the_answer_back_until_the_last_one_is_in(case, crm, company):
    first, second = ask(case, crm, company.systems.get(code="installation-records"))
    with pytest.raises(Held, match=r"CRM\), Installation records: record"):
        desk.in_review(case)

    answer(first)
    assert gates.reasons_of(case)[0].place == "#searches"
    asking.drop_search(case_id=case.pk, task_id=second.pk, reason="Never a customer.", **BY)

    desk.in_review(case)


def test_to_drop_one_takes_a_reason_which_is_sealed(task, case):
    with pytest.raises(Invalid):
        asking.drop_search(case_id=case.pk, task_id=task.pk, reason=" ", **BY)

    asking.drop_search(case_id=case.pk, task_id=task.pk, reason="Robin is no customer.", **BY)

    task.refresh_from_db()
    assert unseal(task, "because") == "Robin is no customer."
    assert (task.state, task.token_hash) == ("dropped", "")
    with pytest.raises(Invalid):
        answer(task)


def test_a_link_that_was_withdrawn_has_no_hash_and_its_mail_is_not_sent(task, case):
    from dsar.fulfilment import links

    subject = links.subject_of(task)
    assert links.is_wanted(subject)

    asking.withdraw_search(case_id=case.pk, task_id=task.pk, **BY)

    task.refresh_from_db()
    assert (task.state, task.token_hash) == ("open", "")
    assert not links.is_wanted(subject)
    with pytest.raises(NotAllowed):
        asking.withdraw_search(case_id=case.pk, task_id=task.pk, **BY)


def test_another_link_ends_the_one_before_and_may_set_another_day(task, case):
    from dsar.fulfilment import links

    before, old = task.token_hash, links.subject_of(task)
    later = NOW + timedelta(days=1)

    asking.send_search(
        case_id=case.pk, task_id=task.pk, due_on=date(2026, 12, 2), actor="user:1", now=later
    )

    task.refresh_from_db()
    assert links.find(before, now=later) is None
    assert links.find(task.token_hash, now=later) == task
    assert not links.is_wanted(old)
    assert due_of(task) == date(2026, 12, 2)


def test_a_link_ends_after_two_weeks_and_with_the_case(task, case):
    from dsar.fulfilment import links

    assert links.find(task.token_hash, now=NOW + timedelta(days=13)) == task
    assert links.find(task.token_hash, now=NOW + timedelta(days=14)) is None

    asking.drop_search(case_id=case.pk, task_id=task.pk, reason="No.", **BY)
    desk.closed(case)
    assert not links.is_wanted(links.subject_of(task))
