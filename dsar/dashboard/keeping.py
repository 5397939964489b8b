"""What an officer is told before a case is kept on purpose, or erased before its time."""

from datetime import date

from dsar.cases.erase_request import EraseRequest
from dsar.cases.models import Case
from dsar.cases.operations.erasing import GROUNDS
from dsar.vault.operations import Shredded, unseal

from .guidance import Guidance, Note
from .happened import names_of, when, who

LEFT = (
    "What is erased: name, addresses, letters, messages, notes, files. What stays: one line in the "
    "register and the audit chain, which name nobody."
)
HELD = "A legal hold stands: nothing of this case may be erased. Lift it first."


def holding(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if case.is_held:
        return Guidance(obstacle=f"{case.reference} is under a legal hold already.")
    return Guidance(
        notes=(Note("Neither time nor anybody at the desk can erase it until the hold is lifted."),)
    )


def lifting(case: Case, today: date) -> Guidance:  # noqa: ARG001
    hold = case.holds.filter(lifted_at=None).first()
    if hold is None:
        return Guidance(obstacle=f"{case.reference} is under no legal hold.")
    hold.case = case
    placed = f"Placed by {_name(hold.placed_by)}, {when(hold.placed_at, case.company)}: "
    goes = "If its time is over, it is erased in the coming night."
    return Guidance(notes=(Note(placed + _words(hold)), Note(goes, "warn")))


def asking(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if case.is_held:
        return Guidance(obstacle=HELD)
    if open_request(case):
        return Guidance(obstacle="Its erasure was asked for already and waits for a decision.")
    return Guidance(notes=(Note(LEFT), Note("Somebody else has to agree.")))


def agreeing(case: Case, today: date) -> Guidance:  # noqa: ARG001
    asked = open_request(case)
    if asked is None:
        return Guidance(obstacle="Nobody has asked to erase this case.")
    if case.is_held:
        return Guidance(obstacle=HELD)
    return Guidance(notes=(Note(_asked(case, asked)), Note(LEFT, "warn")))


def declining(case: Case, today: date) -> Guidance:  # noqa: ARG001
    asked = open_request(case)
    if asked is None:
        return Guidance(obstacle="Nobody has asked to erase this case.")
    return Guidance(notes=(Note(_asked(case, asked)),))


def open_request(case: Case) -> EraseRequest | None:
    return case.erase_requests.filter(decided_at=None).first()


def standing(case: Case) -> dict[str, str] | None:
    """The hold as the case page shows it; None where there is none."""
    hold = case.holds.filter(lifted_at=None).first()
    if hold is None:
        return None
    hold.case = case
    return {
        "who": _name(hold.placed_by),
        "when": when(hold.placed_at, case.company),
        "why": _words(hold),
    }


def asked_for(case: Case) -> str:
    """Who asked to erase it, when and why, for the case page; empty where nobody did."""
    asked = None if case.is_open else open_request(case)
    return _asked(case, asked) if asked else ""


def _asked(case: Case, asked: EraseRequest) -> str:
    asked.case = case
    ground = GROUNDS.get(asked.ground, asked.ground)
    asker, moment = _name(asked.asked_by), when(asked.asked_at, case.company)
    return f"{asker} asked for it, {moment}. {ground}: {_words(asked)}"


def _words(row: object) -> str:
    try:
        return str(unseal(row, "reason") or "")  # type: ignore[arg-type]
    except Shredded:
        return ""


def _name(actor: str) -> str:
    return who(actor, names_of([actor]))
