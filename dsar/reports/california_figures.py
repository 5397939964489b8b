"""What California wants counted of a year (11 CCR 7102): the requests that its law knows, and what
became of each. Only cases that are answered under it are among them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from dsar.cases.transitions import Outcome

from .figures import FIGURES, Figure
from .scope import Scope

CCPA: Final = "ccpa"


@dataclass(frozen=True)
class Asked:
    """One kind of request as the regulation names it, and our rights that are such."""

    code: str
    label: str
    rights: tuple[str, ...]


ASKED: Final = (
    Asked("delete", "Requests to delete", ("erasure",)),
    Asked("correct", "Requests to correct", ("rectification",)),
    Asked("know", "Requests to know", ("access", "portability")),
    Asked("opt-out", "Requests to opt out of sale or sharing", ("marketing", "objection")),
    Asked("limit", "Requests to limit", ("restriction",)),
)


def answered(scope: Scope) -> Q:
    return FIGURES["answered"].where(scope)


def of_california(scope: Scope, rights: tuple[str, ...]) -> Q:  # noqa: ARG001
    """The law named for the case, or else the company's own."""
    own = Q(regime="", policy__rules_json__regime__value=CCPA)
    return (Q(regime=CCPA) | own) & Q(right__in=rights)


def _unproved(scope: Scope) -> Q:
    """Nobody proved who was asking, which the regulation counts as denied."""
    lapsed = Q(outcome=Outcome.LAPSED, identity_settled_at=None)
    return FIGURES["lapsed"].where(scope) & lapsed


def _denied(scope: Scope) -> Q:
    return FIGURES["refused"].where(scope) | _unproved(scope)


_PARTS: Final[dict[str, tuple[str, str, Callable[[Scope], Q]]]] = {
    "received": (
        "Received",
        "reached the company in the year.",
        FIGURES["received"].where,
    ),
    "whole": (
        "Complied with in whole",
        "were answered in the year with nothing left out; that nothing is held is among them.",
        lambda scope: answered(scope) & Q(withheld_ground="") & ~Q(outcome=Outcome.REFUSED),
    ),
    "part": (
        "Complied with in part",
        "were answered in the year with something left out.",
        FIGURES["refused-part"].where,
    ),
    "denied": (
        "Denied",
        "were refused in the year, or closed because nobody proved who was asking.",
        _denied,
    ),
}
PARTS: Final = tuple(_PARTS)
HEADS: Final = tuple(head for head, _, _ in _PARTS.values())


def _figure(asked: Asked, part: str) -> Figure:
    head, said, where = _PARTS[part]
    return Figure(
        f"california-{asked.code}-{part}",
        f"{asked.label}: {head.lower()}",
        f"{asked.label} under the law of California that {said}",
        lambda scope: of_california(scope, asked.rights) & where(scope),
    )


FIGURES_OF_CALIFORNIA: Final = {
    figure.code: figure for asked in ASKED for part in PARTS for figure in [_figure(asked, part)]
}
