"""What an officer is told before acting: the dates it leads to, the law's limits, obstacles.

Asked of the same functions that carry the action out, so that a page never promises another date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from deadlines.errors import ClockError
from deadlines.operations import extension_of, may_pause, preview
from deadlines.working import Working
from dsar.cases.approvers import members_who_approve
from dsar.cases.dates import in_words
from dsar.cases.grounds import FEE_GROUNDS, REFUSAL_GROUNDS, for_right
from dsar.cases.labels import is_late
from dsar.cases.models import Case, Document
from dsar.cases.operations.changing import waits_for
from dsar.cases.operations.charging import open_fee
from dsar.cases.operations.clarifying import PAUSE_EVENTS
from dsar.cases.operations.lapsing import PATIENCE, awaited_from
from dsar.cases.operations.passing_on import NO, SAID_NO, YES, elsewhere_of
from dsar.cases.operations.settling import ID_EVENTS
from dsar.cases.operations.transferring import is_theirs_to_say, is_to_be_sent
from dsar.cases.proof import goes_to
from dsar.companies.ladder_words import joined
from dsar.companies.rights import OTHER

COPIES = "further-copies"


@dataclass(frozen=True)
class Effect:
    """What becomes of the date, and when, if not always."""

    text: str
    condition: str = ""


@dataclass(frozen=True)
class Note:
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Guidance:
    """`after` is the working that the letter speaks of; None where the clock is left alone."""

    effects: tuple[Effect, ...] = ()
    notes: tuple[Note, ...] = ()
    obstacle: str = ""
    after: Working | None = None


Guide = Callable[[Case, date], Guidance]


def nothing_moves(case: Case, today: date) -> Guidance:  # noqa: ARG001
    return Guidance((Effect("The date stays as it is."),))


def putting_forward(case: Case, today: date) -> Guidance:
    """Who will be asked. By whom it is put forward is not known here: they are not asked."""
    stays = nothing_moves(case, today).effects
    people = [one.user.name for one in members_who_approve(case)]
    if people:
        text = f"Approved by somebody who prepared none of it: {joined(people)}."
        return Guidance(stays, (Note(text),))
    nobody = "Nobody here may approve an answer, so it cannot be released. Ask an administrator."
    return Guidance(stays, (Note(nobody, "warn"),))


def no_clock(case: Case, today: date) -> Guidance:  # noqa: ARG001
    """For what has nothing to do with time."""
    return Guidance()


def it_stops(case: Case, today: date) -> Guidance:  # noqa: ARG001
    return Guidance((Effect(f"The clock stops today, {in_words(today)}."),))


def setting_aside(case: Case, today: date) -> Guidance:
    """What they said of passing it on, which an officer has to keep to."""
    stops = it_stops(case, today).effects
    may = elsewhere_of(case).may
    if may == NO:
        return Guidance(stops, (Note(SAID_NO),))
    if may == YES:
        return Guidance(stops, (Note("They agreed that it is passed on to who decides."),))
    asked = "They want to be asked before it is passed on." if may else ""
    return Guidance(stops, (Note(asked),) if asked else ())


def accepting(case: Case, today: date) -> Guidance:
    if waits_for(case, *ID_EVENTS):
        return _moved(case, "id-received", today)
    return nothing_moves(case, today)


def skipping(case: Case, today: date) -> Guidance:
    if waits_for(case, *ID_EVENTS):
        # What was asked for and not needed must not win the company time.
        return _moved(case, "id-waived", today)
    return nothing_moves(case, today)


def asking_identity(case: Case, today: date) -> Guidance:
    if waits_for(case, *ID_EVENTS):
        return nothing_moves(case, today)
    early = Note("Ask on the first day: every day until then is a day the requester waits longer.")
    moved = _moved(case, "id-requested", today)
    return Guidance(moved.effects, (early,), moved.obstacle, moved.after)


def changing_contact(case: Case, today: date) -> Guidance:  # noqa: ARG001
    hours = case.policy.rules.identity.cool_down.value
    stays = Effect("The date stays as it is.")
    why = Note(
        f"For {hours} hours nothing is released to the new address, and the old one is told. Who "
        "is asking is checked again. Call back a number on file if anything seems odd.",
        "warn",
    )
    return Guidance((stays,), (why,))


def asking_address(case: Case, today: date) -> Guidance:
    if goes_to(case) is not None:
        return Guidance(obstacle="Nothing about the address is left to prove.")
    return nothing_moves(case, today)


def asking_question(case: Case, today: date) -> Guidance:
    stays = Effect("The date stays as it is.", "If you ask anything else")
    if not may_pause(case.clock.rule, case.right):
        why = (
            "Nothing here can stop the clock for this request: the law allows that only where "
            "somebody asks for a copy of their data. You can still ask; the clock runs on."
        )
        return Guidance((Effect("The date stays as it is."),), (Note(why),))
    moved = _moved(case, "pause", today)
    if moved.obstacle:
        return Guidance((stays,), (Note(moved.obstacle, "warn"),))
    which = Effect(moved.effects[0].text, "If you ask which data or which use of it they mean")
    return Guidance((which, stays), after=moved.after)


def resuming(case: Case, today: date) -> Guidance:
    if open_fee(case):
        return Guidance(obstacle="A fee is open: record its payment, or do without it.")
    if waits_for(case, *PAUSE_EVENTS):
        return _moved(case, "resume", today)
    return nothing_moves(case, today)


def telling_late(case: Case, today: date) -> Guidance:
    if not is_late(case, today=today):
        return Guidance(obstacle="This request is not late.")
    return nothing_moves(case, today)


def extending(case: Case, today: date) -> Guidance:
    if extension_of(case.clock.rule) is None:
        return Guidance(obstacle="The law that governs this request knows no extension.")
    if case.clock.extended:
        return Guidance(obstacle="This request has been extended already; it can be extended once.")
    last = case.clock.notice_by
    if last and today > last:
        return Guidance(
            obstacle=f"It is too late to extend: the last day for the notice was {in_words(last)}. "
            "Answer now, or send the part that is ready."
        )
    moved = _moved(case, "extend", today)
    notes = [Note(f"The last day to tell the requester is {in_words(last)}.")] if last else []
    if promised := case.clock.promise_on:
        broken = f"The policy promised {in_words(promised)}. Extending does not keep that promise."
        notes.append(Note(broken, "warn"))
    return Guidance(moved.effects, tuple(notes), moved.obstacle, moved.after)


_NAMELESS = "Choose first which right is meant: the law's grounds depend on it."


def asking_fee(case: Case, today: date) -> Guidance:
    if case.right == OTHER:
        return Guidance(obstacle=_NAMELESS)
    if not for_right(FEE_GROUNDS, case.right):
        return Guidance(obstacle="The law knows no ground to ask a fee for this request.")
    moved = _moved(case, "fee-charged", today)
    effects = tuple(
        Effect(effect.text, "If the request is unfounded or excessive") for effect in moved.effects
    )
    if COPIES in for_right(FEE_GROUNDS, case.right):
        effects += (Effect("The date stays as it is.", "If they asked for further copies"),)
    return Guidance(effects, (_policy_on_fees(case),), moved.obstacle, moved.after)


def _policy_on_fees(case: Case) -> Note:
    law = (
        "The law allows a fee only if the request is manifestly unfounded or excessive, or for "
        "further copies. The cost of searching is not a ground."
    )
    cap = case.policy.rules.fee.cap
    if cap is None:
        return Note(law)
    sum_ = f"{cap.value.amount} {cap.value.currency}"
    return Note(
        f"Your policy, “{cap.where}”, mentions a charge of up to {sum_}: “{cap.quote}”. It is in "
        f"conflict with the law. {law}",
        "warn",
    )


def recording_payment(case: Case, today: date) -> Guidance:
    return _settling(case, "fee-paid", today)


def waiving_fee(case: Case, today: date) -> Guidance:
    """What was asked for and not taken wins the company no time either."""
    return _settling(case, "fee-waived", today)


def _settling(case: Case, kind: str, today: date) -> Guidance:
    fee = open_fee(case)
    if fee is None:
        return Guidance(obstacle="No fee is open.")
    asked = Note(f"Asked for: {fee.amount} {fee.currency}.")
    moved = nothing_moves(case, today) if fee.ground == COPIES else _moved(case, kind, today)
    return Guidance(moved.effects, (asked,), moved.obstacle, moved.after)


def withdrawing(case: Case, today: date) -> Guidance:
    only = Note(
        "Only if they told you themselves, by phone, by letter or at the counter. "
        "They get a letter, so that a mistake is noticed."
    )
    return Guidance(it_stops(case, today).effects, (only,))


def lapsing(case: Case, today: date) -> Guidance:
    awaited = awaited_from(case)
    if awaited is None:
        return Guidance(obstacle=f"{case.reference}: nothing is waited for, so it cannot lapse.")
    if today < (first := awaited.since + PATIENCE):
        return Guidance(
            obstacle=f"{case.reference}: {awaited.began}. "
            f"It can be closed for want of an answer from {in_words(first)} on."
        )
    return it_stops(case, today)


_BOTH_LAWS = (
    "The request names the law that counts here. That it does not cover them is a ground only "
    "where the company's own law gives them the right neither: otherwise answer them."
)


def refusing(case: Case, today: date) -> Guidance:
    if case.right == OTHER:
        return Guidance(obstacle=_NAMELESS)
    if not for_right(REFUSAL_GROUNDS, case.right):
        return Guidance(obstacle="The law knows no ground to refuse this request.")
    notes = [Note(_BOTH_LAWS)] if case.regime else []
    last = case.clock.refuse_by
    if last is None:
        return Guidance(it_stops(case, today).effects, tuple(notes))
    note = Note(f"The last day to refuse is {in_words(last)}.")
    if today > last:
        note = Note(
            f"The last day to refuse was {in_words(last)}. It can still be sent, since silence is "
            "worse, and will be recorded as late.",
            "danger",
        )
    return Guidance(it_stops(case, today).effects, (note, *notes))


def reopening_download(case: Case, today: date) -> Guidance:
    if case.released_at is None:
        return Guidance(obstacle=f"{case.reference} has not been answered yet.")
    return no_clock(case, today)


def sending_on(case: Case, today: date) -> Guidance:
    if not is_to_be_sent(case):
        return Guidance(
            obstacle=f"{case.reference}: nothing may be sent on. The requester has not said so."
        )
    return no_clock(case, today)


def taking_down(case: Case, today: date) -> Guidance:
    if not is_theirs_to_say(case):
        return Guidance(obstacle=f"{case.reference}: there is nothing to send on at the moment.")
    only = Note(
        "Only what they told you themselves. If you are not sure that it is they, call back a "
        "number on file, or ask them by letter: a copy in the wrong hands cannot be taken back.",
        "warn",
    )
    return Guidance(no_clock(case, today).effects, (only,))


def closing(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if case.released_at is None:
        missing = f"{case.reference} has not been answered yet: release the answer first."
        return Guidance(obstacle=missing)
    return Guidance()


def removing(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if case.documents.filter(kind=Document.Kind.ANSWER).exists():
        return Guidance()
    return Guidance(obstacle="There is no file in this answer.")


def taking_found(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if case.documents.filter(kind=Document.Kind.FOUND, file__destroyed_at=None).exists():
        return Guidance()
    return Guidance(obstacle="No search found a file that is not in the answer already.")


def choosing_right(case: Case, today: date) -> Guidance:
    if case.right == OTHER:
        return nothing_moves(case, today)
    return Guidance(obstacle=f"{case.reference} is about a named right already.")


def _moved(case: Case, kind: str, today: date) -> Guidance:
    try:
        after = preview(case.clock, kind=kind, on=today, today=today)
    except ClockError as refused:
        return Guidance(obstacle=str(refused))
    return Guidance((Effect(dates_after(case, after)),), after=after)


def dates_after(case: Case, after: Working) -> str:
    if after.due_on:
        stays = after.due_on == case.clock.due_on
        text = f"{'The date stays: due' if stays else 'Due'} {in_words(after.due_on)}."
        if after.statutory_on and after.statutory_on != after.due_on:
            text += f" That is the policy's promise; the law says {in_words(after.statutory_on)}."
        return text
    if after.state == "starts-later":
        return "No due date yet: the period starts when what you ask for has come in."
    text = "No due date until they answer."
    if after.days_left_if_paused is not None:
        days = after.days_left_if_paused
        text += f" {days} day{'s' if days != 1 else ''} stay left."
    if after.if_answered_today:
        text += f" If they answered today: {in_words(after.if_answered_today)}."
    return text
