"""What an officer is told of the time in which a person may stop a deletion."""

from datetime import date
from typing import Any

from dsar.cases.dates import in_words
from dsar.cases.done import was_deleted
from dsar.cases.models import Case
from dsar.cases.stopping import days_of, may_announce, may_be_stopped, missed, wait_from, wait_of

from .guidance import Effect, Guidance, Note

STAYS = "The date stays as it is."
AGAIN = "The letter of before left too late, or never. The new day counts instead."
NONE = "The policy gives nobody time to stop a deletion, or this is none."


def announcing(case: Case, today: date) -> Guidance:
    if not days_of(case):
        return Guidance(obstacle=f"{case.reference}: {NONE}")
    if was_deleted(case):
        return Guidance(obstacle="It is recorded as deleted already.")
    if case.stop_until is not None and not missed(case, today=today):
        return Guidance(obstacle="They have been told already.")
    steps = tuple(Note(step.text) for step in wait_from(case, today).steps)
    if not may_announce(case, today=today):
        return Guidance(notes=steps, obstacle="Delete it now, and record what was done.")
    notes = steps if case.stop_until is None else (*steps, Note(AGAIN, "warn"))
    return Guidance((Effect(STAYS),), notes)


def of_case(case: Case, today: date) -> dict[str, Any]:
    """Until when, with the working; empty where they were told nothing."""
    wait = wait_of(case)
    if wait is None or wait.until is None:
        return {}
    return {
        "until": in_words(wait.until),
        "open": may_be_stopped(case, today=today),
        "steps": wait.steps,
    }
