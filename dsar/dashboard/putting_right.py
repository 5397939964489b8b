"""What an officer is told before putting something right afterwards."""

from collections.abc import Callable
from datetime import date

from deadlines.errors import ClockError
from deadlines.working import Working
from dsar.cases import recalculating as again
from dsar.cases.dates import in_words
from dsar.cases.models import Case
from dsar.cases.operations.recalling import why_not as why_not_recalled

from .guidance import Effect, Guidance, Note, dates_after


def worth_recalculating(case: Case) -> list[str]:
    """The ways to recalculate that would change how this case is counted."""
    by_now = again.by_current_holidays(case)
    by_holidays = not again.is_counted_by(case.clock, by_now)
    ways = ["recalculate_holidays"] if by_holidays else []
    policy = case.company.policy
    if case.policy_id != policy.pk:
        return ["recalculate", *ways]
    # Under the policy of today already: where the holidays are other ones, that is their doing.
    known = {by_now.calendar: by_now.overrides}
    if not by_holidays and not again.stands_by_policy(case, policy, known):
        return ["recalculate"]
    return ways


def recalculating(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if again.stands_by_policy(case):
        return _nothing(case)
    versions = Note(
        f"It was received under version {case.policy.version} of the policy. Version "
        f"{case.company.policy.version} is in force. What this person was promised stays where it "
        "is earlier."
    )
    return _by(case, again.by_current_policy, versions)


def recalculating_holidays(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if again.stands_by_holidays(case):
        return _nothing(case)
    return _by(case, again.by_current_holidays)


def correcting(case: Case, received_on: date) -> Guidance:
    known = Note(f"Recorded as received on {in_words(case.clock.received_on)}.")
    if received_on == case.clock.received_on:
        return Guidance((Effect("Every date follows from the day you give."),), (known,))
    try:
        after = again.corrected(case, received_on)
    except ClockError as refused:
        return Guidance(obstacle=str(refused))
    return Guidance((Effect(dates_after(case, after)),), (known, *_later(case, after)), after=after)


def reopening(case: Case, today: date) -> Guidance:
    after = again.reopened(case, today)
    never = Note("The time is counted as if the case had never been closed.")
    notes = [never]
    if after.due_on and after.due_on < today:
        notes.append(Note("That day has passed: the case is late at once.", "warn"))
    if case.released_at:
        notes.append(
            Note("The requester cannot fetch the files of the answer until the next release.")
        )
    return Guidance((Effect(dates_after(case, after)),), tuple(notes), after=after)


def recalling(case: Case, today: date) -> Guidance:
    if why := why_not_recalled(case):
        return Guidance(obstacle=why)
    after = again.reopened(case, today)
    notes = (
        Note("Nobody has downloaded it. From now on nobody can, and the requester is told."),
        Note("A second person has to approve the answer again before it leaves."),
    )
    return Guidance((Effect(dates_after(case, after)),), notes, after=after)


def _by(case: Case, terms: Callable[[Case], again.Again], *notes: Note) -> Guidance:
    try:
        after = again.preview(case, terms(case))
    except ClockError as refused:
        return Guidance(obstacle=str(refused))
    return Guidance(
        (Effect(dates_after(case, after)),), (*notes, *_later(case, after)), after=after
    )


def _later(case: Case, after: Working) -> tuple[Note, ...]:
    before = case.clock.due_on
    if not (before and after.due_on and after.due_on > before):
        return ()
    return (
        Note(f"That is later than the {in_words(before)} that the requester was told.", "warn"),
    )


def _nothing(case: Case) -> Guidance:
    return Guidance(obstacle=f"{case.reference} is counted by that already: nothing would change.")
