"""Who asks is decided once for all of a sending, on what that decision rests on and on no more."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from dsar.cases.models import Case
from dsar.cases.operations import closing, reopening, verifying
from dsar.cases.operations.addressing import change_contact
from dsar.cases.operations.intake import Proof
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Enough, Said
from identity.models import Item
from identity.operations import ItemSpec
from tests import desk

NOW = desk.MONDAY + timedelta(hours=1)
DECLARATION = ItemSpec("declaration", Item.Kind.SIGNED, "A signed declaration")
PASSPORT = ItemSpec("passport", Item.Kind.DOCUMENT, "An identity document")
NUMBER = ItemSpec("number", Item.Kind.TEXT, "Your customer number")
DOUBT = {"doubt": "unknown-address", "facts": "Nobody knows the address."}


@pytest.fixture
def both(company) -> list[Case]:
    return desk.asked_together(company, "access", "restriction")


@pytest.fixture
def with_documents(db) -> list[Case]:
    """Of a company whose policy demands one, and where their word does for a restriction."""
    company = desk.publish("next-connex")
    say_enough(company)
    return desk.asked_together(company, "access", "restriction")


def is_settled(case: Case) -> bool:
    return Case.objects.get(pk=case.pk).identity_settled_at is not None


def ask(case: Case, *items: ItemSpec, **held: str) -> None:
    verifying.ask_for_identity(
        case_id=case.pk, items=items, held=held, actor=desk.OFFICER, now=NOW, **DOUBT
    )


def give(case: Case, code: str, **given) -> None:
    verifying.give_evidence(case_id=case.pk, proof=Proof(code, **given), now=NOW)


def accept(case: Case, method: str) -> None:
    verifying.accept_identity(case_id=case.pk, method=method, actor=desk.OFFICER, now=NOW)


def skip(case: Case, reason: str) -> None:
    verifying.skip_identity(case_id=case.pk, reason=reason, actor=desk.OFFICER, now=NOW)


def move_to(case: Case, email: str, *, minutes: int) -> None:
    change_contact(
        case_id=case.pk,
        email=email,
        postal="",
        reason="Asked by phone.",
        actor=desk.OFFICER,
        now=desk.MONDAY + timedelta(minutes=minutes),
    )


def say_enough(company, *said: Said) -> None:
    rules = company.policy.rules
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, identity=replace(rules.identity, enough=said)),
        actor="system",
        now=desk.MONDAY - timedelta(days=1),
    )
    company.refresh_from_db()


def test_a_fact_that_was_typed_and_read_by_nobody_settles_nothing(both):
    copy, restriction = both
    ask(restriction, DECLARATION, NUMBER)
    give(restriction, "declaration", text="I am Robin Requester.")
    give(restriction, "number", text="Any number at all")

    accept(restriction, "signed_declaration")

    assert is_settled(restriction)
    assert not is_settled(copy)


def test_a_fact_that_matched_what_is_held_counts_whatever_was_chosen(both):
    copy, restriction = both
    ask(restriction, DECLARATION, NUMBER, number="12345")
    give(restriction, "declaration", text="I am Robin Requester.")
    give(restriction, "number", confirmed=True)

    accept(restriction, "signed_declaration")

    assert is_settled(copy)


def test_a_fact_that_the_officer_compared_counts(both):
    copy, restriction = both
    ask(restriction, NUMBER)
    give(restriction, "number", text="12345")

    accept(restriction, "known_fact")

    assert is_settled(copy)


@pytest.mark.parametrize("posted", [True, False])
def test_a_document_that_nobody_looked_at_settles_nothing(with_documents, posted):
    copy, restriction = with_documents
    ask(restriction, DECLARATION, PASSPORT)
    give(restriction, "declaration", text="I am Robin Requester.")
    file = None if posted else desk.a_file(restriction).pk
    give(restriction, "passport", file_id=file, by_post=posted)

    accept(restriction, "signed_declaration")

    assert not is_settled(copy)


def test_a_document_that_was_looked_at_counts_where_one_is_enough(with_documents):
    copy, restriction = with_documents
    ask(restriction, PASSPORT)
    give(restriction, "passport", file_id=desk.a_file(restriction).pk)

    accept(restriction, "document")

    assert is_settled(copy)


def test_one_in_which_an_officer_asked_for_something_waits_for_its_own_decision(both):
    copy, restriction = both
    ask(copy, NUMBER)

    desk.identified_by_officer(restriction)

    assert not is_settled(copy)


def test_and_so_does_it_once_that_came(both):
    copy, restriction = both
    ask(copy, NUMBER)
    give(copy, "number", text="12345")

    skip(restriction, "known-contact")

    assert not is_settled(copy)


def test_one_that_ended_unproved_and_was_opened_again_waits_too(both):
    copy, restriction = both
    closing.withdraw(case_id=copy.pk, actor="requester", now=NOW)
    reopening.reopen(case_id=copy.pk, reason="A mistake.", actor=desk.OFFICER, now=NOW)

    skip(restriction, "known-contact")

    assert not is_settled(copy)


@pytest.mark.parametrize("reason", ["known-contact", "signed-in", "facts-match", "in-person"])
def test_nothing_spreads_to_one_whose_address_was_another_in_between(both, reason):
    copy, restriction = both
    move_to(copy, "new@example.org", minutes=1)
    move_to(copy, "robin@example.org", minutes=2)

    skip(restriction, reason)

    assert not is_settled(copy)
    assert Case.objects.get(pk=copy.pk).contact_confirmed_at is None


def test_no_code_spreads_there_either(company):
    say_enough(company, Said(Enough((("email_code",),), risk="higher"), "policy"))
    copy, restriction = desk.asked_together(company, "access", "restriction")
    move_to(copy, "new@example.org", minutes=1)
    move_to(copy, "robin@example.org", minutes=2)

    desk.identified(restriction)

    assert not is_settled(copy)


def test_a_known_address_is_no_more_than_a_code_to_it(company):
    say_enough(company, Said(Enough((("by_officer",),), rights=("access",)), "policy"))
    copy, restriction = desk.asked_together(company, "access", "restriction")

    skip(restriction, "known-contact")

    assert not is_settled(copy)


def test_somebody_who_was_seen_was_seen_for_all(company):
    say_enough(company, Said(Enough((("by_officer",),), rights=("access",)), "policy"))
    copy, restriction = desk.asked_together(company, "access", "restriction")

    skip(restriction, "in-person")

    assert is_settled(copy)


@pytest.mark.parametrize("decide", ["confirm", "accept", "skip"])
def test_the_chain_is_taken_when_all_else_is_written(both, decide):
    """Whoever sweeps reminders holds them and waits for the chain."""
    copy, _ = both
    if decide == "accept":
        verifying.confirm_address(case_id=copy.pk, now=NOW)
    if decide != "confirm":
        ask(copy, NUMBER)
    asked: list[str] = []

    def note(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        match decide:
            case "confirm":
                verifying.confirm_address(case_id=copy.pk, now=NOW)
            case "accept":
                accept(copy, "email_code")
            case "skip":
                skip(copy, "known-contact")

    # Each statement says first whose rows it means.
    written = [sql for sql in asked if re.search(r"; \s*(INSERT|UPDATE|DELETE) ", sql)]
    in_chain = ["audit_event" in sql for sql in written]
    assert in_chain[-1]
    assert in_chain == sorted(in_chain)
