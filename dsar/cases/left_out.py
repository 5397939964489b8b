"""What of a case's documents is left out of its answer: an upper floor knows, a letter tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from dsar import languages

from .grounds import REFUSAL_GROUNDS
from .models import Case


@dataclass(frozen=True)
class LeftOut:
    """One document: by its number, whole or in part, and on which ground of grounds.py."""

    number: int
    whole: bool
    ground: str


Schedule = Callable[[Case], Sequence[LeftOut]]
_KNOWN: list[Schedule] = []


def register(schedule: Schedule) -> None:
    _KNOWN.append(schedule)


def name_of(case: Case, number: int) -> str:
    """What the requester reads for it: a file's own name may tell what it holds."""
    with languages.spoken(case.language):
        return gettext("Document %(number)s") % {"number": number}


def schedule_of(case: Case) -> list[dict[str, object]]:
    """For the letter, with the article as it is named where that is read (Art. 12(4))."""
    found = []
    with languages.spoken(case.language):
        for one in (line for known in _KNOWN for line in known(case)):
            ground = REFUSAL_GROUNDS[one.ground]
            article = ground.cite(case.law)
            said = {"name": name_of(case, one.number), "whole": one.whole}
            found.append({**said, "ground": ground.label, "article": article})
    return found
