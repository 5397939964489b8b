"""The due date of a case is one date, with one reason, wherever anybody reads it."""

import random
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from icalendar import Calendar

from deadlines import telling, words
from deadlines.operations import working_told
from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases.errors import NotAllowed, Unlawful
from dsar.cases.models import Case, Message
from dsar.cases.operations import clarifying, extending
from dsar.cases.operations.intake import Person
from dsar.companies.presets import PRESETS
from dsar.portal import limits
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.visitor import follow

from .conftest import NOW, Clock, page_of

pytestmark = pytest.mark.django_db
CASES, SEED = 30, 20261123
RIGHTS = ("access", "erasure", "rectification", "restriction", "objection", "portability")


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Thirty of all companies: new, identified, asked, answered, extended."""
    monkeypatch.setattr(limits, "CODES", ("code", 1000, 3600))
    dice = random.Random(SEED)
    companies = [desk.publish(slug) for slug in PRESETS]
    return [_one(dice, dice.choice(companies), number) for number in range(CASES)]


def _one(dice: random.Random, company: Any, number: int) -> Case:
    at = NOW - timedelta(days=dice.randint(0, 60), minutes=dice.randint(0, 1000))
    who = Person(name="Robin Requester", email=f"robin{number}@example.org")
    case = desk.receive(company, dice.choice(RIGHTS), at=at, person=who)
    day = at
    for step in dice.sample((_identify, _ask, _answer, _extend), dice.randint(0, 4)):
        day += timedelta(days=dice.randint(1, 4))
        try:
            step(case, day)
        except (NotAllowed, Unlawful):
            continue  # not for this case as it stands
    return Case.objects.get(pk=case.pk)


def _identify(case: Case, now: Any) -> None:
    desk.identified(case, now=min(now, NOW))


def _ask(case: Case, now: Any) -> None:
    desk.asked(case, now=min(now, NOW))


def _answer(case: Case, now: Any) -> None:
    clarifying.resume(case_id=case.pk, actor="user:1", now=min(now, NOW))


def _extend(case: Case, now: Any) -> None:
    extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Many systems.",
        actor="user:1",
        now=min(now, NOW),
    )


@pytest.fixture
def status_of(clock: Clock) -> Callable[[Case], Any]:
    """The page that a requester opens with a code; a second later for each, to know the newest."""

    def open_page(case: Case) -> Any:
        clock.set(clock.now + timedelta(seconds=1))
        return follow(case).get("/status/request/")

    return open_page


def letters(case: Case) -> list[str]:
    """The newest first."""
    sent = Message.objects.filter(case=case, direction="out").order_by("-at", "-pk")
    return [unseal(message, "body")["text"] for message in sent]


def api(case: Case) -> dict[str, Any]:
    _, token = create_key(
        company=case.company,
        name="reader",
        scopes=[Scope.READ],
        is_test=False,
        actor="system",
        now=NOW,
    )
    client = Client(headers={"Authorization": f"Bearer {token}"})
    found: dict[str, Any] = client.get(f"/api/v1/cases/{case.reference}").json()
    return found


def feed(officer: Client) -> dict[str, Any]:
    """Entries by their summary."""
    made = officer.post(
        "/desk/calendar/", {"name": "a", "cases": "all", "company": "every"}
    ).content.decode()
    address = made.partition('<code class="long">http://localhost:8000')[2].partition("<")[0]
    read = Calendar.from_ical(Client().get(address).content)
    return {str(event["SUMMARY"]): event for event in read.walk("VEVENT")}


def test_thirty_cases_have_one_due_date_in_page_queue_case_letter_api_and_calendar(
    cases: list[Case], signed_in: Any, status_of: Any
) -> None:
    officer = signed_in(desk.person(Role.DPO, *{case.company for case in cases}))
    queue, entries = text_of(officer.get("/desk/cases/?status=all")), feed(officer)
    states = set()

    for case in cases:
        sentence = telling.sentence(working_told(case.clock, today=NOW.date()))
        status = text_of(status_of(case))
        at_desk = text_of(officer.get(page_of(case)))
        row = queue.partition(case.reference)[2][:400]
        told, entry = api(case), entries.get(f"{case.reference}: due")
        states.add((case.clock.state, case.clock.extended))
        assert told["why_sentence"] == sentence
        if case.clock.due_on is None:
            assert told["due_on"] is None
            assert entry is None
            assert all("Why this date" in page for page in (status, at_desk))
            assert all(sentence in page for page in (status, at_desk))
            assert "if it came today, we would answer by" in sentence
            continue
        due = words.long(case.clock.due_on)
        assert told["due_on"] == case.clock.due_on.isoformat()
        assert entry["DTSTART"].dt == case.clock.due_on  # type: ignore[index]
        assert sentence in str(entry["DESCRIPTION"])  # type: ignore[index]
        assert due in row
        for page in (status, at_desk):
            assert f"{due} ·" in page or f"due on {due}" in page
            assert sentence in page.partition("Why this date")[2]
        assert sentence in next(text for text in letters(case) if "due" in text)

    assert ("running", False) in states
    assert ("running", True) in states
    assert ("paused", False) in states


def test_every_step_is_the_same_for_officer_requester_and_program(
    cases: list[Case], signed_in: Any, status_of: Any
) -> None:
    officer = signed_in(desk.person(Role.DPO, *{case.company for case in cases}))
    for case in cases[:8]:
        steps = api(case)["why"]
        for page in (status_of(case), officer.get(page_of(case))):
            shown = text_of(page)
            for step, kept in zip(
                steps, working_told(case.clock, today=NOW.date()).steps, strict=True
            ):
                assert step["text"] == kept.text
                assert f"{step['article']}, {step['source']}" in shown
                assert kept.text in shown


def test_a_requester_never_sees_the_companys_own_aim(cases: list[Case], status_of: Any) -> None:
    # Not where a requester may read the same day for another reason.
    aimed = [case for case in cases if case.clock.target_on not in {None, *_named(case)}]
    assert len(aimed) > 5
    for case in aimed:
        aim = words.long(case.clock.target_on)  # type: ignore[arg-type]
        status = text_of(status_of(case))

        assert "own aim" not in status
        assert aim not in status
        assert not any(aim in text for text in letters(case))


def _named(case: Case) -> list[Any]:
    """Days that a requester reads for a reason of their own."""
    clock = case.clock
    steps = [day for step in clock.explained.steps for day in (step.on, step.safe_on)]
    named = [*steps, clock.due_on, clock.notice_by, clock.statutory_on, NOW.date()]
    return [day for day in named if day]
