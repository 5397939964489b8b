"""A refusal or a fee under Art. 12(5) that waits for a second person: what they look at first."""

from dataclasses import replace
from datetime import date
from typing import Any

from dsar.cases.approval import Approval
from dsar.cases.approvers import alone_because, members_who_approve
from dsar.cases.grounds import FEE_GROUNDS, REFUSAL_GROUNDS, SECOND_PERSON
from dsar.cases.models import Case
from dsar.cases.proposals import proposal_of
from dsar.companies.ladder_words import joined

from . import guidance
from .guidance import Guidance, Note
from .happened import names_of, when, who

Kind = Approval.Kind
# What each is approved by, and its grounds.
APPROVED_BY = {Kind.REFUSAL: "approve_refusal", Kind.FEE: "approve_fee"}
_GROUNDS = {Kind.REFUSAL: REFUSAL_GROUNDS, Kind.FEE: FEE_GROUNDS}
WAITS = "Put forward. Nothing leaves before a second person has approved it."


def waits(ground: str) -> str:
    """What is said once it is written down; empty where it has left at once."""
    return WAITS if ground in SECOND_PERSON else ""


def waiting(case: Case, actor: str = "") -> dict[str, Any] | None:
    """The one that waits, in words; None where none does."""
    found = proposal_of(case)
    if found is None:
        return None
    prepared = found.approval.prepared_by
    names, ground = names_of(prepared), _GROUNDS[found.kind][found.ground]
    alone = alone_because(case, prepared) if actor in prepared else ""
    return {
        "what": found.kind.label,
        "ground": f"{ground.label} ({ground.cite(case.law)})",
        "facts": found.facts,
        "sum": f"{found.amount} {found.currency}" if found.kind == Kind.FEE else "",
        "prepared": joined([who(one, names) for one in prepared]),
        "asked": when(found.approval.asked_at, case.company),
        "approve": APPROVED_BY[found.kind],
        "own": actor in prepared and not alone,
        "alone": alone,
    }


def refusing(case: Case, today: date) -> Guidance:
    return _with_second(case, guidance.refusing(case, today), "refused")


def asking_fee(case: Case, today: date) -> Guidance:
    return _with_second(case, guidance.asking_fee(case, today), "charged")


def deciding_refusal(case: Case, today: date) -> Guidance:
    if proposal_of(case, Kind.REFUSAL) is None:
        return _nothing(case)
    return guidance.refusing(case, today)


def deciding_fee(case: Case, today: date) -> Guidance:
    if proposal_of(case, Kind.FEE) is None:
        return _nothing(case)
    asked = guidance.asking_fee(case, today)
    # Of further copies nobody is asked here, and which of the two it is stands written.
    effects = tuple(replace(one, condition="") for one in asked.effects[:1])
    return replace(asked, effects=effects)


def returning(case: Case, today: date) -> Guidance:
    if proposal_of(case) is None:
        return _nothing(case)
    return guidance.nothing_moves(case, today)


def _nothing(case: Case) -> Guidance:
    return Guidance(obstacle=f"{case.reference}: no refusal and no fee waits for approval.")


def _with_second(case: Case, found: Guidance, done: str) -> Guidance:
    if found.obstacle:
        return found
    people = [one.user.name for one in members_who_approve(case)]
    text = (
        f"As manifestly unfounded or excessive nothing is {done} yet: it waits for somebody who "
        "did not prepare it. The company has to prove it, so write down what shows it (Art. 12(5))."
    )
    note = (
        Note(f"{text} Who can approve it: {joined(people)}.")
        if people
        else Note(f"{text} Nobody here may approve it. Ask an administrator.", "warn")
    )
    return replace(found, notes=(*found.notes, note))
