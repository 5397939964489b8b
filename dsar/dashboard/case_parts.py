"""The parts of a case page. Sealed words are opened here, for whoever may see the case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from dsar.cases.dates import civil_date, in_words
from dsar.cases.earlier import ADDRESS, BOTH, NAME, by_what, earlier_cases
from dsar.cases.models import Case, Document, Message
from dsar.cases.operations.filing import name_of
from dsar.cases.operations.posting import CODE_LETTER
from dsar.cases.proof import why_not_released
from dsar.fulfilment.models import SearchRecord
from dsar.fulfilment.review.taking import records_of
from dsar.languages import ENGLISH
from dsar.vault.operations import Shredded, unseal
from identity.models import Item, Verification

from .event_words import PEOPLE, distance
from .filters import RIGHTS
from .happened import Told, names_of, when, who
from .transfers import transfer

CODE_INSIDE = "A code for whoever lives there. It can be read on the page that prints it."
ERASED = "The personal data of this case have been erased."
DELETED = "Deleted: the time for which the policy keeps it is over."
LETTERS = {
    "received": "Letter: we have the request",
    "received_together": "Letter: we have the requests",
    "identity": "Letter: proof of identity asked for",
    "question": "Letter: our question",
    "our_message": "Letter: our message",
    "resumed": "Letter: work goes on",
    "extension": "Letter: more time",
    "recalculated": "Letter: another date",
    "receipt": "Letter: received date corrected",
    "reopened": "Letter: opened again",
    "recalled": "Letter: answer taken back",
    "fee": "Letter: a fee asked for",
    "late": "Letter: we are late",
    "reminder": "Letter: asked again",
    "answer": "Letter: our answer",
    "transferred": "Letter: sent to the other company",
    "transfer_returned": "Letter: could not be sent to the other company",
    "transfer_choice": "Letter: whether it goes to the other company",
    "deletion_announced": "Letter: the deletion, and how to stop it",
    "restriction_ends": "Letter: the restriction ends",
    "refused": "Letter: refused",
    "lapsed": "Letter: closed for want of an answer",
    "letter_code": "Letter: a code by post",
    "letter_comes": "Letter: a code comes by post",
    "confirm_address": "Letter: the address to be confirmed",
    "new_address": "Letter: to the new address",
    "contact_changed": "Letter: to the old address",
    "withdrawn": "Letter: withdrawn",
    "set_aside": "Letter: closed without an answer",
    "passed_on": "Letter: to the other organisation",
    "new_contact": "Letter: to their new contact",
}
FOUND_BY = {
    ADDRESS: "from the same address",
    NAME: "about the same name",
    BOTH: "from the same address and about the same name",
}
_DIRECTIONS = {"in": "theirs", "out": "ours", "note": "note"}
_TONES = {Item.State.GIVEN: "warn", Item.State.BY_POST: "pause", Item.State.ASKED: "pause"}


@dataclass(frozen=True)
class Entry:
    """One letter, message or note of the conversation."""

    pk: UUID
    side: str
    heading: str
    text: str
    who: str
    when: str
    by_post: bool
    as_pdf: bool
    files: tuple[str, ...]
    """The names of those that came with it; they lie among the documents."""
    language: str
    """What it is written in, where that is not English."""


@dataclass(frozen=True)
class File:
    pk: UUID
    name: str
    size: int
    explanation: str
    answer: bool
    held: bool
    """Withheld, or given as a redacted copy."""
    found: bool
    readable: bool
    origin: str = ""
    """Which search it came with, whatever it is now."""


@dataclass(frozen=True)
class Proof:
    code: str
    label: str
    state: str
    tone: str
    note: str
    downloadable: bool


@dataclass(frozen=True)
class Reminded:
    on: date
    distance: str
    people: str
    sent: bool
    late: bool
    """Meant for a case that is overdue."""


def person(case: Case) -> dict[str, Any]:
    """Name and addresses; empty once they are erased."""
    try:
        found: dict[str, Any] = unseal(case, "person") or {}
    except Shredded:
        return {}
    return found


def asked(case: Case) -> dict[str, Any]:
    """What they asked, question by question, and in their own words."""
    try:
        details: dict[str, Any] = unseal(case, "details") or {}
    except Shredded:
        details = {"text": ERASED}
    return {"answers": details.get("answers", []), "text": details.get("text", "")}


def earlier(case: Case) -> dict[str, Any]:
    """What the same person asked for before, with how each stands or ended."""
    return {
        "by": by_what(case),
        "cases": [
            {
                "reference": one.case.reference,
                "right": RIGHTS.get(one.case.right, one.case.right),
                "on": in_words(civil_date(case.company, one.case.received_at)),
                "how": one.case.get_outcome_display() or one.case.get_status_display(),
                "found_by": FOUND_BY[one.how],
            }
            for one in earlier_cases(case)
        ],
    }


def identity(case: Case) -> dict[str, Any]:
    items = list(case.verification.items.all())
    return {
        "verification": case.verification,
        "decision": _decision(case),
        "proofs": [
            Proof(
                item.code,
                item.label,
                "Proved by a code" if item.confirmed_at else item.get_state_display(),
                "" if item.confirmed_at else _TONES.get(Item.State(item.state), ""),
                item.note,
                item.file_id is not None,
            )
            for item in items
        ],
        "enough": _enough(case, items),
        "held_up": _held_up(case),
        "authority": getattr(case, "authority", None),
    }


def documents(case: Case) -> list[File]:
    there = case.documents.select_related("file").order_by("added_at", "pk")
    return files_of(case, there)


def found(case: Case) -> list[File]:
    """What searches found and nobody has taken into the answer, while it is there."""
    return [file for file in documents(case) if file.found and file.readable]


def downloads(files: Iterable[File], history: Iterable[Told]) -> list[str]:
    """Which file the requester took, and when, in the order of the chain."""
    names = {str(file.pk): file.name for file in files}
    gone = "A file that is gone"
    return [
        f"{names.get(str(line.event.facts.get('document')), gone)}, {line.when}"
        for line in history
        if line.event.event == "answer.downloaded"
    ]


def conversation(case: Case) -> list[Entry]:
    messages = sorted(case.messages.all(), key=lambda message: (message.at, message.pk))
    names = names_of({message.actor for message in messages})
    return [_entry(case, message, names) for message in messages]


def reminders(case: Case) -> list[Reminded]:
    """In the order of their days."""
    return [
        Reminded(
            civil_date(case.company, found.at),
            distance(found.kind),
            ", ".join(PEOPLE.get(level, level) for level in found.audience),
            found.taken_at is not None,
            found.kind.startswith("overdue"),
        )
        for found in case.clock.reminders.order_by("at", "pk")
    ]


def part(name: str, case: Case) -> dict[str, Any]:
    """For a page that shows one part of the case only."""
    parts: dict[str, Callable[[Case], Any]] = {
        "identity": identity,
        "documents": documents,
        "asked": asked,
        "transfer": transfer,
    }
    return {name: parts[name](case)} if name in parts else {}


def _entry(case: Case, message: Message, names: dict[str, str]) -> Entry:
    message.case = case  # its key is the case's: no need to read it again
    gone = {"subject": message.get_direction_display(), "text": DELETED}
    try:
        kept: dict[str, Any] | None = unseal(message, "body")
    except Shredded:
        kept, gone["text"] = None, ERASED
    body = kept or gone
    ours = message.direction == Message.Direction.OUT
    has_code = message.kind == CODE_LETTER and not message.posted_at
    return Entry(
        pk=message.pk,
        side=_DIRECTIONS[message.direction],
        heading=LETTERS.get(message.kind, body["subject"]) if ours else body["subject"],
        text=CODE_INSIDE if has_code else body["text"],
        who=who(message.actor, names),
        when=when(message.at, case.company),
        by_post=message.by_post and message.posted_at is None,
        as_pdf=ours and kept is not None,
        files=tuple(body.get("files", ())),
        language=message.language if ours and message.language != ENGLISH else "",
    )


def files_of(case: Case, documents: Iterable[Document]) -> list[File]:
    records = records_of(case)
    return [file_of(case, one, records.get(one.pk)) for one in documents]


def file_of(case: Case, document: Document, record: SearchRecord | None = None) -> File:
    document.case, document.file.data_key = case, case.data_key
    try:
        explanation = str(unseal(document, "explanation") or "")
    except Shredded:
        explanation = ERASED
    return File(
        pk=document.pk,
        name=name_of(document.file),
        size=document.file.size,
        explanation=explanation,
        answer=document.kind == Document.Kind.ANSWER,
        held=document.kind == Document.Kind.HELD,
        found=document.kind == Document.Kind.FOUND,
        readable=document.file.wrapped is not None,
        origin=f"Found in {record.system}, {when(record.signed_at, case.company)}"
        if record
        else "",
    )


def _decision(case: Case) -> str:
    found = case.verification
    if found.decided_at is None:
        return ""
    how = found.get_method_display() or found.get_reason_display()
    return f"{found.get_state_display()}: {how}. {when(found.decided_at, case.company)}."


def _held_up(case: Case) -> str:
    """What keeps an answer from leaving, in a sentence, so that nobody learns it at the end."""
    if case.released_at or not case.is_open:
        return ""
    try:
        return why_not_released(case, now=timezone.now())
    except Shredded:
        return ""


def _enough(case: Case, items: list[Item]) -> str:
    """Advice while nothing is decided: the least that is enough (Art. 12(6), 5(1)(c))."""
    if case.verification.state != Verification.State.PENDING:
        return ""
    proved = any(item.confirmed_at for item in items)
    known = any(item.kind == Item.Kind.TEXT and item.state == Item.State.GIVEN for item in items)
    if proved and known:
        return (
            "They control the address and told us something only they should know. If both match "
            "what you hold, that is good enough for contact data. You can skip the document."
        )
    if proved:
        return "They control the address. If it is the one you have on file, that may be enough."
    return ""
