"""A case moves to other terms only when an officer says so, and whoever asked is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.models import ClockEvent
from dsar.audit.models import Event
from dsar.cases import recalculating as moves
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case, Message
from dsar.cases.operations import recalculating
from dsar.companies.holidays import add_holiday
from dsar.companies.models import Company, Policy
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Promise, Rules, Said
from dsar.vault.operations import unseal
from tests import desk

NEXT_DAY = desk.MONDAY + timedelta(days=1)
BY = {"reason": "One way of counting for all.", "actor": "user:1", "now": NEXT_DAY}
MONTH_LATER = date(2026, 12, 23)


def promising(rules: Rules, days: int | None, right: str = "access") -> Rules:
    said = Said(Promise(days, "days"), "policy", "Your rights") if days else None
    return replace(rules, promise={**rules.promise, right: said})


def publish(company: Company, rules: Rules) -> Policy:
    return publish_policy(company_id=company.pk, rules=rules, actor="user:3", now=desk.MONDAY)


def offering(company: Company, days: int | None, right: str = "access") -> Policy:
    return publish(company, promising(company.policy.rules, days, right))


def mourning(company: Company, day: date = MONTH_LATER, now: datetime = desk.MONDAY) -> None:
    add_holiday(
        company_id=company.pk,
        day=day,
        name="Day of mourning",
        reason="Proclaimed.",
        actor="user:3",
        now=now,
    )


def letters(case: Case) -> list[str]:
    sent = Message.objects.filter(case=case, direction="out").order_by("at", "pk")
    return [unseal(message, "body")["text"] for message in sent]


def test_a_published_policy_moves_nothing(case):
    offering(case.company, 14)

    case.refresh_from_db()
    assert case.policy.version == 1
    assert case.clock.due_on == date(2026, 12, 21)


def test_recalculating_puts_the_case_under_the_policy_of_today(case):
    newer = offering(case.company, 14)

    case = recalculating.recalculate(case_id=case.pk, **BY)

    case.refresh_from_db()
    assert case.policy == newer
    assert case.clock.due_on == date(2026, 12, 7)


def test_it_is_an_event_of_the_clock_and_of_the_chain_with_both_dates(case):
    offering(case.company, 14)

    recalculating.recalculate(case_id=case.pk, **BY)

    noted = ClockEvent.objects.get(clock=case.clock)
    assert (noted.kind, noted.was, noted.became) == (
        "recalculated",
        date(2026, 12, 21),
        date(2026, 12, 7),
    )
    assert Event.objects.get(event="clock.recalculated").facts == {
        "cause": "recalculated",
        "before": "2026-12-21",
        "after": "2026-12-07",
        "was_version": 1,
        "policy": 2,
    }


def test_the_requester_is_told_both_dates_and_why(case):
    offering(case.company, 14)

    recalculating.recalculate(case_id=case.pk, **BY)

    letter = letters(case)[-1]
    assert "The date by which we answer you has changed" in letter
    assert "We had told you Monday 21 December 2026." in letter
    assert "The answer is due by Monday 7 December 2026" in letter
    assert "The rules by which our company counts have changed." in letter
    assert BY["reason"] not in letter


def test_no_letter_goes_where_the_date_stays(case):
    publish(case.company, replace(case.policy.rules, digest_from=Said(9, "administrator")))
    before = len(letters(case))

    recalculating.recalculate(case_id=case.pk, **BY)

    assert len(letters(case)) == before


def test_the_reason_is_kept_sealed_with_the_case(case):
    offering(case.company, 14)

    recalculating.recalculate(case_id=case.pk, **BY)

    note = Message.objects.get(case=case, direction="note")
    assert unseal(note, "body")["text"] == BY["reason"]
    assert BY["reason"] not in str(Event.objects.values_list("facts", flat=True))


def test_reminders_are_planned_anew_on_the_ladder_of_the_new_version(case):
    offering(case.company, 14)

    recalculating.recalculate(case_id=case.pk, **BY)

    days = set(case.clock.reminders.filter(kind="due-7").values_list("on", flat=True))
    assert days == {date(2026, 11, 30)}


@pytest.mark.parametrize(
    ("offered", "due"),
    [
        (40, date(2026, 12, 21)),  # a later promise does not take the 28 days back
        (None, date(2026, 12, 21)),  # nor does none at all
        (28, date(2026, 12, 21)),
        (27, date(2026, 12, 20)),
    ],
)
def test_a_promise_given_is_not_taken_back(case, offered, due):
    offering(case.company, offered)
    publish(case.company, replace(case.company.policy.rules, digest_from=Said(9, "administrator")))

    recalculating.recalculate(case_id=case.pk, **BY)

    case.clock.refresh_from_db()
    assert case.clock.due_on == due


def test_the_aim_of_the_new_version_is_taken_too(case):
    publish(case.company, replace(case.policy.rules, internal_target=Said(10, "administrator")))

    recalculating.recalculate(case_id=case.pk, **BY)

    case.clock.refresh_from_db()
    assert (case.clock.target_days, case.clock.target_on) == (10, date(2026, 12, 11))


def test_what_would_change_nothing_is_refused(case):
    with pytest.raises(NotAllowed, match="nothing would change"):
        recalculating.recalculate(case_id=case.pk, **BY)
    with pytest.raises(NotAllowed, match="nothing would change"):
        recalculating.recalculate_holidays(case_id=case.pk, **BY)

    assert not Event.objects.filter(event="clock.recalculated").exists()


def test_without_a_reason_nothing_changes(case):
    offering(case.company, 14)

    with pytest.raises(Invalid, match="Write the reason"):
        recalculating.recalculate(case_id=case.pk, **BY | {"reason": " "})

    case.refresh_from_db()
    assert (case.policy.version, case.clock.due_on) == (1, date(2026, 12, 21))


def test_a_new_holiday_moves_an_open_case_only_when_recalculated(company):
    case = desk.receive(company, "erasure")
    mourning(company)
    case.clock.refresh_from_db()
    assert case.clock.statutory_on == MONTH_LATER

    recalculating.recalculate_holidays(case_id=case.pk, **BY)

    case.refresh_from_db()
    assert case.clock.statutory_on == date(2026, 12, 24)
    assert case.clock.events.get().kind == "holidays-changed"


def test_the_letter_names_the_holiday(company):
    case = desk.receive(desk.publish("next-connex"))
    mourning(case.company)

    recalculating.recalculate_holidays(case_id=case.pk, **BY)

    letter = letters(case)[-1]
    assert "The public holidays by which we count have been put right." in letter
    assert "We had told you Wednesday 23 December 2026." in letter
    assert "The answer is due by Thursday 24 December 2026" in letter
    assert "Day of mourning" in letter


def test_holidays_alone_leave_the_policy_as_it_was(company):
    case = desk.receive(company, "erasure")
    offering(company, 14, "erasure")
    mourning(company)

    recalculating.recalculate_holidays(case_id=case.pk, **BY)

    case.refresh_from_db()
    assert case.policy.version == 1
    assert case.clock.promise_count is None


def test_newer_holiday_data_move_a_stored_date_only_by_recalculating(company):
    case = desk.receive(company, "erasure")
    stored = case.clock.working | {"holidays_version": "holidays 0.1", "due_on": "2026-12-22"}
    older = {"statutory_on": date(2026, 12, 22), "due_on": date(2026, 12, 22)}
    type(case.clock).objects.filter(pk=case.clock_id).update(working=stored, **older)

    (found,) = moves.under_holidays(company).moves
    recalculating.recalculate_holidays(case_id=case.pk, **BY)

    assert (found.was, found.becomes) == (date(2026, 12, 22), MONTH_LATER)
    assert moves.under_holidays(company).moves == []


def test_the_preview_names_every_case_that_would_move_and_saves_nothing(company, case):
    stays = desk.receive(company, "erasure")
    sooner = promising(company.policy.rules, 14)

    found = moves.under_policy(company, sooner)

    assert found.looked_at == 2
    assert [(m.reference, m.was, m.becomes, m.days) for m in found.moves] == [
        (case.reference, date(2026, 12, 21), date(2026, 12, 7), -14)
    ]
    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 21)
    assert not ClockEvent.objects.filter(clock=stays.clock).exists()


def test_what_the_preview_says_is_what_recalculating_does(company, case):
    mourning(company)
    others = [desk.receive(company, "erasure", at=desk.MONDAY - timedelta(days=n)) for n in (0, 5)]
    newer = offering(company, 10, "erasure")
    said = {move.case_id: move.becomes for move in moves.under_policy(company, newer.rules).moves}

    for one in (case, *others):
        recalculating.recalculate(case_id=one.pk, **BY)

    became = {one.pk: Case.objects.get(pk=one.pk).clock.due_on for one in (case, *others)}
    assert said == {pk: due for pk, due in became.items() if pk in said}
    assert len(said) == 2
    assert moves.under_policy(company, newer.rules).moves == []


def test_the_furthest_comes_first_and_what_is_later_says_so(company):
    near = desk.receive(company, "erasure")  # due on the day itself
    far = desk.receive(company, "erasure", at=desk.MONDAY - timedelta(days=31))
    mourning(company)
    mourning(company, date(2026, 11, 23))

    found = moves.under_holidays(company).moves

    assert {move.reference: (move.days, move.later) for move in found} == {
        near.reference: (1, True),
        far.reference: (1, True),
    }
    sooner = moves.under_policy(company, promising(company.policy.rules, 7, "erasure")).moves
    assert [(move.reference, move.days) for move in sooner] == [
        (far.reference, -24),
        (near.reference, -23),
    ]
    assert not any(move.later for move in sooner)


def test_answered_and_closed_cases_do_not_move(company, case):
    desk.released(desk.identified(desk.receive(company)))
    desk.closed(desk.identified(desk.receive(company)))

    found = moves.under_policy(company, promising(company.policy.rules, 14))

    assert (found.looked_at, [move.reference for move in found.moves]) == (1, [case.reference])


def test_another_companys_cases_are_not_looked_at(company, swedish):
    desk.receive(swedish)

    assert moves.under_policy(company, promising(company.policy.rules, 14)).looked_at == 0


def test_statements_grow_with_batches_and_not_with_cases(company, monkeypatch):
    rules = promising(company.policy.rules, 14)

    def statements(cases: int) -> int:
        for _ in range(cases):
            desk.receive(company)
        with CaptureQueriesContext(connection) as counted:
            moves.under_policy(company, rules)
        return len(counted)

    few = statements(2)
    assert statements(4) == few


def test_of_many_one_that_is_refused_keeps_no_other_from_being_done(company, case):
    done = desk.closed(desk.identified(desk.receive(company)))
    offering(company, 14)

    results = recalculating.each([done.pk, case.pk], recalculating.recalculate, **BY)

    assert [bool(result.failed) for result in results] == [True, False]
    assert done.reference in results[0].failed
    case.refresh_from_db()
    assert case.policy.version == 2


def test_a_waiting_case_takes_the_terms_and_no_letter_goes(company):
    case = desk.asked(desk.identified(desk.receive(company)))
    offering(company, 14)
    before = len(letters(case))

    recalculating.recalculate(case_id=case.pk, **BY)

    case.refresh_from_db()
    assert (case.clock.due_on, case.clock.promise_count) == (None, 14)
    assert len(letters(case)) == before
