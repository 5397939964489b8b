"""A restriction that runs, and whether the person knows beforehand that it ends (Art. 18(3)).

The law says “before” and no number. Read here so that nobody is taken by surprise: the day is named
at least `AHEAD` days before it comes, and the letter has left at least `LEAST` days before the
restriction is lifted, a letter on paper once it is posted.
"""

from datetime import date, timedelta

from .action_taken import ActionTaken
from .done import NOTHING_HELD, body_of
from .leaving import left_on
from .models import Case
from .transitions import Status

AHEAD = 14  # days, from the day on which it is announced
LEAST = 7  # days, from the day on which the letter left
NOTICE = "restriction_ends"


def running(case: Case) -> ActionTaken | None:
    """What was restricted and told in an answer, and has not been lifted; None where nothing is."""
    was_told = case.status == Status.CLOSED and case.messages.filter(kind="answer").exists()
    if case.released_at is None and not was_told:
        return None
    found = case.actions_taken.filter(kind=ActionTaken.Kind.RESTRICTION, ended_on=None).first()
    if found is None or body_of(case, found).get(NOTHING_HELD, False):
        return None
    return found


def first_day(today: date) -> date:
    """The earliest day on which a restriction may end that is announced today."""
    return today + timedelta(days=AHEAD)


def told_on(case: Case) -> date | None:
    """The civil date on which the newest notice left; None while it waits, or if it came back."""
    return left_on(case, NOTICE)
