"""What an officer is told of the end of a restriction, and what waits to be lifted."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice

from dsar.cases.action_taken import ActionTaken
from dsar.cases.dates import civil_date, in_words
from dsar.cases.done import body_of
from dsar.cases.models import Case
from dsar.cases.queries import announced_ends
from dsar.cases.restriction import LEAST, running, told_on
from dsar.companies.models import Company

from .guidance import Guidance, Note

NONE_RUNS = "no restriction runs that the person was told of."


def announcing(case: Case, today: date) -> Guidance:  # noqa: ARG001
    row = running(case)
    if row is None:
        return Guidance(obstacle=f"{case.reference}: {NONE_RUNS}")
    limited = Note(_limited(case, row))
    if row.ends_on is None:
        return Guidance(notes=(limited,))
    again = f"Announced already for {in_words(row.ends_on)}. The new day counts instead."
    return Guidance(notes=(limited, Note(again, "warn")))


def recording(case: Case, today: date) -> Guidance:  # noqa: ARG001
    row = running(case)
    if row is None:
        return Guidance(obstacle=f"{case.reference}: {NONE_RUNS}")
    if row.ends_on is None:
        return Guidance(obstacle="Tell the person first on which day it ends (Art. 18(3)).")
    left = told_on(case)
    if left is None:
        return Guidance(obstacle="The notice has not left yet: it waits to be sent or posted.")
    said = f"The notice left on {in_words(left)}, for {in_words(row.ends_on)}."
    rule = f"The person has {LEAST} days at least from the day on which it left."
    return Guidance(notes=(Note(_limited(case, row)), Note(f"{said} {rule}")))


def _limited(case: Case, row: ActionTaken) -> str:
    return f"Limited since {in_words(row.done_on)}: {body_of(case, row)['what']}"


def to_lift(companies: Iterable[Company], now: datetime, most: int) -> list[ActionTaken]:
    """Restrictions whose announced day has come at their company, and that nobody lifted."""
    found = announced_ends(companies)
    come = (one for one in found if one.ends_on and one.ends_on <= civil_date(one.company, now))
    return list(islice(come, most))
