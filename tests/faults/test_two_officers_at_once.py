"""F24: two people act on one case in the same moment: one of them does it, the other is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import CaseError
from dsar.cases.models import Case
from dsar.cases.operations import (
    answering,
    clarifying,
    closing,
    downloading,
    extending,
    recalling,
)
from dsar.companies.models import Company
from tests import desk
from tests.faults.conftest import FULL
from tests.together import together

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]

ROUNDS = 25 if FULL else 1
STOPS = (3, 1, 8)  # days that a clock stands still, one stop after the other
NOW = desk.MONDAY + timedelta(hours=9)
BY = {"actor": desk.OFFICER, "now": NOW}
Act = Callable[[Case], object]


@pytest.fixture
def company(transactional_db: None) -> Company:
    return desk.publish("nexus-ip")


def release(case: Case) -> object:
    return answering.release(case_id=case.pk, **BY)


def approve(case: Case) -> object:
    return answering.approve(case_id=case.pk, actor=desk.approver(case.company).actor, now=NOW)


def send_back(case: Case) -> object:
    return answering.send_back(case_id=case.pk, reason="More.", **BY)


def close(case: Case) -> object:
    return closing.close(case_id=case.pk, outcome="fulfilled", **BY)


def withdraw(case: Case) -> object:
    return closing.withdraw(case_id=case.pk, actor="requester", now=NOW)


def pause(case: Case) -> object:
    return clarifying.ask_question(case_id=case.pk, question="Which?", which_data=True, **BY)


def extend(case: Case) -> object:
    return extending.extend(case_id=case.pk, ground="complexity", reasons="Seven.", **BY)


def recall(case: Case) -> object:
    return recalling.recall(case_id=case.pk, reason="Wrong.", **BY)


def download(case: Case) -> object:
    document = case.documents.get()
    return downloading.take_file(case_id=case.pk, document=document, now=NOW)


PAIRS: list[tuple[Act, Act, Act]] = [
    (desk.in_review, approve, approve),
    (desk.ready, release, release),
    (desk.ready, release, withdraw),
    (desk.ready, release, send_back),
    (desk.released, close, close),
    (desk.released, recall, download),
    (lambda case: case, extend, extend),
    (lambda case: case, pause, pause),
]


def clash(company: Company, reach: Act, one: Act, other: Act) -> list[object]:
    case = desk.attached(desk.identified(desk.receive(company)))
    reach(case)
    results = together(partial(one, case), partial(other, case))
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, CaseError)]
    assert not unexpected, unexpected
    case.refresh_from_db()
    if case.outcome == "withdrawn":
        assert case.released_at is None, "an answer left after the withdrawal"
    return [result for result in results if not isinstance(result, Exception)]


def test_of_two_at_once_one_wins(company: Company, figures: dict[str, Any]) -> None:
    desk.approver(company)

    wins = [
        len(clash(company, reach, one, other)) for reach, one, other in PAIRS for _ in range(ROUNDS)
    ]

    figures |= {"pairs": len(wins), "one_winner": wins.count(1)}
    assert wins == [1] * len(wins)


def stop(case: Case, now: datetime) -> object:
    return clarifying.ask_question(
        case_id=case.pk, question="Which?", which_data=True, actor=desk.OFFICER, now=now
    )


def go_on(case: Case, now: datetime) -> object:
    return clarifying.answer_question(case_id=case.pk, text="These.", now=now)


def stopped(case: Case, *, hands: int) -> int:
    """Its clock stood still for each of STOPS, begun and ended by so many at once; how often one
    of them did it."""
    did, now = 0, NOW
    for days in STOPS:
        for act, later in ((stop, timedelta(days=days)), (go_on, timedelta(hours=1))):
            results = together(*[partial(act, case, now)] * hands)
            refused = [one for one in results if isinstance(one, Exception)]
            assert all(isinstance(one, CaseError) for one in refused), refused
            did += len(results) - len(refused)
            now += later
    return did


def date_of(case: Case) -> date:
    """By which the law wants an answer."""
    clock = Case.objects.select_related("clock").get(pk=case.pk).clock
    assert clock.statutory_on is not None
    return clock.statutory_on


def test_of_two_who_stop_a_clock_at_once_one_does_and_its_days_count_once(
    company: Company, figures: dict[str, Any]
) -> None:
    wins, dates = 0, set()
    for _ in range(ROUNDS):
        never, alone, both = (desk.identified(desk.receive(company)) for _ in range(3))
        assert stopped(alone, hands=1) == 2 * len(STOPS)
        wins += stopped(both, hands=2)
        dates.add((date_of(never), date_of(alone), date_of(both)))

    figures |= {
        "stops, begun and ended by two at once": ROUNDS * len(STOPS),
        "of them by one": wins // 2,
        "clocks that are off": sum(alone != both for _, alone, both in dates),
    }
    assert wins == 2 * ROUNDS * len(STOPS)
    ((never, alone, both),) = dates
    assert alone == both
    assert alone >= never + timedelta(days=sum(STOPS))


def test_without_the_lock_both_win(
    company: Company, figures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control."""

    def unlocked(case_id: Any, *, doing: str) -> Case:
        along = ("company", "policy", "clock", "verification", "data_key__company_key")
        return Case.objects.select_related(*along).get(pk=case_id)

    doubles, rounds = 0, 0
    while not doubles and rounds < 20:
        rounds += 1
        case = desk.attached(desk.identified(desk.receive(company)))
        desk.ready(case)
        with monkeypatch.context() as patch:
            patch.setattr(answering, "lock_case", unlocked)
            together(partial(release, case), partial(release, case))
        released = Event.objects.filter(subject=case.reference, event="answer.released")
        doubles = max(0, released.count() - 1)

    figures |= {"rounds": rounds, "doubles": doubles}
    assert doubles
