"""What holds back an answer, asked wherever one goes a step further: upper floors know the reasons.

A part of the work that is not done, such as a system where nobody has looked yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .errors import NotAllowed
from .models import Case


@dataclass(frozen=True)
class Reason:
    """One sentence that says what to do, and where: `place` is put behind the address of the
    case's page, as `#searches` or `searches/`."""

    sentence: str
    place: str = ""


Gate = Callable[[Case], Sequence[Reason]]
_GATES: dict[str, Gate] = {}


class Held(NotAllowed):
    """Something has to be done before this answer can leave; `reasons` say what."""

    def __init__(self, case: Case, reasons: Sequence[Reason]) -> None:
        said = " ".join(reason.sentence for reason in reasons)
        super().__init__(f"{case.reference} cannot be answered yet. {said}")
        self.reasons = tuple(reasons)


def register(name: str, gate: Gate) -> None:
    """`gate` is asked with the case's row locked; no reason means that it holds nothing back."""
    _GATES[name] = gate


def reasons_of(case: Case) -> list[Reason]:
    """Everything that stands in the way of an answer now."""
    return [reason for gate in _GATES.values() for reason in gate(case)]


def pass_all(case: Case) -> None:
    """Nothing holds this answer back, or Held with all that does."""
    if reasons := reasons_of(case):
        raise Held(case, reasons)
