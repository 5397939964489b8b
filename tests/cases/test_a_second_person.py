"""An answer leaves with the leave of somebody whose work it is not, and exactly as they saw it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.answers import digest_of
from dsar.cases.approval import Approval
from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case, Notice
from dsar.cases.notices import mail_notices
from dsar.cases.operations import answering, closing, reopening
from dsar.companies.absences import say_away
from dsar.companies.models import Company
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Approving, Said
from dsar.outbox.models import Message
from dsar.vault.operations import seal, unseal
from tests import desk

NOW = desk.MONDAY + timedelta(days=1)


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def lead(company):
    return desk.person(Role.LEAD, company)


@pytest.fixture
def dpo(company):
    return desk.person(Role.DPO, company)


def put_forward(case: Case, actor: str, text: str = "This is what we hold.") -> Case:
    return answering.send_to_review(case_id=case.pk, answer=text, actor=actor, now=NOW)


def attach(case: Case, actor: str) -> None:
    answering.attach_answer(
        case_id=case.pk, file=desk.a_file(case), explanation="All.", actor=actor, now=NOW
    )


def approve(case: Case, actor: str) -> Case:
    return answering.approve(case_id=case.pk, actor=actor, now=NOW)


def release(case: Case, actor: str = desk.OFFICER) -> Case:
    return answering.release(case_id=case.pk, actor=actor, now=NOW)


def alone(company: Company, reason: str = "We are one officer.") -> None:
    rule = Said(Approving("single-officer", reason), "administrator")
    rules = replace(company.policy.rules, approval=rule)
    publish_policy(company_id=company.pk, rules=rules, actor="user:3", now=desk.MONDAY)


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(event=name).order_by("seq"))


def test_the_answer_leaves_after_another_has_approved_it(identified, officer, lead):
    attach(identified, officer.actor)
    put_forward(identified, officer.actor)
    approve(identified, lead.actor)

    case = release(identified, officer.actor)

    assert case.release_approval.approved_by == lead.actor
    assert case.release_approval.prepared_by == [officer.actor]
    [given] = events("approval.given")
    assert given.facts["digest"] == digest_of(case)
    assert events("answer.released")[0].facts["approved_by"] == lead.actor


def test_nobody_approves_what_they_wrote(identified, lead):
    put_forward(identified, lead.actor)

    with pytest.raises(NotAllowed, match="somebody else has to approve it"):
        approve(identified, lead.actor)
    identified.refresh_from_db()
    assert identified.status == "in_review"


def test_nobody_approves_an_answer_that_holds_their_file(identified, officer, lead):
    attach(identified, lead.actor)
    put_forward(identified, officer.actor)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve(identified, lead.actor)


def test_whoever_wrote_an_earlier_text_is_no_second_person(identified, officer, lead):
    put_forward(identified, lead.actor, "A first text.")
    answering.send_back(case_id=identified.pk, reason="More.", actor=officer.actor, now=NOW)
    put_forward(identified, officer.actor)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve(identified, lead.actor)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.ADMIN])
def test_only_who_may_approve_approves(identified, officer, company, role):
    put_forward(identified, officer.actor)
    other = desk.person(role, company, name="other")

    with pytest.raises(NotAllowed, match="only a person who may approve"):
        approve(identified, other.actor)


@pytest.mark.parametrize("actor", ["api:key", "system", "requester", "user:0", "user:x"])
def test_no_program_approves(identified, officer, actor):
    put_forward(identified, officer.actor)

    with pytest.raises(NotAllowed, match="only a person"):
        approve(identified, actor)


def test_a_lead_of_another_company_or_who_has_left_approves_nothing(identified, officer, swedish):
    put_forward(identified, officer.actor)
    left = desk.person(Role.LEAD, identified.company, name="left")
    left.is_active = False
    left.save()

    for stranger in (desk.person(Role.LEAD, swedish, name="stranger"), left):
        with pytest.raises(NotAllowed, match="only a person"):
            approve(identified, stranger.actor)


def test_another_file_during_the_review_is_asked_for_anew(identified, officer, lead, dpo):
    put_forward(identified, officer.actor)
    first = Approval.objects.get()

    attach(identified, lead.actor)

    first.refresh_from_db()
    asked = Approval.objects.get(state="asked")
    assert (first.state, asked.digest != first.digest) == ("withdrawn", True)
    assert asked.prepared_by == sorted([officer.actor, lead.actor])
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(identified, lead.actor)
    assert approve(identified, dpo.actor).status == "ready"


def test_a_file_taken_out_during_the_review_is_asked_for_anew(identified, officer, dpo):
    attach(identified, officer.actor)
    put_forward(identified, officer.actor)
    document = identified.documents.get()

    answering.remove_answer(
        case_id=identified.pk, document_id=document.pk, actor=dpo.actor, now=NOW
    )

    with pytest.raises(NotAllowed, match="somebody else"):
        approve(identified, dpo.actor)


def test_another_address_after_the_approval_withdraws_it(identified, officer, lead):
    put_forward(identified, officer.actor)
    approve(identified, lead.actor)
    identified.refresh_from_db()
    seal(identified, "person", unseal(identified, "person") | {"email": "mallory@example.org"})
    identified.save(update_fields=["person"])

    with pytest.raises(NotAllowed, match="has changed since it was approved"):
        release(identified)
    identified.refresh_from_db()
    assert identified.released_at is None


def test_sent_back_and_put_forward_again_needs_a_new_approval(identified, officer, lead):
    put_forward(identified, officer.actor)
    approve(identified, lead.actor)
    answering.send_back(case_id=identified.pk, reason="One more.", actor=lead.actor, now=NOW)
    put_forward(identified, officer.actor)

    with pytest.raises(NotAllowed):
        release(identified)
    assert list(Approval.objects.order_by("asked_at", "pk").values_list("state", flat=True)) == [
        "sent_back",
        "asked",
    ]


def test_an_answer_given_again_after_reopening_needs_a_new_approval(identified):
    desk.closed(identified)
    reopening.reopen(case_id=identified.pk, reason="More.", actor=desk.OFFICER, now=NOW)
    put_forward(identified, desk.OFFICER)

    with pytest.raises(NotAllowed):
        release(identified)


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_nothing_waits_for_approval_once_the_case_has_ended(identified, officer, how):
    put_forward(identified, officer.actor)
    if how == "withdrawn":
        closing.withdraw(case_id=identified.pk, actor="requester", now=NOW)
    else:
        desk.refused(
            identified,
            ground="manifestly-unfounded",
            facts="A fourth.",
            actor=officer.actor,
            now=NOW,
        )

    assert Approval.objects.get(kind="release").state == "withdrawn"


def test_all_who_can_approve_are_told_but_not_who_prepared_it(identified, officer, lead, dpo):
    put_forward(identified, lead.actor)

    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind) == (dpo, "approve-release")
    mail_notices(now=NOW)
    mail = unseal(Message.objects.get(key=f"notice:{notice.pk}"), "payload")
    assert "An answer waits for your approval." in mail["text"]


def test_whoever_is_away_is_not_asked_while_somebody_is_there(identified, officer, lead, dpo):
    today = NOW.date()
    say_away(
        company_id=identified.company_id,
        user_id=dpo.pk,
        deputy_id=lead.pk,
        first_on=today,
        last_on=today,
        actor=dpo.actor,
        now=NOW,
    )
    put_forward(identified, officer.actor)

    assert [notice.user for notice in Notice.objects.all()] == [lead]


# --- a desk of one ----------------------------------------------------------------------------


def test_a_desk_of_one_needs_the_written_exception_and_records_it(identified, lead):
    put_forward(identified, lead.actor)
    with pytest.raises(NotAllowed):
        approve(identified, lead.actor)

    alone(identified.company)
    approve(identified, lead.actor)

    assert Approval.objects.get().alone_because == "We are one officer."
    assert events("approval.given")[0].facts["alone"] is True
    assert release(identified, lead.actor).released_at == NOW


def test_the_exception_ends_when_a_second_person_comes(identified, lead, dpo):
    alone(identified.company)
    put_forward(identified, lead.actor)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve(identified, lead.actor)


def test_an_exception_without_a_reason_is_no_policy():
    with pytest.raises(ValueError, match="written reason"):
        Approving("single-officer", " ")


# --- whoever writes to the tables ---------------------------------------------------------------


def test_no_answer_is_released_unapproved_even_by_sql(identified, officer):
    with pytest.raises(IntegrityError, match="released_with_approval"), transaction.atomic():
        Case.objects.filter(pk=identified.pk).update(released_at=NOW)
    put_forward(identified, officer.actor)

    with pytest.raises(IntegrityError, match="approval of another person"), transaction.atomic():
        Case.objects.filter(pk=identified.pk).update(
            released_at=NOW, release_approval=Approval.objects.get()
        )


def test_no_answer_is_released_by_another_cases_approval_even_by_sql(identified, company):
    other = desk.ready(desk.identified(desk.receive(company)))

    with pytest.raises(IntegrityError, match="approval of another person"), transaction.atomic():
        Case.objects.filter(pk=identified.pk).update(
            released_at=NOW, release_approval=Approval.objects.get(case=other)
        )


@pytest.mark.parametrize("who", ["writer", "asker"])
def test_nobody_approves_their_own_even_by_sql(identified, officer, lead, who):
    attach(identified, lead.actor)
    put_forward(identified, officer.actor)
    own = {"writer": lead.actor, "asker": officer.actor}[who]

    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Approval.objects.update(state="approved", approved_by=own, approved_at=NOW)


def test_an_approval_under_which_an_answer_is_out_stands_even_by_sql(identified):
    desk.released(identified)

    for change in (
        {"state": "withdrawn", "ended_at": NOW, "ended_by": "user:9"},
        {"approved_by": "user:9"},
        {"digest": "0" * 64},
    ):
        with pytest.raises(IntegrityError, match=r"rewritten|is out"), transaction.atomic():
            Approval.objects.update(**change)
