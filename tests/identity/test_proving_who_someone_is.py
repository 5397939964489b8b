from uuid import uuid4

import pytest
from django.db import IntegrityError

from identity.errors import (
    AlreadyDecided,
    NoSuchItem,
    NoSuchMethod,
    NotEnough,
    ReasonNeeded,
    WrongKindOfProof,
)
from identity.models import Item, Verification
from identity.operations import (
    ItemSpec,
    accept,
    ask_for,
    begin,
    cannot_give,
    fail,
    forget_copies,
    give,
    is_proved,
    skip,
)

from .conftest import ASKED, NOW, OFFICER


def states(verification):
    return {item.code: item.state for item in verification.items.all()}


def give_all(verification):
    """Everything that was asked for; the passport's file id."""
    passport = uuid4()
    give(verification_id=verification.pk, code="company-email", now=NOW)
    give(verification_id=verification.pk, code="agreement", now=NOW)
    give(verification_id=verification.pk, code="passport", now=NOW, file_id=passport)
    return passport


def test_a_new_check_waits_for_everything_that_was_asked(verification):
    assert states(verification) == {
        "company-email": "asked",
        "agreement": "asked",
        "passport": "asked",
    }
    assert not is_proved(verification)


@pytest.mark.django_db
def test_a_check_may_ask_for_nothing():
    assert states(begin(company_id=5, items=[], now=NOW)) == {}


def test_nothing_is_asked_twice(db):
    with pytest.raises(IntegrityError):
        begin(company_id=5, items=[ASKED[0], ASKED[0]], now=NOW)


def test_an_accepted_document_is_deleted_and_says_that_it_was_checked(verification):
    passport = give_all(verification)

    doomed = accept(verification_id=verification.pk, method="document", actor=OFFICER, now=NOW)

    assert doomed == [passport]
    assert states(verification) == {
        "company-email": "accepted",
        "agreement": "accepted",
        "passport": "deleted",
    }
    item = verification.items.get(code="passport")
    assert item.note == "Checked on 23 November 2026; the copy was deleted"
    assert (item.file_id, item.decided_at) == (None, NOW)


def test_accepting_says_how_who_and_when(verification):
    give_all(verification)

    accept(
        verification_id=verification.pk,
        method="known_fact",
        actor=OFFICER,
        now=NOW,
        note="The agreement is theirs",
    )

    verification.refresh_from_db()
    assert is_proved(verification)
    assert (verification.state, verification.method) == ("accepted", "known_fact")
    assert (verification.decided_by, verification.decided_at) == (OFFICER, NOW)
    assert verification.note == "The agreement is theirs"


def test_skipping_needs_no_proof_but_a_reason_and_deletes_what_came(verification):
    passport = give_all(verification)

    with pytest.raises(ReasonNeeded, match="known-contact"):
        skip(verification_id=verification.pk, reason="", actor=OFFICER, now=NOW)
    doomed = skip(verification_id=verification.pk, reason="known-contact", actor=OFFICER, now=NOW)

    verification.refresh_from_db()
    assert doomed == [passport]
    assert is_proved(verification)
    assert (verification.state, verification.reason) == ("skipped", "known-contact")
    assert "not to be needed" in verification.items.get(code="passport").note


def test_nobody_excuses_themselves(verification):
    with pytest.raises(WrongKindOfProof, match="excuse themselves"):
        skip(verification_id=verification.pk, reason="known-contact", actor="requester", now=NOW)


def test_failing_deletes_the_document_and_proves_nothing(verification):
    passport = give_all(verification)

    doomed = fail(verification_id=verification.pk, reason="doubtful", actor=OFFICER, now=NOW)

    verification.refresh_from_db()
    assert doomed == [passport]
    assert (verification.state, verification.reason) == ("failed", "doubtful")
    assert not is_proved(verification)
    assert states(verification) == {
        "company-email": "refused",
        "agreement": "refused",
        "passport": "deleted",
    }
    assert "Checked and not accepted" in verification.items.get(code="passport").note


@pytest.mark.parametrize("reason", ["", "known-contact", "because"])
def test_failing_needs_a_reason_of_its_list(verification, reason):
    with pytest.raises(ReasonNeeded, match="no-match"):
        fail(verification_id=verification.pk, reason=reason, actor=OFFICER, now=NOW)

    verification.refresh_from_db()
    assert verification.state == "pending"


def test_what_nobody_will_decide_keeps_no_copy_and_proves_nothing(verification):
    passport = give_all(verification)

    assert forget_copies(verification_id=verification.pk, now=NOW) == [passport]
    assert forget_copies(verification_id=verification.pk, now=NOW) == []

    verification.refresh_from_db()
    assert not is_proved(verification)
    item = verification.items.get(code="passport")
    assert (item.state, item.file_id) == ("deleted", None)
    assert item.note == "Not looked at any more on 23 November 2026; the copy was deleted"


def test_what_was_never_given_keeps_its_state(verification):
    cannot_give(verification_id=verification.pk, code="company-email", now=NOW)

    accept(verification_id=verification.pk, method="by_officer", actor=OFFICER, now=NOW)

    assert states(verification) == {
        "company-email": "not_held",
        "agreement": "asked",
        "passport": "asked",
    }


@pytest.mark.parametrize(
    "decide",
    [
        lambda pk: accept(verification_id=pk, method="by_officer", actor=OFFICER, now=NOW),
        lambda pk: skip(verification_id=pk, reason="signed-in", actor=OFFICER, now=NOW),
        lambda pk: fail(verification_id=pk, reason="no-answer", actor=OFFICER, now=NOW),
    ],
)
def test_a_decision_is_final(verification, decide):
    decide(verification.pk)
    again = [
        lambda: accept(
            verification_id=verification.pk, method="by_officer", actor=OFFICER, now=NOW
        ),
        lambda: skip(verification_id=verification.pk, reason="signed-in", actor=OFFICER, now=NOW),
        lambda: fail(verification_id=verification.pk, reason="no-answer", actor=OFFICER, now=NOW),
        lambda: give(verification_id=verification.pk, code="agreement", now=NOW),
        lambda: cannot_give(verification_id=verification.pk, code="agreement", now=NOW),
        lambda: ask_for(verification_id=verification.pk, items=ASKED, now=NOW),
    ]

    for change in again:
        with pytest.raises(AlreadyDecided, match="finished on 23 November 2026"):
            change()


def test_an_unknown_check_is_not_found(db):
    with pytest.raises(Verification.DoesNotExist):
        accept(verification_id=uuid4(), method="by_officer", actor=OFFICER, now=NOW)


# --- Methods --------------------------------------------------------------------------------------


def test_an_unknown_method_is_refused(verification):
    with pytest.raises(NoSuchMethod, match="horoscope"):
        accept(verification_id=verification.pk, method="horoscope", actor=OFFICER, now=NOW)


@pytest.mark.parametrize("method", ["document", "known_fact", "by_officer"])
@pytest.mark.parametrize("actor", ["requester", "api:test_abc", "system"])
def test_only_an_officer_recognises_a_person(verification, method, actor):
    give_all(verification)

    with pytest.raises(NotEnough, match="Only an officer"):
        accept(verification_id=verification.pk, method=method, actor=actor, now=NOW)


def test_a_document_cannot_have_been_checked_before_it_came(verification):
    cannot_give(verification_id=verification.pk, code="passport", now=NOW)

    with pytest.raises(NotEnough, match="No document"):
        accept(verification_id=verification.pk, method="document", actor=OFFICER, now=NOW)


def test_a_document_that_came_by_post_is_accepted(verification):
    cannot_give(verification_id=verification.pk, code="passport", now=NOW, by_post=True)

    doomed = accept(verification_id=verification.pk, method="document", actor=OFFICER, now=NOW)

    assert doomed == []
    item = verification.items.get(code="passport")
    assert (item.state, item.note) == ("accepted", "Checked on 23 November 2026")


def test_a_typed_address_is_not_something_only_they_know(verification):
    give(verification_id=verification.pk, code="company-email", now=NOW)

    with pytest.raises(NotEnough, match="compared"):
        accept(verification_id=verification.pk, method="known_fact", actor=OFFICER, now=NOW)


def test_an_address_is_proved_once_its_code_came_back(verification):
    give(verification_id=verification.pk, code="company-email", now=NOW)
    with pytest.raises(NotEnough, match="not been entered"):
        accept(verification_id=verification.pk, method="email_code", actor="requester", now=NOW)

    give(verification_id=verification.pk, code="company-email", now=NOW, confirmed=True)
    accept(verification_id=verification.pk, method="email_code", actor="requester", now=NOW)

    verification.refresh_from_db()
    assert is_proved(verification)
    assert verification.items.get(code="company-email").confirmed_at == NOW


@pytest.mark.parametrize(
    "change",
    [
        lambda pk: give(verification_id=pk, code="company-email", now=NOW),
        lambda pk: cannot_give(verification_id=pk, code="company-email", now=NOW),
        lambda pk: ask_for(verification_id=pk, items=ASKED[:1], now=NOW),
    ],
)
def test_another_address_has_to_be_confirmed_anew(verification, change):
    give(verification_id=verification.pk, code="company-email", now=NOW, confirmed=True)

    change(verification.pk)

    with pytest.raises(NotEnough):
        accept(verification_id=verification.pk, method="email_code", actor=OFFICER, now=NOW)


def test_only_an_address_is_confirmed_by_a_code(verification):
    give(verification_id=verification.pk, code="agreement", now=NOW, confirmed=True)

    with pytest.raises(NotEnough):
        accept(verification_id=verification.pk, method="email_code", actor=OFFICER, now=NOW)


# --- Giving ---------------------------------------------------------------------------------------


def test_a_given_document_can_be_replaced_until_the_decision(verification):
    first = give_all(verification)
    second = uuid4()

    doomed = give(verification_id=verification.pk, code="passport", now=NOW, file_id=second)

    assert doomed == [first]
    assert verification.items.get(code="passport").file_id == second


def test_giving_the_same_file_again_destroys_nothing(verification):
    first = give_all(verification)

    assert give(verification_id=verification.pk, code="passport", now=NOW, file_id=first) == []


def test_saying_afterwards_that_they_do_not_have_it_destroys_the_copy(verification):
    first = give_all(verification)

    assert cannot_give(verification_id=verification.pk, code="passport", now=NOW) == [first]
    item = verification.items.get(code="passport")
    assert (item.state, item.file_id) == ("not_held", None)


def test_not_having_it_is_not_the_end(verification):
    cannot_give(verification_id=verification.pk, code="agreement", now=NOW)

    give(verification_id=verification.pk, code="agreement", now=NOW)

    assert states(verification)["agreement"] == "given"


def test_an_officer_can_ask_for_more_and_for_the_same_again(verification):
    first = give_all(verification)

    doomed = ask_for(
        verification_id=verification.pk,
        items=[ASKED[2], ItemSpec("invoice", "text", "Number of a recent invoice")],
        now=NOW,
    )

    assert doomed == [first]
    assert states(verification) == {
        "company-email": "given",
        "agreement": "given",
        "passport": "asked",
        "invoice": "asked",
    }
    assert verification.items.get(code="passport").note == "Asked again on 23 November 2026"


def test_a_thing_asked_for_twice_in_one_breath_is_asked_for_once(verification):
    invoice = ItemSpec("invoice", "text", "A number from an invoice")

    ask_for(verification_id=verification.pk, items=[invoice, invoice], now=NOW)

    item = verification.items.get(code="invoice")
    assert (item.state, item.note) == ("asked", "")


def test_what_was_not_asked_cannot_be_given(verification):
    with pytest.raises(NoSuchItem, match="birth-certificate"):
        give(verification_id=verification.pk, code="birth-certificate", now=NOW)
    with pytest.raises(NoSuchItem):
        cannot_give(verification_id=verification.pk, code="birth-certificate", now=NOW)


def test_a_document_is_a_file(verification):
    with pytest.raises(WrongKindOfProof, match="Choose a file for “Passport or driving licence”"):
        give(verification_id=verification.pk, code="passport", now=NOW)


@pytest.mark.parametrize("code", ["company-email", "agreement"])
def test_words_are_not_a_file(verification, code):
    with pytest.raises(WrongKindOfProof, match="no file is needed"):
        give(verification_id=verification.pk, code=code, now=NOW, file_id=uuid4())
    with pytest.raises(WrongKindOfProof, match="not a document"):
        cannot_give(verification_id=verification.pk, code=code, now=NOW, by_post=True)


# --- What the database forbids --------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"state": "accepted"},
        {"state": "accepted", "decided_at": NOW, "decided_by": OFFICER},
        {"state": "skipped", "decided_at": NOW, "decided_by": OFFICER},
        {"state": "failed", "decided_at": NOW, "decided_by": OFFICER},
        {"decided_at": NOW, "decided_by": OFFICER},
        {"method": "document"},
    ],
)
def test_the_database_refuses_half_a_decision(verification, change):
    with pytest.raises(IntegrityError):
        Verification.objects.update(**change)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("passport", {"state": "given"}),
        ("passport", {"state": "accepted", "file_id": uuid4()}),
        ("passport", {"state": "deleted", "file_id": uuid4()}),
        ("agreement", {"state": "given", "file_id": uuid4()}),
        ("agreement", {"company_id": 6}),
        ("agreement", {"confirmed_at": NOW}),
        ("passport", {"confirmed_at": NOW}),
        ("passport", {"fact_hash": "0" * 64}),
        ("company-email", {"confirmed_at": NOW}),
    ],
)
def test_the_database_refuses_an_impossible_item(verification, code, change):
    with pytest.raises(IntegrityError):
        Item.objects.filter(code=code).update(**change)
