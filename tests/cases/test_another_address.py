"""Whoever moves somebody's mail gets nothing: a while to stop them, and the old address is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.operations import addressing, answering, verifying
from dsar.cases.operations.intake import Person, Proof
from dsar.cases.queries import find_for_requester
from dsar.companies.operations import publish_policy
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from identity import operations as identity
from identity.errors import ExpiredCode, NotEnough
from identity.operations import ItemSpec
from tests import desk

TUESDAY = desk.MONDAY + timedelta(days=1)
OLD, NEW = desk.REQUESTER.email, "robin.new@example.net"


def change(case, *, email=NEW, postal="", reason="They called.", now=TUESDAY):
    return addressing.change_contact(
        case_id=case.pk, email=email, postal=postal, reason=reason, actor="user:1", now=now
    )


def answered_again(case, *, now):
    """Identified anew, with an answer that has been checked; only the release is left."""
    verifying.confirm_address(case_id=case.pk, now=now)
    verifying.accept_identity(case_id=case.pk, method="by_officer", actor="user:1", now=now)
    return desk.ready(case, now=now)


def mails_to(address: str) -> list[str]:
    payloads = [unseal(message, "payload") for message in Message.objects.order_by("pk")]
    return [one["text"] for one in payloads if one["to"] == address]


def test_nothing_is_released_within_the_cool_down_and_then_it_is(identified):
    change(identified)
    answered_again(identified, now=TUESDAY)

    almost = TUESDAY + timedelta(hours=72) - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="Friday 27 November 2026, 09:00"):
        answering.release(case_id=identified.pk, actor="user:1", now=almost)
    identified.refresh_from_db()
    assert identified.released_at is None

    after = almost + timedelta(seconds=1)
    assert answering.release(case_id=identified.pk, actor="user:1", now=after).released_at == after


def test_the_policy_says_how_long(company):
    rules = company.policy.rules
    cool = replace(rules.identity.cool_down, value=24)
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, identity=replace(rules.identity, cool_down=cool)),
        actor="user:1",
        now=desk.MONDAY - timedelta(days=1),
    )
    case = desk.identified(desk.receive(company))
    change(case)
    answered_again(case, now=TUESDAY)

    day_later = TUESDAY + timedelta(hours=24)
    assert answering.release(case_id=case.pk, actor="user:1", now=day_later).released_at


def test_the_old_address_is_told_and_how_to_stop_it(case):
    change(case)

    text = mails_to(OLD)[-1]
    assert "has been changed" in text
    assert "Friday 27 November 2026" in text
    assert case.company.sender_email in text
    assert NEW not in text


def test_the_new_address_gets_no_code_and_no_letter_from_before(case):
    before = len(mails_to(OLD))
    change(case)

    assert len(mails_to(OLD)) == before + 1
    assert len(mails_to(NEW)) == 1


def test_who_is_asking_is_found_out_again(identified):
    changed = change(identified)

    assert (changed.status, changed.identity_settled_at) == ("verifying", None)
    assert identified.verification.items.get(code="email").state == "asked"
    verifying.confirm_address(case_id=identified.pk, now=TUESDAY)
    with pytest.raises(NotEnough, match="is needed as well"):
        verifying.accept_identity(
            case_id=identified.pk, method="email_code", actor="user:1", now=TUESDAY
        )


def shown(case, kind, code="shown", **given):
    """Something besides the address was asked for, and whoever has the old one gave it."""
    spec = ItemSpec(code, kind, "Something else")
    verifying.ask_for_identity(
        case_id=case.pk, items=[spec], doubt="unknown-address", facts="Not on file.",
        actor="user:1", now=desk.MONDAY,
    )  # fmt: skip
    verifying.give_evidence(case_id=case.pk, proof=Proof(code, **given), now=desk.MONDAY)
    verifying.confirm_address(case_id=case.pk, now=desk.MONDAY)


@pytest.mark.parametrize("was_decided", [False, True])
@pytest.mark.parametrize(
    ("kind", "method", "given"),
    [
        ("account", "account_token", {"confirmed": True}),
        ("vendor", "vendor", {"confirmed": True}),
        ("text", "known_fact", {"text": "K-1712"}),
    ],
)
def test_what_was_shown_from_the_old_address_says_nothing_of_the_new(
    case, kind, method, given, was_decided
):
    shown(case, kind, **given)
    if was_decided:
        verifying.accept_identity(case_id=case.pk, method=method, actor="user:1", now=desk.MONDAY)

    change(case)
    verifying.confirm_address(case_id=case.pk, now=TUESDAY)

    item = case.verification.items.get(code="shown")
    assert (item.state, item.confirmed_at) == ("asked", None)
    with pytest.raises(NotEnough):
        verifying.accept_identity(case_id=case.pk, method=method, actor="user:1", now=TUESDAY)


def test_a_copy_of_a_document_from_the_old_address_is_destroyed(case):
    passport = desk.a_file(case)
    shown(case, "document", file_id=passport.pk)

    change(case)

    passport.refresh_from_db()
    assert passport.destroyed_at is not None
    assert case.verification.items.get(code="shown").state == "asked"


def test_an_answer_of_an_outside_service_on_its_way_comes_to_nothing(case):
    shown(case, "vendor", confirmed=True)
    made, code = identity.challenge(
        purpose="vendor", subject=f"{case.pk}:shown", lifetime=timedelta(days=2), now=TUESDAY
    )

    change(case)

    with pytest.raises(ExpiredCode):
        identity.answer(challenge_id=made.pk, code=code, now=TUESDAY)


def test_in_the_same_mailbox_it_still_stands_whatever_the_postal_address(case):
    shown(case, "account", confirmed=True)

    change(case, email=OLD.upper(), postal="2 Other Street\nYork")

    assert case.verification.items.get(code="shown").confirmed_at == desk.MONDAY
    assert case.verification.items.get(code="email").state == "asked"


def test_an_officers_word_does_not_prove_the_new_address(identified):
    change(identified)
    verifying.accept_identity(
        case_id=identified.pk, method="by_officer", actor="user:1", now=TUESDAY
    )
    desk.ready(identified, now=TUESDAY)
    later = TUESDAY + timedelta(days=4)

    with pytest.raises(NotAllowed, match="confirmed with a code"):
        answering.release(case_id=identified.pk, actor="user:1", now=later)
    verifying.confirm_address(case_id=identified.pk, now=later)
    assert answering.release(case_id=identified.pk, actor="user:1", now=later).released_at


def test_a_second_change_begins_it_all_again(identified):
    change(identified)
    verifying.confirm_address(case_id=identified.pk, now=TUESDAY)
    later = TUESDAY + timedelta(days=4)

    change(identified, email="third@example.net", now=later)

    identified.refresh_from_db()
    assert identified.contact_confirmed_at is None
    assert identified.contact_changed_at == later
    assert len(mails_to(NEW)) == 2  # told that it was, and that it no longer is


def test_an_approved_answer_has_to_be_approved_again(identified):
    desk.ready(identified)

    assert change(identified).status == "verifying"


def test_codes_on_their_way_to_the_old_address_open_nothing(case):
    made, code = identity.challenge(purpose="status", subject=str(case.pk), now=TUESDAY)

    change(case)

    with pytest.raises(ExpiredCode):
        identity.answer(challenge_id=made.pk, code=code, now=TUESDAY)


def test_the_case_is_found_by_the_new_address_and_no_longer_by_the_old(case):
    change(case)

    assert find_for_requester(reference=case.reference, email=NEW) == case
    assert find_for_requester(reference=case.reference, email=OLD) is None


def test_the_chain_says_that_it_changed_and_not_to_what(case):
    change(case)

    facts = Event.objects.get(event="contact.changed").facts
    assert NEW not in str(facts)
    assert OLD not in str(facts)


def test_somebody_without_mail_is_told_by_letter(company):
    case = desk.receive(company, person=Person("Kai Demo", postal="1 Example Street\nLeeds"))

    change(case, email="", postal="2 Other Street\nYork")

    letter = case.messages.get(kind="contact_changed")
    assert letter.by_post
    assert "1 Example Street" in unseal(letter, "body")["to"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "", "postal": ""},
        {"email": OLD},
        {"email": "a@example.net\nb@example.net"},
        {"reason": " "},
    ],
)
def test_what_cannot_be_an_address_changes_nothing(case, wrong):
    with pytest.raises(Invalid):
        change(case, **wrong)

    case.refresh_from_db()
    assert (unseal(case, "person")["email"], case.contact_changed_at) == (OLD, None)


def test_a_changed_address_is_no_known_contact(case):
    change(case)

    with pytest.raises(Invalid, match="no known one"):
        verifying.skip_identity(
            case_id=case.pk, reason="known-contact", actor="user:1", now=TUESDAY
        )


def test_marketing_is_stopped_whatever_the_address(company):
    case = desk.receive(company, "marketing")

    assert change(case).status == "in_progress"
