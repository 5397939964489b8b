"""Each right from receipt to its proof at the desk: what was done is recorded, told and kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.accounts.roles import Role
from dsar.audit.queries import history
from dsar.cases.action_taken import ActionTaken
from dsar.cases.errors import NotAllowed
from dsar.cases.gates import Held
from dsar.cases.models import Case
from dsar.cases.operations import reopening
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW, page_of, words

TODAY = "2026-11-23"
TOLD = {"recipients": "The courier, by email on Friday."}
# Nexus IP names three systems.
DELETION = {
    "crm": "deleted",
    "installation-records": "kept",
    "installation-records_ground": "legal-claims",
    "installation-records_why": "A dispute about the bill runs until May 2027.",
    "remote-access": "nothing",
    **TOLD,
}
CORRECTION = {"what": "Your address", "old": "1 Elm St", "new": "2 Elm St", **TOLD}
REVIEW = {
    "decision": "The account was blocked by a filter.",
    "view": "It was not me.",
    "looked_at": "The log of that week.",
    "result": "changed",
    "why": "Somebody else had used the name.",
}
# Right, what is recorded, what the person reads.
RIGHTS = [
    ("erasure", DELETION, "Deleted on Monday 23 November 2026: Customer relationship system"),
    ("rectification", CORRECTION, "Corrected on Monday 23 November 2026: Your address."),
    ("restriction", {"what": "Your calls", **TOLD}, "Limited since Monday 23 November 2026"),
    ("objection", {"what": "Research"}, "Stopped on Monday 23 November 2026: Research."),
    ("marketing", {"what": "All offers"}, "Stopped on Monday 23 November 2026: All offers."),
    ("consent", {"what": "Recordings"}, "Stopped on Monday 23 November 2026: Recordings."),
    ("automated", REVIEW, "A person looked at the decision on Monday 23 November 2026 and changed"),
]


def at_work(company, right: str) -> Case:
    case = desk.receive(company, right)
    return case if case.status == "in_progress" else desk.identified(case)


def record(client, case: Case, said: dict[str, str]):
    return client.post(page_of(case, "record_done"), {"done_on": TODAY, **said})


def test_which_permission_is_meant_is_said_where_it_is_stopped(company, client):
    said = "Everything that rests on their permission, unless they said which."

    assert said in words(client.get(page_of(at_work(company, "consent"), "record_done")))
    assert said not in words(client.get(page_of(at_work(company, "marketing"), "record_done")))


@pytest.mark.parametrize(("right", "said", "reads"), RIGHTS)
def test_each_right_goes_from_receipt_to_proof(
    company, client, signed_in, lead, right, said, reads
):
    case = at_work(company, right)
    assert client.post(page_of(case, "send_to_review"), {"answer": "Done."}).status_code == 409

    assert record(client, case, said).status_code == 302
    kept = said.get("installation-records_ground", "")
    outcome = "partly_fulfilled" if kept else "fulfilled"
    for browser, action, body in (
        (client, "send_to_review", {"answer": "This is what we did.", "withheld": kept}),
        (signed_in(lead), "approve", {"looked": "on"}),
        (client, "release", {}),
        (client, "close", {"outcome": outcome}),
    ):
        assert browser.post(page_of(case, action), body).status_code == 302, action

    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", outcome)
    assert reads in desk.letter(case, "answer")
    page = words(client.get(page_of(case)))
    for text in said.values():
        assert text in page or len(text) < 13, text  # codes stand as their words
    [event] = [e for e in history(case.company_id, case.reference) if e.event == "action.taken"]
    assert event.facts["on"] == TODAY


@pytest.mark.parametrize(("right", "said", "_reads"), RIGHTS)
def test_what_is_written_down_is_sealed(company, client, right, said, _reads):
    case = at_work(company, right)
    record(client, case, said)

    row = ActionTaken.objects.get(case=case)
    assert unseal(row, "body")
    for text in said.values():
        assert text.encode() not in bytes(row.body) or len(text) < 9


@pytest.mark.parametrize(
    ("right", "said", "wrong", "why"),
    [
        ("erasure", DELETION, {"crm": ""}, "say what became of the data there"),
        ("erasure", DELETION, {"installation-records_ground": ""}, "choose why it is kept"),
        ("erasure", DELETION, {"installation-records_why": " "}, "until when"),
        ("erasure", DELETION, {"crm": "replaced"}, "Give the role that is the contact now"),
        ("erasure", DELETION, {"contact": "Buyer"}, "Give the role that is the contact now"),
        ("erasure", DELETION, {"recipients": ""}, "or why nobody was (Art. 19)"),
        ("rectification", CORRECTION, {"new": ""}, "Write the new value, or the statement"),
        ("rectification", CORRECTION, {"recipients": ""}, "or why nobody was (Art. 19)"),
        ("restriction", {"what": "Calls", **TOLD}, {"what": ""}, "no longer used, and until"),
        ("marketing", {"what": "All"}, {"what": ""}, "Write what was stopped"),
        ("marketing", {"what": "All"}, {"done_on": "2026-11-24"}, "cannot lie in the future"),
        ("automated", REVIEW, {"view": ""}, "or that they said nothing"),
        ("automated", REVIEW, {"looked_at": ""}, "Write what was looked at"),
        ("automated", REVIEW, {"result": ""}, "Choose what came of it"),
        ("automated", REVIEW, {"why": ""}, "Write why; the person reads it"),
        ("automated", REVIEW, {"decision": ""}, "Write what had been decided"),
    ],
)
def test_half_of_it_is_not_recorded(company, client, right, said, wrong, why):
    case = at_work(company, right)

    page = record(client, case, {**said, **wrong})

    assert page.status_code == 400
    assert why in words(page)
    assert not case.actions_taken.exists()


@pytest.mark.parametrize("right", [right for right, _, _ in RIGHTS])
def test_where_nothing_is_held_that_is_what_the_person_reads(company, client, right):
    case = at_work(company, right)

    assert record(client, case, {"nothing_held": "on"}).status_code == 302
    desk.released(case)

    letter = desk.letter(case, "answer")
    assert "We looked, and we hold nothing that we could do this with." in letter
    assert not any(said in letter for said in ("Deleted", "Corrected", "Limited", "Stopped"))
    page = words(client.get(page_of(case)))
    assert "Nothing to do this with." in page


def test_what_is_kept_is_told_with_its_reason(company, client):
    case = at_work(company, "erasure")
    record(client, case, DELETION)
    desk.released(case)

    assert "Kept: Installation records. A dispute about the bill" in desk.letter(case, "answer")


def test_what_is_kept_needs_a_ground_before_somebody_looks(company, client):
    case = at_work(company, "erasure")
    record(client, case, DELETION)

    page = client.post(page_of(case, "send_to_review"), {"answer": "Done.", "withheld": ""})

    assert page.status_code == 400
    assert "Data are kept: choose the ground" in words(page)
    case.refresh_from_db()
    assert case.status == "in_progress"


def test_what_turns_out_to_be_kept_in_review_needs_one_too(company, client):
    case = at_work(company, "erasure")
    desk.in_review(case)
    record(client, case, DELETION)

    with pytest.raises(Held, match="Data are kept: send it back"):
        desk.approved(case)


def test_what_was_done_before_it_was_opened_again_is_not_enough(company, client):
    case = desk.closed(at_work(company, "rectification"))
    later = NOW + timedelta(days=1)
    reopening.reopen(case_id=case.pk, reason="Wrong again.", actor=desk.OFFICER, now=later)
    case.refresh_from_db()

    with pytest.raises(Held, match="since it was opened again"):
        desk.answering.send_to_review(
            case_id=case.pk, answer="Done.", actor=desk.OFFICER, now=later
        )
    desk.done(case, now=later)
    desk.in_review(case, now=later)


def test_a_contact_that_was_replaced_is_told_as_a_role(company, client):
    case = at_work(company, "erasure")
    record(client, case, {**DELETION, "crm": "replaced", "contact": "your purchasing office"})
    desk.released(case)

    letter = desk.letter(case, "answer")
    assert "your purchasing office is now the contact." in letter
    assert "Deleted on" not in letter


def test_recipients_are_named_to_who_asked_for_them_only(company, client):
    case = at_work(company, "rectification")
    record(client, case, CORRECTION)
    desk.in_review(case)
    record(client, case, {**CORRECTION, "name_recipients": "on"})
    desk.approved(case)
    desk.answering.release(case_id=case.pk, actor="user:2", now=NOW)

    said = "Who had received the data from us: The courier, by email on Friday."
    assert said in desk.letter(case, "answer")


def test_who_could_not_be_told_is_named_with_the_reason(company, client):
    case = at_work(company, "rectification")
    said = {**CORRECTION, "recipients": "", "untold": "Old Maps Ltd, which is dissolved."}
    assert record(client, case, {**said, "name_recipients": "on"}).status_code == 302
    desk.released(case)

    letter = desk.letter(case, "answer")
    assert "was not told of this, and why: Old Maps Ltd, which is dissolved." in letter
    assert "Who had received the data from us" not in letter
    assert "Old Maps Ltd, which is dissolved." in words(client.get(page_of(case)))


def test_whoever_took_the_first_decision_does_not_look_again(company, client, officer, lead):
    case = at_work(company, "automated")

    page = record(client, case, {**REVIEW, "first_by": officer.actor})
    assert page.status_code == 400
    assert "Somebody else has to look at it" in words(page)
    assert record(client, case, {**REVIEW, "first_by": lead.actor}).status_code == 302

    shown = words(client.get(page_of(case)))
    assert "Taken or confirmed by" in shown
    assert lead.name in shown


def test_nobody_reviews_themselves_even_by_sql(company):
    case = desk.done(at_work(company, "automated"))
    rows = ActionTaken.objects.filter(case=case)

    with pytest.raises(IntegrityError, match="reviewed_by_another"), transaction.atomic():
        rows.update(first_by=desk.OFFICER)


def test_it_is_approved_as_it_stands(company, client):
    case = at_work(company, "marketing")
    record(client, case, {"what": "Offers"})
    desk.in_review(case)
    before = case.approvals.get()

    record(client, case, {"what": "Offers and calls"})

    assert case.approvals.get(state="asked").digest != before.digest
    assert case.actions_taken.count() == 1


def test_a_request_for_a_copy_has_nothing_of_this(case, client):
    desk.identified(case)

    assert "Record what was done" not in words(client.get(page_of(case)))
    with pytest.raises(NotAllowed, match="nothing is recorded"):
        desk.doing.record_done(
            case_id=case.pk, done_on=NOW.date(), body={}, actor=desk.OFFICER, now=NOW
        )


def test_an_auditor_reads_it_and_records_nothing(company, client, signed_in):
    case = at_work(company, "marketing")
    record(client, case, {"what": "Offers"})
    auditor = signed_in(desk.person(Role.AUDITOR, company))

    assert "Offers" in words(auditor.get(page_of(case)))
    assert record(auditor, case, {"what": "Calls"}).status_code == 403


def test_what_has_to_be_filled_in_is_not_called_optional(company, client):
    case = at_work(company, "automated")

    page = words(client.get(page_of(case, "record_done")))

    assert "What you looked at (optional)" not in page
    assert "Who took or confirmed the first decision? (optional)" in page


REPLACED = DELETION | {
    "crm": "replaced",
    "contact": "the office manager",
    "installation-records": "nothing",
}


def test_the_form_says_that_the_colleague_is_told_and_shows_the_mail(company, client, signed_in):
    named = desk.receive(company, "erasure", colleague=("Alex", "alex@bank.example"))

    page = client.get(page_of(desk.identified(named), "record_done"))

    assert "the contact now is whom they named, Alex, alex@bank.example" in words(page)
    assert "They are told by mail, once." in words(page)
    assert "who named you as the person to contact" in words(page)
    assert page.context["form"]["tell_named"].value() is True


def test_without_an_address_the_form_says_what_to_do(company, client, signed_in):
    page = client.get(page_of(at_work(company, "erasure"), "record_done"))

    assert "They gave no address of a colleague: tell the new contact yourself" in words(page)
    assert "tell_named" not in page.context["form"].fields


def test_the_colleague_is_told_when_it_is_recorded_and_the_form_says_so(company, client, signed_in):
    case = desk.identified(desk.receive(company, "erasure", colleague=("Alex", "a@bank.example")))

    assert record(client, case, REPLACED | {"tell_named": "on"}).status_code == 302

    assert "The colleague who is the contact now was told" in words(client.get(page_of(case)))
    page = client.get(page_of(case, "record_done"))
    assert "They have been told." in words(page)
    assert page.context["form"].also_sent() == ""
