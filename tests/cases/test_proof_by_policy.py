"""What a policy finds enough, in which order, and what takes a reason in writing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid
from dsar.cases.operations import confirming, reopening, verifying
from dsar.cases.operations.files import COMPARED
from dsar.cases.operations.intake import Person, Proof
from dsar.cases.proof import ready_ways, risk_of, ways_of
from dsar.companies.operations import publish_policy
from dsar.companies.proof import LEAST, enough_for
from dsar.companies.rules import Enough, Said
from dsar.vault.operations import unseal
from identity.errors import NotEnough, WrongFact
from identity.models import Method
from identity.operations import ItemSpec
from tests import desk

LATER = desk.MONDAY + timedelta(days=1)
BY = {"actor": "user:1", "now": LATER}
NUMBER = ItemSpec("number", "text", "Your customer number")
PASSPORT = ItemSpec("passport", "document", "A passport")
AGENT = Person(name="Alex Agent", email="alex@example.org", representing="Robin Requester")


def ask(case, *items, **given):
    return verifying.ask_for_identity(case_id=case.pk, items=items, **(BY | given))


def doubting(case, *items, **given):
    return ask(case, *items, doubt="unknown-address", facts="Not on file: K-1712.", **given)


def accept(case, method, **given):
    return verifying.accept_identity(case_id=case.pk, method=method, **(BY | given))


def test_the_law_lists_the_least_intrusive_first():
    order = list(Method.values)
    for said in LEAST:
        hardest = [max(order.index(way) for way in one) for one in said.value.ways]
        assert said.source == "law"
        assert hardest[-1] == order.index("document")
        assert {way for one in said.value.ways for way in one} <= set(order)


def test_a_policys_own_words_win_for_the_rights_that_it_names():
    rules = desk_rules(
        Said(Enough((("known_fact",),), rights=("erasure",)), "administrator"),
        Said(Enough((("by_officer",),)), "administrator"),
    )

    assert enough_for(rules, "erasure", "ordinary").value.ways == (("known_fact",),)
    assert enough_for(rules, "access", "ordinary").value.ways == (("by_officer",),)
    assert enough_for(rules, "access", "higher").source == "law"


def desk_rules(*enough):
    from dsar.companies.presets import PRESETS

    rules = PRESETS["connexai"].rules
    return replace(rules, identity=replace(rules.identity, enough=enough))


def test_next_connex_is_held_to_the_least_that_is_enough_though_it_names_three():
    from dsar.companies.presets import PRESETS

    said = enough_for(PRESETS["next-connex"].rules, "access", "ordinary")

    assert said.source == "policy"
    assert said.value.ways[0] == ("email_code",)
    assert ("email_code", "known_fact", "document") in said.value.ways


def test_a_policy_can_want_two_things_together(company):
    rules = company.policy.rules
    both = Said(Enough((("email_code", "known_fact"), ("by_officer",))), "administrator")
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, identity=replace(rules.identity, enough=(both,))),
        actor="user:1",
        now=desk.MONDAY - timedelta(days=1),
    )
    case = desk.receive(company)
    verifying.confirm_address(case_id=case.pk, now=LATER)

    with pytest.raises(NotEnough, match="Something only they would know"):
        accept(case, "email_code")
    ask(case, NUMBER)  # it stands in the first step, so it needs no doubt
    verifying.give_evidence(case_id=case.pk, proof=Proof("number", text="K-1712"), now=LATER)
    assert accept(case, "known_fact").identity_settled_at == LATER


# --- a reason in writing --------------------------------------------------------------------------


def test_more_than_the_first_step_needs_a_reason_in_writing(case):
    for given in ({}, {"doubt": "unknown-address"}, {"doubt": "unknown-address", "facts": " "}):
        with pytest.raises(Invalid):
            ask(case, NUMBER, **given)
    with pytest.raises(Invalid, match="why there is reasonable doubt"):
        ask(case, NUMBER, doubt="habit", facts="We always do.")

    assert not Event.objects.filter(event="identity.requested").exists()


def test_the_reason_is_sealed_and_the_chain_says_only_which_it_was(case):
    doubting(case, NUMBER)

    note = case.messages.get(kind="doubt")
    assert "K-1712" in unseal(note, "body")["text"]
    assert b"K-1712" not in bytes(note.body)
    assert Event.objects.get(event="identity.requested").facts == {
        "doubt": "unknown-address",
        "items": ["number"],
    }


def test_a_document_is_no_way_until_somebody_wrote_down_why(case):
    assert ("document",) not in ways_of(case)
    with pytest.raises(Invalid):
        ask(case, PASSPORT)

    doubting(case, PASSPORT)

    assert ("document",) in ways_of(case)


def test_a_policy_that_demands_a_document_has_said_why(db):
    assert ("document",) in ways_of(desk.receive(desk.publish("next-connex")))


def test_what_is_ready_is_what_has_come_and_an_officers_own_eyes(case):
    assert ready_ways(case) == [("by_officer",)]

    verifying.confirm_address(case_id=case.pk, now=LATER)

    assert ready_ways(case) == [("email_code",), ("by_officer",)]


# --- risk -----------------------------------------------------------------------------------------


def test_an_agents_address_alone_proves_too_little(company):
    case = desk.receive(company, person=AGENT)
    verifying.confirm_address(case_id=case.pk, now=LATER)

    assert risk_of(case) == "higher"
    with pytest.raises(NotEnough):
        accept(case, "email_code")


# --- what they know -------------------------------------------------------------------------------


def test_what_is_held_is_compared_and_neither_is_kept(case):
    doubting(case, NUMBER, held={"number": "K-1712"})

    with pytest.raises(WrongFact):
        confirming.tell_fact(case=case, code="number", text="K-1711", now=LATER)
    confirming.tell_fact(case=case, code="number", text="k 1712", now=LATER)

    assert case.verification.items.get(code="number").confirmed_at == LATER
    texts = [unseal(message, "body")["text"] for message in case.messages.exclude(kind="doubt")]
    assert not [text for text in texts if "171" in text]
    assert accept(case, "known_fact").status == "in_progress"


def test_a_wrong_fact_counts_although_nothing_else_changed(case):
    doubting(case, NUMBER, held={"number": "K-1712"})
    for _ in range(5):
        with pytest.raises(WrongFact):
            confirming.tell_fact(case=case, code="number", text="K-1", now=LATER)

    with pytest.raises(WrongFact, match="another way"):
        confirming.tell_fact(case=case, code="number", text="K-1712", now=LATER)


def test_words_that_an_officer_compares_are_gone_with_the_decision(case):
    doubting(case, NUMBER)
    confirming.tell_fact(case=case, code="number", text="K-1712", now=LATER)
    message = case.messages.get(kind="evidence")
    assert unseal(message, "body")["text"] == "K-1712"

    accept(case, "known_fact")

    message.refresh_from_db()
    assert unseal(message, "body")["text"] == COMPARED


def test_words_given_with_the_request_go_too(db):
    given = [Proof("agreement-reference", text="A-99"), Proof("identity-document", not_held=True)]
    case = desk.receive(desk.publish("next-connex"), proofs=given)
    opening = unseal(case.messages.get(kind="request"), "body")["text"]
    assert "A-99" not in opening

    accept(case, "known_fact")

    assert unseal(case.messages.get(kind="evidence"), "body")["text"] == COMPARED


# --- by an officer --------------------------------------------------------------------------------


def test_a_look_by_video_is_noted(case):
    with pytest.raises(NotEnough, match="without numbers"):
        accept(case, "by_officer", manner="video")

    accept(case, "by_officer", manner="video", note="Identity card was seen")

    facts = Event.objects.get(event="identity.accepted").facts
    assert (facts["method"], facts["manner"]) == ("by_officer", "video")


def test_a_check_that_lapsed_can_be_taken_up_by_a_person(case):
    from dsar.cases.operations import lapsing

    doubting(case, NUMBER, held={"number": "K-1712"})
    soon = LATER + timedelta(days=14)
    lapsing.lapse(case_id=case.pk, reason="no-answer", actor="user:1", now=soon)

    case = reopening.reopen(case_id=case.pk, reason="They called.", actor="user:1", now=soon)
    verifying.ask_for_identity(case_id=case.pk, items=[NUMBER], held={"number": "K-1712"},
        doubt="unknown-address", facts="As before.", actor="user:1", now=soon)  # fmt: skip
    confirming.tell_fact(case=case, code="number", text="K-1712", now=soon)

    assert accept(case, "known_fact", now=soon).status == "in_progress"
