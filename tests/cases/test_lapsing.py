"""A case lapses only while something is waited for, and only after two weeks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.labels import label_of
from dsar.cases.models import Case
from dsar.cases.operations import closing, lapsing, reopening, verifying
from dsar.cases.transitions import Outcome
from dsar.vault.operations import unseal
from tests import desk

LAST_DAY_TOO_EARLY = datetime(2026, 12, 6, 9, tzinfo=UTC)
IN_TIME = datetime(2026, 12, 7, 9, tzinfo=UTC)  # fourteen days after Monday 23 November


def lapse(case: Case, *, now: datetime = IN_TIME, reason: str = "no-answer") -> Case:
    return lapsing.lapse(case_id=case.pk, reason=reason, actor="user:1", now=now)


def letter(case: Case) -> str:
    return unseal(case.messages.get(kind="lapsed"), "body")["text"]


def test_somebody_who_never_proved_the_address_has_fourteen_days(case):
    with pytest.raises(NotAllowed, match="Monday 7 December 2026"):
        lapse(case, now=LAST_DAY_TOO_EARLY)

    lapsed = lapse(case)

    assert (lapsed.outcome, label_of(lapsed).code) == (Outcome.LAPSED, "closed_unverified")
    assert "could not make sure who is asking" in letter(case)


@pytest.mark.parametrize("which", [0, 1])
def test_of_what_was_asked_for_at_once_each_has_as_long(company, which):
    case = desk.asked_together(company, "access", "erasure")[which]
    with pytest.raises(NotAllowed, match="Monday 7 December 2026"):
        lapse(case, now=LAST_DAY_TOO_EARLY)

    assert label_of(lapse(case)).code == "closed_unverified"


def test_once_everything_asked_for_has_come_nothing_lapses(case):
    verifying.confirm_address(case_id=case.pk, now=desk.MONDAY)

    with pytest.raises(NotAllowed, match="nothing is waited for"):
        lapse(case)


def test_a_question_that_stopped_the_clock_can_lapse_and_says_so(identified):
    desk.asked(identified)

    lapsed = lapse(identified, reason="")

    assert label_of(lapsed).code == "closed_unanswered"
    assert "asked you a question" in letter(identified)


def test_a_question_that_was_only_useful_closes_nothing(identified):
    desk.asked(identified, which_data=False)

    with pytest.raises(NotAllowed, match="nothing is waited for"):
        lapse(identified, reason="")


def test_an_unpaid_fee_is_named_as_the_reason(identified):
    desk.ask_fee(
        identified,
        ground="manifestly-excessive",
        facts="The fourth time.",
        amount=Decimal("10.00"),
        currency="GBP",
        actor="user:1",
        now=desk.MONDAY,
    )
    with pytest.raises(NotAllowed):
        lapse(identified, now=LAST_DAY_TOO_EARLY)

    lapse(identified, reason="")

    assert "neither the fee nor an answer" in letter(identified)


def test_it_needs_a_reason_where_nobody_settled_who_is_asking(case):
    with pytest.raises(Invalid, match="could not be identified"):
        lapse(case, reason="")


def test_asking_for_more_gives_fourteen_days_more(case):
    from identity.operations import ItemSpec

    verifying.ask_for_identity(
        case_id=case.pk,
        items=[ItemSpec("contract", "text", "Your contract number")],
        doubt="unknown-address",
        facts="Not on file.",
        actor="user:1",
        now=desk.MONDAY + timedelta(days=10),
    )

    with pytest.raises(NotAllowed, match="Thursday 17 December 2026"):
        lapse(case)


def reopen(case: Case, *, now: datetime) -> Case:
    return reopening.reopen(case_id=case.pk, reason="They called.", actor="user:1", now=now)


def test_opened_again_it_does_not_lapse_once_more_at_once(case):
    lapse(case)
    reopen(case, now=IN_TIME)

    with pytest.raises(NotAllowed, match="opened again on Monday 7 December 2026"):
        lapse(case, now=IN_TIME + timedelta(days=13))

    assert lapse(case, now=IN_TIME + timedelta(days=14)).outcome == Outcome.LAPSED


@pytest.mark.parametrize("what", ["question", "fee"])
def test_nor_does_one_whose_question_or_fee_is_still_open(identified, what):
    if what == "fee":
        desk.ask_fee(identified)
    else:
        desk.asked(identified)
    closing.withdraw(case_id=identified.pk, actor="requester", now=IN_TIME)
    reopen(identified, now=IN_TIME)

    with pytest.raises(NotAllowed, match="Monday 21 December 2026"):
        lapse(identified, now=IN_TIME + timedelta(days=13), reason="")

    assert lapse(identified, now=IN_TIME + timedelta(days=14), reason="").is_open is False


def test_what_was_asked_after_that_counts_from_the_question(case):
    lapse(case)
    reopen(case, now=IN_TIME)
    desk.asked(desk.identified(case, now=IN_TIME), now=IN_TIME + timedelta(days=3))

    with pytest.raises(NotAllowed, match="asked on Thursday 10 December 2026"):
        lapse(case, now=IN_TIME + timedelta(days=16), reason="")
