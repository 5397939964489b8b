"""A restriction is lifted only once the person was told before, and in time (Art. 18(3))."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.queries import history
from dsar.cases.action_taken import ActionTaken
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import (
    closing,
    emailing,
    erasing,
    posting,
    reopening,
    restricting,
)
from dsar.cases.queries import announced_ends
from dsar.outbox.models import Message as Owed
from tests import desk

TOLD_AT = desk.MONDAY + timedelta(days=40)  # 2 January 2027
IN_TWO_WEEKS = TOLD_AT.date() + timedelta(days=14)
PAPER = desk.Person(name="Robin Requester", postal="1 Quay\nLeeds")


def answered(company, **given) -> Case:
    case = desk.receive(company, "restriction", **given)
    settle = desk.identified_by_officer if given else desk.identified
    return desk.closed(settle(case))


def announced(case: Case, *, ends_on: date = IN_TWO_WEEKS, now=TOLD_AT, **change) -> Case:
    given = {"ends_on": ends_on, "reason": "We checked your address: it is right."} | change
    return restricting.announce_end(case_id=case.pk, actor=desk.OFFICER, now=now, **given)


def left(case: Case, at) -> None:
    """The mail server took the newest notice."""
    notice = case.messages.filter(kind="restriction_ends").latest("at", "pk")
    owed = Owed.objects.filter(key=f"letter:{notice.pk}")
    assert owed.update(state="sent", sent_at=at) == 1


def lifted(case: Case, *, on: date = IN_TWO_WEEKS, now=None) -> Case:
    return restricting.record_end(
        case_id=case.pk,
        ended_on=on,
        how="The block in the CRM was taken off.",
        actor=desk.OFFICER,
        now=now or TOLD_AT + timedelta(days=30),
    )


def row_of(case: Case) -> ActionTaken:
    return ActionTaken.objects.get(case=case, kind="restriction")


def test_the_notice_says_what_when_and_why(company):
    case = announced(answered(company))

    letter = " ".join(desk.letter(case, "restriction_ends").split())
    for said in ("Saturday 16 January 2027", "Your calls", "We checked your address", "court"):
        assert said in letter
    assert row_of(case).ended_on is None


def test_it_is_lifted_on_the_announced_day(company):
    case = announced(answered(company))
    left(case, TOLD_AT)

    lifted(case)

    row = row_of(case)
    assert (row.ended_on, row.told_on) == (IN_TWO_WEEKS, TOLD_AT.date())
    events = [e for e in history(case.company_id, case.reference) if "restriction" in e.event]
    assert [(e.event, e.facts["day_on"]) for e in events] == [
        ("restriction.announced", "2027-01-16"),
        ("restriction.ended", "2027-01-16"),
    ]
    for again in (announced, lifted):
        with pytest.raises(NotAllowed, match="no restriction runs"):
            again(case)


def test_a_day_that_comes_too_soon_is_refused(company):
    case = answered(company)

    with pytest.raises(Invalid, match="Saturday 16 January 2027 at the earliest"):
        announced(case, ends_on=IN_TWO_WEEKS - timedelta(days=1))
    with pytest.raises(Invalid, match="Write why it ends"):
        announced(case, reason=" ")
    assert not case.messages.filter(kind="restriction_ends").exists()


def test_nobody_lifts_what_was_not_announced(company):
    with pytest.raises(NotAllowed, match="tell the person first"):
        lifted(answered(company))


def test_nobody_lifts_while_the_mail_waits(company):
    with pytest.raises(NotAllowed, match="has not left yet"):
        lifted(announced(answered(company)))


@pytest.mark.parametrize(
    ("on", "now", "why"),
    [
        (IN_TWO_WEEKS - timedelta(days=1), TOLD_AT + timedelta(days=20), "announced for"),
        (IN_TWO_WEEKS, TOLD_AT + timedelta(days=13), "in the future"),
    ],
)
def test_it_is_not_lifted_before_its_day(company, on, now, why):
    case = announced(answered(company))
    left(case, TOLD_AT)

    with pytest.raises(Invalid, match=why):
        lifted(case, on=on, now=now)


def test_a_notice_that_left_late_moves_the_day(company):
    case = announced(answered(company))
    left(case, TOLD_AT + timedelta(days=8))

    with pytest.raises(Invalid, match="leave the person 7 days"):
        lifted(case)
    lifted(case, on=IN_TWO_WEEKS + timedelta(days=1))


def test_a_notice_that_came_back_is_not_a_notice(company):
    case = announced(answered(company))
    left(case, TOLD_AT)
    notice = case.messages.get(kind="restriction_ends")
    emailing.letter_returned(case_id=case.pk, letter_id=notice.pk, code="5.1.1", now=TOLD_AT)

    with pytest.raises(NotAllowed, match="has not left yet"):
        lifted(case)


def test_on_paper_it_counts_from_the_day_of_posting(company):
    case = announced(answered(company, person=PAPER))
    with pytest.raises(NotAllowed, match="has not left yet"):
        lifted(case)
    notice = case.messages.get(kind="restriction_ends")
    posting.letter_posted(
        case_id=case.pk,
        message_id=notice.pk,
        actor=desk.OFFICER,
        now=TOLD_AT + timedelta(days=1),
    )

    lifted(case)

    assert row_of(case).told_on == TOLD_AT.date() + timedelta(days=1)


def test_announced_again_the_newest_notice_counts(company):
    case = announced(answered(company))
    left(case, TOLD_AT)
    later = IN_TWO_WEEKS + timedelta(days=10)
    announced(case, ends_on=later, now=TOLD_AT + timedelta(days=9))

    with pytest.raises(NotAllowed, match="has not left yet"):
        lifted(case, on=later)
    left(case, TOLD_AT + timedelta(days=9))
    lifted(case, on=later)


def test_no_notice_before_the_answer_has_said_that_it_began(company):
    case = desk.ready(desk.identified(desk.receive(company, "restriction")))

    with pytest.raises(NotAllowed):
        announced(case)


def test_where_nothing_was_restricted_nothing_ends(company):
    case = desk.identified(desk.receive(company, "restriction"))
    desk.done(case, body={"nothing_held": True})
    desk.closed(case)

    with pytest.raises(NotAllowed, match="no restriction runs"):
        announced(case)


def test_it_can_be_ended_also_after_they_withdrew_what_was_opened_again(company):
    case = announced(answered(company))
    reopening.reopen(case_id=case.pk, reason="They wrote.", actor=desk.OFFICER, now=TOLD_AT)
    assert not announced_ends([company]).exists()
    closing.withdraw(case_id=case.pk, actor=desk.OFFICER, now=TOLD_AT)

    assert announced_ends([company]).exists()
    case.refresh_from_db()
    announced(case, now=TOLD_AT + timedelta(hours=1))


def test_a_case_is_kept_while_its_restriction_runs(company):
    case = answered(company)
    years_later = desk.MONDAY + timedelta(days=3000)
    with pytest.raises(NotAllowed, match="a restriction runs"):
        erasing.ask_erasure(
            case_id=case.pk, ground="asked", reason="They asked.", actor="user:1", now=TOLD_AT
        )
    assert erasing.let_go(case_id=case.pk, kind="content", now=years_later) == 0

    announced(case)
    left(case, TOLD_AT)
    lifted(case)

    assert erasing.let_go(case_id=case.pk, kind="content", now=years_later) == 1


def test_what_is_recorded_anew_is_announced_anew(company):
    case = announced(answered(company))
    row = row_of(case)
    reopening.reopen(case_id=case.pk, reason="More.", actor=desk.OFFICER, now=TOLD_AT)
    desk.done(case, now=TOLD_AT + timedelta(hours=1))

    row.refresh_from_db()
    assert (row.ends_on, row.told_on, row.ended_on) == (None, None, None)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"ends_on": IN_TWO_WEEKS},
        {"ends_on": IN_TWO_WEEKS, "told_on": IN_TWO_WEEKS},
        {"ends_on": IN_TWO_WEEKS + timedelta(days=1), "told_on": TOLD_AT.date()},
    ],
)
def test_nobody_lifts_it_unannounced_even_by_sql(company, change):
    row = row_of(answered(company))

    with (
        pytest.raises(IntegrityError, match="restriction_lifted_after_notice"),
        transaction.atomic(),
    ):
        ActionTaken.objects.filter(pk=row.pk).update(ended_on=IN_TWO_WEEKS, **change)
