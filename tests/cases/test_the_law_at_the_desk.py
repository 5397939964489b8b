"""What the law forbids, the operations refuse, whichever page or program asks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from deadlines.models import Clock, Reminder
from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed, Unlawful
from dsar.cases.grounds import FEE_GROUNDS, for_right
from dsar.cases.models import Case, Fee
from dsar.cases.operations import charging, clarifying, extending, refusing, verifying
from dsar.cases.operations.intake import Proof
from dsar.cases.transitions import Status
from dsar.vault.operations import unseal
from identity.operations import ItemSpec
from tests import desk

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}
CONTRACT = ItemSpec("contract", "text", "Your contract number")


def ask_proof(case: Case, **change) -> Case:
    given = {"items": [CONTRACT], "doubt": "unknown-address", "facts": "Not on file."} | BY | change
    return verifying.ask_for_identity(case_id=case.pk, **given)


def letter(case: Case, kind: str) -> str:
    return unseal(case.messages.filter(kind=kind).latest("at"), "body")["text"]


# --- questions ------------------------------------------------------------------------------------


def test_a_question_about_which_data_pauses_a_copy_in_the_uk(company):
    case = desk.receive(company, at=datetime(2026, 10, 16, 9, tzinfo=UTC))
    desk.identified(case)
    asked = desk.asked(case, now=datetime(2026, 10, 20, 9, tzinfo=UTC))
    assert (asked.clock.state, asked.clock.due_on) == ("paused", None)

    answered = clarifying.answer_question(
        case_id=case.pk, text="September.", now=datetime(2026, 11, 2, 9, tzinfo=UTC)
    )

    # 16 November and 14 days, both ends counted; a Monday, a holiday in Scotland only.
    assert answered.clock.statutory_on == date(2026, 11, 30)
    assert answered.status == Status.IN_PROGRESS
    assert "Friday 13 November 2026" in letter(case, "resumed")


def test_no_question_pauses_a_deletion_in_the_uk(company):
    case = desk.identified(desk.receive(company, "erasure"))
    before = case.clock.due_on

    with pytest.raises(Unlawful, match="clock runs on"):
        desk.asked(case)
    case.refresh_from_db()
    assert (case.status, case.clock.due_on) == (Status.IN_PROGRESS, before)

    desk.asked(case, which_data=False)
    case.refresh_from_db()
    assert (case.status, case.clock.due_on) == (Status.AWAITING_REQUESTER, before)


def test_a_question_about_format_leaves_the_clock_running(identified):
    before = identified.clock.due_on

    assert desk.asked(identified, which_data=False).clock.due_on == before


@pytest.mark.parametrize("answer", ["", "   "])
def test_an_empty_answer_is_none(identified, answer):
    desk.asked(identified)

    with pytest.raises(Invalid, match="Write your answer"):
        clarifying.answer_question(case_id=identified.pk, text=answer, now=LATER)


# --- identity -------------------------------------------------------------------------------------


def test_a_uk_month_begins_anew_with_the_proof_and_an_eu_month_stands_still(company, swedish):
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for where, statutory in ((company, date(2026, 12, 21)), (swedish, date(2026, 12, 9))):
        case = desk.receive(where, "rectification", at=at)
        ask_proof(case, now=datetime(2026, 11, 12, 9, tzinfo=UTC))
        given = verifying.give_evidence(
            case_id=case.pk,
            proof=Proof("contract", text="K-17"),
            now=datetime(2026, 11, 19, 9, tzinfo=UTC),
        )
        assert given.clock.statutory_on == statutory


def test_asking_for_proof_needs_a_reason_for_doubt_the_facts_and_an_item(case):
    for change, field in (
        ({"doubt": "we-always-do"}, "doubt"),
        ({"facts": " "}, "facts"),
        ({"items": []}, "items"),
    ):
        with pytest.raises(Invalid) as refusal:
            ask_proof(case, **change)
        assert refusal.value.field == field
    assert not case.verification.items.filter(code="contract").exists()


def test_saying_that_they_do_not_have_it_starts_no_month(company):
    case = desk.receive(company)
    ask_proof(case)

    told = verifying.give_evidence(
        case_id=case.pk, proof=Proof("contract", not_held=True), now=LATER
    )

    assert told.clock.state == "starts-later"


def test_what_was_asked_for_in_vain_gives_the_company_no_time(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    ask_proof(case, now=datetime(2026, 11, 4, 9, tzinfo=UTC))

    skipped = verifying.skip_identity(
        case_id=case.pk,
        reason="facts-match",
        actor="user:1",
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )

    assert skipped.clock.statutory_on == date(2026, 12, 2)  # as if nobody had asked


def test_proof_that_came_by_post_counts_from_the_day_it_came(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    ask_proof(case, now=datetime(2026, 11, 4, 9, tzinfo=UTC))

    accepted = verifying.accept_identity(
        case_id=case.pk,
        method="by_officer",
        note="Letter checked",
        actor="user:1",
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
        came_on=date(2026, 11, 10),
    )

    assert accepted.clock.statutory_on == date(2026, 12, 10)


def test_a_document_is_gone_once_identity_is_decided(company):
    case = desk.receive(company)
    ask_proof(case, items=[ItemSpec("passport", "document", "A passport")])
    sealed = desk.a_file(case, b"\xff\xd8\xff photo")
    verifying.give_evidence(case_id=case.pk, proof=Proof("passport", file_id=sealed.pk), now=LATER)

    verifying.accept_identity(case_id=case.pk, method="document", **BY)

    sealed.refresh_from_db()
    assert sealed.destroyed_at == LATER
    item = case.verification.items.get(code="passport")
    assert item.state == "deleted"
    assert "copy was deleted" in item.note
    assert Event.objects.get(event="identity.accepted").facts["copies_destroyed"] == 1


# --- extension ------------------------------------------------------------------------------------


def extend(case: Case, **change) -> Case:
    given = {"ground": "complexity", "reasons": "Seven systems."} | BY | change
    return extending.extend(case_id=case.pk, **given)


def test_an_extension_is_three_months_from_the_start(swedish):
    case = desk.receive(swedish, at=datetime(2026, 8, 31, 9, tzinfo=UTC))
    case = extend(case, now=datetime(2026, 9, 21, 9, tzinfo=UTC))

    assert case.clock.due_on == date(2026, 11, 30)
    text = letter(case, "extension")
    assert "Wednesday 30 September 2026" in text
    assert "Monday 30 November 2026" in text
    assert "Seven systems." in text


def test_it_is_too_late_to_extend_the_day_after_the_last_one(swedish):
    case = desk.receive(swedish, at=datetime(2026, 11, 5, 9, tzinfo=UTC))  # 5 December: a Saturday
    assert case.clock.notice_by == date(2026, 12, 7)

    with pytest.raises(Unlawful, match="Monday 7 December 2026"):
        extend(case, now=datetime(2026, 12, 8, 9, tzinfo=UTC))
    assert extend(case, now=datetime(2026, 12, 7, 22, tzinfo=UTC)).clock.extended


def test_being_busy_is_no_reason_and_reasons_must_be_written(identified):
    for change, field in (({"ground": "workload"}, "ground"), ({"reasons": ""}, "reasons")):
        with pytest.raises(Invalid) as refusal:
            extend(identified, **change)
        assert refusal.value.field == field


def test_each_law_has_its_own_grounds_to_extend(identified):
    Clock.objects.filter(pk=identified.clock_id).update(rule="za-paia-30")

    with pytest.raises(Unlawful, match=r"complex: under s\.57 of PAIA.* no ground to take longer"):
        extend(identified, ground="complexity")

    assert not Event.objects.filter(event="clock.extended").exists()


def test_a_request_is_extended_once(identified):
    extend(identified)

    with pytest.raises(Unlawful, match="once"):
        extend(identified)


def test_an_extension_plans_its_own_reminders(identified):
    promised = identified.clock.due_on
    clock = extend(identified).clock

    # The promise of 28 days ends with the notice; 23 February 2027 is a Tuesday.
    assert (promised, clock.due_on) == (date(2026, 12, 21), date(2027, 2, 23))
    kept = Reminder.objects.filter(clock=clock, taken_at=None, kind="due-0")
    assert [row.on for row in kept] == [clock.due_on]


# --- fees -----------------------------------------------------------------------------------------


def ask_fee(case: Case, **change) -> Case:
    given = {
        "ground": "manifestly-excessive",
        "facts": "The fourth time.",
        "amount": Decimal("10.00"),
        "currency": "GBP",
    } | BY
    return charging.ask_fee(case_id=case.pk, **(given | change))


@pytest.mark.parametrize(
    "slug", ["nexus-ip", "next-connex", "technology-nexus", "nexuscore", "connexai"]
)
def test_at_every_company_a_fee_has_three_grounds_and_no_other(db, slug):
    case = desk.identified(desk.receive(desk.publish(slug)))

    assert set(for_right(FEE_GROUNDS, case.right)) == {
        "manifestly-unfounded",
        "manifestly-excessive",
        "further-copies",
    }


def test_the_cost_of_searching_is_no_ground_for_a_fee(identified):
    with pytest.raises(Invalid, match="not one"):
        ask_fee(identified, ground="retrieval-cost")

    assert not Fee.objects.exists()


def test_a_fee_for_further_copies_is_for_copies_only_and_moves_no_clock(company):
    deletion = desk.identified(desk.receive(company, "erasure"))
    with pytest.raises(Invalid):
        ask_fee(deletion, ground="further-copies")

    copy = desk.identified(desk.receive(company))
    before = copy.clock.due_on
    assert ask_fee(copy, ground="further-copies").clock.due_on == before


def test_a_uk_month_begins_with_the_payment(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    asked = ask_fee(case, now=datetime(2026, 6, 5, 9, tzinfo=UTC))
    assert (asked.status, asked.clock.state) == (Status.AWAITING_REQUESTER, "starts-later")

    paid = charging.record_payment(
        case_id=case.pk, actor="user:1", now=datetime(2026, 6, 15, 9, tzinfo=UTC)
    )

    assert paid.clock.statutory_on == date(2026, 7, 15)
    assert paid.status == Status.VERIFYING


def test_a_fee_asked_after_the_last_day_promises_no_new_month(company):
    case = desk.identified(desk.receive(company, at=datetime(2026, 9, 1, 9, tzinfo=UTC)))

    asked = ask_fee(case)

    assert asked.clock.state == "running"
    assert "month starts" not in letter(case, "fee")


def test_an_open_fee_is_not_skipped_by_resuming(identified):
    ask_fee(identified)

    with pytest.raises(Invalid, match="record its payment"):
        clarifying.resume(case_id=identified.pk, **BY)


def test_what_they_answer_to_a_fee_is_kept_and_the_fee_stays_open(identified):
    ask_fee(identified)

    clarifying.answer_question(case_id=identified.pk, text="I ask for less.", now=LATER)

    identified.refresh_from_db()
    assert identified.status == Status.AWAITING_REQUESTER
    assert charging.open_fee(identified)
    said = identified.messages.get(kind="answer", direction="in")
    assert unseal(said, "body")["text"] == "I ask for less."


def test_a_fee_that_is_dropped_gives_the_company_no_time(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    before = case.clock.statutory_on
    ask_fee(case, now=datetime(2026, 6, 25, 9, tzinfo=UTC))

    waived = charging.waive_fee(
        case_id=case.pk, actor="user:1", now=datetime(2026, 6, 26, 9, tzinfo=UTC)
    )

    assert (waived.clock.statutory_on, waived.status) == (before, Status.VERIFYING)
    with pytest.raises(NotAllowed):
        charging.record_payment(case_id=case.pk, **BY)


def test_a_payment_counts_from_the_day_it_came(company):
    case = desk.receive(company, "rectification", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    ask_fee(case, now=datetime(2026, 6, 5, 9, tzinfo=UTC))

    paid = charging.record_payment(
        case_id=case.pk,
        actor="user:1",
        now=datetime(2026, 6, 19, 9, tzinfo=UTC),
        came_on=date(2026, 6, 15),
    )

    assert paid.clock.statutory_on == date(2026, 7, 15)


def test_an_answer_by_letter_counts_from_the_day_it_came(company):
    case = desk.receive(company, at=datetime(2026, 10, 16, 9, tzinfo=UTC))
    desk.identified(case)
    desk.asked(case, now=datetime(2026, 10, 20, 9, tzinfo=UTC))

    resumed = clarifying.resume(
        case_id=case.pk,
        actor="user:1",
        now=datetime(2026, 11, 6, 9, tzinfo=UTC),
        came_on=date(2026, 11, 2),
    )

    assert resumed.clock.statutory_on == date(2026, 11, 30)


@pytest.mark.parametrize("change", [{"amount": Decimal(0)}, {"currency": "XXX"}, {"facts": ""}])
def test_a_fee_needs_facts_an_amount_and_a_currency(identified, change):
    with pytest.raises(Invalid):
        ask_fee(identified, **change)


# --- refusals -------------------------------------------------------------------------------------


def refuse(case: Case, **change) -> Case:
    given = {"ground": "manifestly-excessive", "facts": "The fourth time."} | BY | change
    return refusing.refuse(case_id=case.pk, **given)


def test_a_refusal_says_ground_article_reasons_and_where_to_go(case):
    refuse(case)

    text = letter(case, "refused")
    for words in (
        "Art. 12(5)(b)",
        "The fourth time.",
        "Information Commission",
        "court",
        "30 days",
    ):
        assert words in text


@pytest.mark.parametrize("right", ["marketing", "consent"])
def test_opting_out_is_neither_refused_nor_charged_for(company, right):
    case = desk.receive(company, right)

    with pytest.raises(Invalid, match="no ground"):
        refuse(case)
    with pytest.raises(Invalid, match="lawful ground"):
        ask_fee(case)


def test_a_stranger_is_not_told_by_a_refusal_what_is_held(company):
    case = desk.receive(company, "rectification")

    with pytest.raises(Invalid, match="who is asking"):
        refuse(case, ground="data-correct", facts="We compared it with the contract.")
    assert not case.messages.filter(kind="refused").exists()

    desk.identified(case)
    assert refuse(case, ground="data-correct").outcome == "refused"


def test_what_is_asked_has_to_be_named_before_it_is_refused(company):
    with pytest.raises(NotAllowed, match="which right"):
        refuse(desk.receive(company, "other"))


def test_a_ground_for_deletion_is_none_for_a_copy(case):
    with pytest.raises(Invalid, match="for this right"):
        refuse(case, ground="legal-obligation")


def test_a_late_refusal_in_the_eu_is_sent_and_recorded_as_late(swedish):
    case = desk.receive(swedish)
    extend(case)

    refuse(case, now=desk.MONDAY + timedelta(days=40))

    assert Event.objects.get(event="case.closed").facts["late"] is True
