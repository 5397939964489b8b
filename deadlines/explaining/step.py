"""One line of the working."""

from dataclasses import dataclass
from datetime import date

from ..rules import CERTAINTIES, Cite, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """A step with `days` is part of the sum: the start and all such days make the law's date.

    `safe_on` stands where the law can be read otherwise: what the date would be by the reading
    that is worst for us.
    """

    what: str
    on: date | None
    days: int | None
    text: str
    article: str
    source: str
    certainty: str
    names: tuple[str, ...] = ()
    rule: str = ""
    safe_on: date | None = None


def make(
    rule: Rule,
    what: str,
    on: date | None,
    text: str,
    cite: Cite,
    *,
    days: int | None = None,
    certainty: str = "",
    names: tuple[str, ...] = (),
) -> Step:
    """A step of that rule, as certain as its citation unless told otherwise."""
    return Step(
        what, on, days, text, cite.article, cite.source, certainty or cite.certainty, names, rule.id
    )


def weakest(steps: list[Step]) -> str:
    """The certainty of the least certain step."""
    return max((step.certainty for step in steps), key=CERTAINTIES.index)
