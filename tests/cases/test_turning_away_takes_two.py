"""Art. 12(5): unfounded or excessive, refused or charged for, is the word of two people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.approvals import waiting, waiting_for
from dsar.cases.errors import NotAllowed
from dsar.cases.fee import Fee
from dsar.cases.models import Approval, Case, Notice
from dsar.cases.operations import (
    answering,
    charging,
    closing,
    lapsing,
    proposing,
    recalling,
    refusing,
    reopening,
    suspecting,
)
from dsar.cases.proposals import proposal_of
from dsar.cases.transitions import Status
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Approving, Said
from tests import desk

NOW = desk.MONDAY + timedelta(days=4)


@pytest.fixture
def lead(company):
    return desk.person(Role.LEAD, company, name="lead")


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company, name="officer")


def put_refusal(case: Case, actor: str, facts: str = "The fourth time.") -> Case:
    return refusing.refuse(
        case_id=case.pk, ground="manifestly-excessive", facts=facts, actor=actor, now=NOW
    )


def put_fee(case: Case, actor: str, now: datetime = NOW) -> Case:
    return charging.ask_fee(
        case_id=case.pk,
        ground="manifestly-unfounded",
        facts="Only to harm, they wrote.",
        amount=Decimal("7.50"),
        currency="GBP",
        actor=actor,
        now=now,
    )


def approve_refusal(case: Case, actor: str) -> Case:
    return refusing.approve_refusal(case_id=case.pk, actor=actor, now=NOW)


def test_a_refusal_waits_and_the_requester_is_told_nothing(identified, officer, lead):
    due, letters = identified.clock.due_on, identified.messages.filter(direction="out").count()

    case = put_refusal(identified, officer.actor)

    case.refresh_from_db()
    assert (case.status, case.outcome, case.refusal_ground) == (Status.IN_PROGRESS, "", "")
    assert case.clock.due_on == due
    assert case.clock.stopped_on is None
    assert case.messages.filter(direction="out").count() == letters
    assert Notice.objects.get(user=lead).kind == "approve-refusal"


def test_a_second_person_lets_it_leave(identified, officer, lead):
    put_refusal(identified, officer.actor)

    case = approve_refusal(identified, lead.actor)

    assert (case.outcome, case.refusal_ground) == ("refused", "manifestly-excessive")
    assert "The fourth time." in desk.letter(case, "refused")
    given = Approval.objects.get(kind="refusal")
    assert (given.prepared_by, given.approved_by) == ([officer.actor], lead.actor)


def test_nobody_approves_what_they_put_forward(identified, lead):
    put_refusal(identified, lead.actor)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve_refusal(identified, lead.actor)
    assert not identified.messages.filter(kind="refused").exists()


def test_nobody_approves_words_of_theirs_that_another_put_forward_again(identified, officer, lead):
    put_refusal(identified, lead.actor)
    put_refusal(identified, officer.actor)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve_refusal(identified, lead.actor)


def test_an_officer_approves_none(identified, officer, lead):
    put_refusal(identified, lead.actor)

    with pytest.raises(NotAllowed, match="may approve"):
        approve_refusal(identified, officer.actor)


def test_who_is_the_only_person_may_where_the_policy_says_why(company, identified, lead):
    rules = company.policy.rules
    alone = Said(Approving("single-officer", "One person works here."), "administrator")
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, approval=alone),
        actor="system",
        now=desk.MONDAY - timedelta(days=1),
    )
    put_refusal(identified, lead.actor)

    assert approve_refusal(identified, lead.actor).outcome == "refused"
    assert Approval.objects.get(kind="refusal").alone_because == "One person works here."


def test_what_is_sent_back_can_no_longer_be_approved(identified, officer, lead):
    put_refusal(identified, officer.actor)
    proposing.return_proposal(
        case_id=identified.pk, reason="Say how often.", actor=lead.actor, now=NOW
    )

    with pytest.raises(NotAllowed, match="nothing was put forward"):
        approve_refusal(identified, lead.actor)
    assert identified.messages.filter(kind="sent-back").exists()
    assert Approval.objects.get(kind="refusal").state == "sent_back"


def test_of_two_that_are_put_forward_only_the_later_counts(identified, officer, lead):
    put_refusal(identified, officer.actor)
    put_fee(identified, officer.actor)

    with pytest.raises(NotAllowed):
        approve_refusal(identified, lead.actor)
    found = proposal_of(identified)
    assert found is not None
    assert (found.kind, found.amount, found.currency) == ("fee", Decimal("7.50"), "GBP")


def test_another_ground_is_one_persons_word_and_ends_what_waited(identified, officer, lead):
    put_refusal(identified, officer.actor)

    case = refusing.refuse(
        case_id=identified.pk,
        ground="rights-of-others",
        facts="Another voice.",
        actor=officer.actor,
        now=NOW,
    )

    assert case.refusal_ground == "rights-of-others"
    assert Approval.objects.get(kind="refusal").state == "withdrawn"


def test_a_fee_is_charged_and_the_clock_told_on_the_day_of_the_approval(company, officer, lead):
    case = desk.receive(company, "rectification", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    put_fee(case, officer.actor, now=datetime(2026, 6, 5, 9, tzinfo=UTC))
    case.refresh_from_db()
    assert case.clock.state == "running"
    assert not Fee.objects.exists()

    asked = charging.approve_fee(
        case_id=case.pk, actor=lead.actor, now=datetime(2026, 6, 8, 9, tzinfo=UTC)
    )

    assert (asked.status, asked.clock.state) == (Status.AWAITING_REQUESTER, "starts-later")
    assert Fee.objects.get().asked_at == datetime(2026, 6, 8, 9, tzinfo=UTC)
    assert "7.50" in desk.letter(case, "fee")


def test_it_waits_for_whoever_did_not_prepare_it_and_for_nobody_once_it_is_over(
    company, identified, officer, lead
):
    put_refusal(identified, lead.actor)
    assert [one.kind for one in waiting([company])] == ["refusal"]
    assert not waiting_for(lead.actor, [company])

    closing.withdraw(case_id=identified.pk, actor="requester", now=NOW)

    assert not waiting([company])


def test_a_case_that_is_opened_again_brings_no_old_proposal_with_it(identified, officer, lead):
    put_refusal(identified, officer.actor)
    closing.withdraw(case_id=identified.pk, actor="requester", now=NOW)
    reopening.reopen(case_id=identified.pk, reason="They ask.", actor=officer.actor, now=NOW)

    with pytest.raises(NotAllowed, match="nothing was put forward"):
        approve_refusal(identified, lead.actor)


def test_an_approval_that_was_carried_out_still_says_so(company, officer, lead):
    case = desk.receive(company, at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    for day in (5, 15):
        at = datetime(2026, 6, day, 9, tzinfo=UTC)
        put_fee(case, officer.actor, now=at)
        charging.approve_fee(case_id=case.pk, actor=lead.actor, now=at)
        charging.record_payment(case_id=case.pk, actor=officer.actor, now=at)
    closing.withdraw(case_id=case.pk, actor="requester", now=at)

    states = Approval.objects.filter(kind="fee").values_list("state", "ended_at")
    assert list(states) == [("approved", None)] * 2


def test_a_refusal_that_was_sent_stays_approved_when_the_case_is_opened_again(
    identified, officer, lead
):
    put_refusal(identified, officer.actor)
    approve_refusal(identified, lead.actor)
    reopening.reopen(case_id=identified.pk, reason="They ask.", actor=officer.actor, now=NOW)
    put_refusal(identified, officer.actor)

    states = Approval.objects.filter(kind="refusal").order_by("asked_at", "pk")
    assert [one.state for one in states] == ["approved", "asked"]


def test_two_of_a_kind_never_wait_even_by_sql(identified, officer):
    put_refusal(identified, officer.actor)
    again = Approval.objects.get(kind="refusal")
    again.pk = None
    with pytest.raises(IntegrityError, match="one_open_approval"), transaction.atomic():
        again.save(force_insert=True)


def test_an_answer_that_is_taken_back_brings_no_old_proposal_with_it(identified, officer, lead):
    desk.ready(identified)
    put_refusal(identified, officer.actor)
    answering.release(case_id=identified.pk, actor=officer.actor, now=NOW)
    assert Approval.objects.get(kind="refusal").state == "withdrawn"

    recalling.recall(case_id=identified.pk, reason="Wrong.", actor=officer.actor, now=NOW)
    assert proposal_of(identified) is None


def lapsed(case: Case) -> Case:
    desk.asked(case)
    now = NOW + timedelta(days=14)
    return lapsing.lapse(case_id=case.pk, reason="", actor=desk.OFFICER, now=now)


def set_aside(case: Case) -> Case:
    ended = {"outcome": "duplicate", "reason": "The same again."}
    return closing.set_aside(case_id=case.pk, actor=desk.OFFICER, now=NOW, **ended)


def spam(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(suspected="trap")
    return suspecting.call_spam(case_id=case.pk, reason="Junk.", actor=desk.OFFICER, now=NOW)


def withdrawn(case: Case) -> Case:
    return closing.withdraw(case_id=case.pk, actor="requester", now=NOW)


@pytest.mark.parametrize("end", [lapsed, set_aside, spam, withdrawn])
@pytest.mark.parametrize("put", [put_refusal, put_fee])
def test_what_waited_is_over_with_the_case(identified, officer, end, put):
    put(identified, officer.actor)

    assert not end(identified).is_open

    approval = Approval.objects.get(case=identified)
    assert (approval.state, approval.ended_at) == (
        "withdrawn",
        Case.objects.get(pk=identified.pk).closed_at,
    )
    facts = Event.objects.get(event="approval.withdrawn").facts
    assert facts["approval"] == approval.kind


def test_a_fee_for_further_copies_ends_what_waited(identified, officer):
    put_refusal(identified, officer.actor)

    desk.ask_fee(identified, ground="further-copies")

    assert proposal_of(identified) is None
    assert Approval.objects.get(kind="refusal").state == "withdrawn"
