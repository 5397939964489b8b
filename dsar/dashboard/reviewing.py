"""A document under review, as the desk shows it: its lines, what is marked, what was decided."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dsar.cases.grounds import REFUSAL_GROUNDS
from dsar.cases.left_out import name_of
from dsar.cases.models import Case, Document
from dsar.content.mentions import mentions
from dsar.content.redacting import Box, Page, Word
from dsar.fulfilment.review.models import Finding
from dsar.fulfilment.review.schedule import findings_of
from dsar.vault.operations import Shredded, unseal

from . import case_parts
from .case_parts import File
from .happened import names_of, when, who

MOST_LISTED = 4000  # words of a page, each with a box to tick: a megabyte


@dataclass(frozen=True)
class Place:
    """Something that can be marked or was: `value` is what a form sends for it."""

    value: str
    text: str
    page: int
    words: tuple["Place", ...] = ()


@dataclass(frozen=True)
class Reviewed:
    file: File
    state: str
    tone: str
    ground: str
    consulted: str
    who: str
    others: str
    note: str
    told_as: str
    open: bool
    under_review: bool


def reviewed(case: Case) -> list[Reviewed]:
    """Every document of the answer and every original that was held back, not the copies."""
    findings = {finding.document_id: finding for finding in findings_of(case)}
    copies = {one.copy_id for one in findings.values() if one.copy_id is not None}
    names = names_of({finding.decided_by for finding in findings.values()})
    given = case.documents.filter(kind__in=(Document.Kind.ANSWER, Document.Kind.HELD))
    answers = given.exclude(pk__in=copies)
    files = case_parts.files_of(case, answers.select_related("file").order_by("added_at", "pk"))
    return [_reviewed(case, file, findings.get(file.pk), names) for file in files]


def _reviewed(case: Case, file: File, finding: Finding | None, names: dict[str, str]) -> Reviewed:
    if finding is None:
        return Reviewed(file, "Given as it is", "", "", "", "", "", "", "", False, False)
    if not finding.decision:
        return Reviewed(file, "To be decided", "warn", "", "", "", "", "", "", True, True)
    ground = REFUSAL_GROUNDS.get(finding.ground)
    regime = case.law
    facts = _facts(finding)
    return Reviewed(
        file=file,
        state=finding.get_decision_display(),
        tone="",
        ground=f"{ground.label} ({ground.cite(regime)})" if ground else "",
        consulted=finding.get_consulted_display(),
        who=f"{who(finding.decided_by, names)}, {when(finding.decided_at, case.company)}"
        if finding.decided_at
        else "",
        others=facts.get("others", ""),
        note=facts.get("note", ""),
        told_as=name_of(case, facts["number"]) if ground and "number" in facts else "",
        open=False,
        under_review=True,
    )


def _facts(finding: Finding) -> dict[str, Any]:
    try:
        found: dict[str, Any] = unseal(finding, "facts") or {}
    except Shredded:
        return {}
    return found


def lines_of(page: Page) -> list[Place]:
    """Its first lines, each with its words: as many as a page of the desk can hold."""
    listed, words = [], 0
    for line in page.lines:
        words += len(line)
        if words > MOST_LISTED:
            break
        if line:
            listed.append(_line(line))
    return listed


def _line(line: Sequence[Word]) -> Place:
    number = line[0].box.page + 1
    words = tuple(Place(value_of(word.box), word.text, number) for word in line)
    return Place(value_of(around(line)), _text(line), number, words)


def found_in(pages: Sequence[Page], wanted: str) -> list[Place]:
    """Each place where these words stand, to be marked at once: a box on each line."""
    return [
        Place(
            ";".join(value_of(around(part)) for part in found.parts),
            " ".join(_text(line) for line in found.lines),
            found.parts[0][0].box.page + 1,
        )
        for found in mentions(pages, wanted)
    ]


def places(boxes: Iterable[Box], pages: Sequence[Page]) -> list[Place]:
    """What is marked, with the words that will be gone."""
    return [Place(value_of(box), _under(box, pages), box.page + 1) for box in boxes]


def digest_of(boxes: Iterable[Box]) -> str:
    """Another one as soon as a place is marked or taken off."""
    return hashlib.sha256(";".join(map(value_of, boxes)).encode()).hexdigest()


def value_of(box: Box) -> str:
    return ",".join(map(str, (box.page, box.left, box.top, box.right, box.bottom)))


def boxes_of(value: str) -> list[Box]:
    """Raises ValueError for what no form of ours sends."""
    return [_box(one) for one in value.split(";")]


def _box(value: str) -> Box:
    page, *sides = value.split(",")
    left, top, right, bottom = map(float, sides)
    return Box(int(page), left, top, right, bottom)


def around(words: Sequence[Word]) -> Box:
    boxes = [word.box for word in words]
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _under(box: Box, pages: Sequence[Page]) -> str:
    if box.page >= len(pages):
        return ""
    words = [word for line in pages[box.page].lines for word in line if _meets(box, word.box)]
    return _text(words)


def _meets(box: Box, word: Box) -> bool:
    """The middle of the word lies under the box."""
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box.left <= across <= box.right and box.top <= down <= box.bottom


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
