"""A fee: on a lawful ground only, and what it does to the time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.fee import Fee
from dsar.cases.grounds import FEE_GROUNDS, for_right
from dsar.cases.operations import charging, clarifying
from dsar.cases.transitions import Status
from dsar.vault.operations import unseal
from tests import desk
from tests.desk import ask_fee, letter

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}


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
