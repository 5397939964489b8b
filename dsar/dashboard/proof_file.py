"""One file with everything for an authority, read without the desk: an index, letters, proof.

What was withheld stays here: of a document that was left out in whole or in part the file says its
number, the ground and who decided, and neither its name, its content nor the notes about it.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet
from django.template.loader import render_to_string

from deadlines import telling
from deadlines.operations import working_told
from deadlines.templatetags.clockface import certainty_words
from dsar.audit import operations as audit
from dsar.audit.bundle import archive
from dsar.audit.evidence import of_case
from dsar.audit.queries import history
from dsar.cases import on_paper
from dsar.cases.dates import in_words
from dsar.cases.left_out import name_of, schedule_of
from dsar.cases.models import Case, Message
from dsar.cases.operations.closing import UNFINISHED
from dsar.cases.operations.posting import CODE_LETTER, PROVING_KINDS
from dsar.cases.queries import today_at
from dsar.fulfilment.review.schedule import findings_of, number_of
from dsar.typeset.paper import Unprintable
from dsar.vault.operations import Shredded, unseal

from . import case_parts, checks
from .filters import RIGHTS
from .happened import names_of, told, when, who
from .searches import searches
from .taken import taken
from .transfers import transfer

# Facts that tell a person nothing in a page; the events beside it have them.
_IDS = frozenset({"document", "documents", "digest"})
_CODE = "A code for whoever lives there: it is not printed a second time."
_GONE = "Its words have been deleted: the time for which they are kept is over."
_UNPRINTABLE = "It holds signs that cannot be set on paper."


def give_proof(*, case: Case, actor: str, now: datetime) -> bytes:
    """The file, and a note of who took it, with its digest. Raises NoEvidence."""
    given = made_of(case, now=now)
    audit.record(
        company_id=case.company_id,
        event="proof.given",
        subject=case.reference,
        actor=actor,
        now=now,
        facts={"sha256": hashlib.sha256(given).hexdigest()},
    )
    return given


def made_of(case: Case, *, now: datetime) -> bytes:
    parts = dict(_parts(case, now=now))
    sums = (f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    parts["SHA256SUMS.txt"] = "".join(sums).encode()
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return made.getvalue()


def _parts(case: Case, *, now: datetime) -> Iterator[tuple[str, bytes]]:
    letters = list(_letters(case))
    context = _context(case, now=now) | {"letters": [line for line, _ in letters]}
    yield "index.html", render_to_string("dashboard/proof_file.html", context).encode()
    for line, pdf in letters:
        if pdf:
            yield line["file"], pdf
    proved = archive(of_case(company_id=case.company_id, reference=case.reference, now=now))
    with ZipFile(BytesIO(proved)) as inner:
        for name in inner.namelist():
            yield f"audit/{name}", inner.read(name)


def _context(case: Case, *, now: datetime) -> dict[str, Any]:
    working = working_told(case.clock, today=today_at(case, now))
    return {
        "case": case,
        "right": RIGHTS[case.right],
        "made": when(now, case.company),
        "received": when(case.received_at, case.company),
        "person": case_parts.person(case),
        "asked": case_parts.asked(case),
        "identity": case_parts.identity(case),
        "checks": checks.checklist(case),
        "working": [
            (
                row.text,
                in_words(row.on),
                "" if row.days is None else str(row.days),
                f"{row.article}, {row.source}; {certainty_words(row.certainty)}",
            )
            for row in telling.table(working)
        ],
        "why": telling.sentence(working),
        "came": list(_came(case)),
        "unfinished": list(_unfinished(case)),
        "searches": searches(case)["rows"],
        "left_out": list(_left_out(case)),
        "taken": taken(case),
        "transfer": transfer(case),
        "approvals": list(_approvals(case)),
        "events": told(history(case.company_id, case.reference), case, without=_IDS),
    }


def _letters(case: Case) -> Iterator[tuple[dict[str, str], bytes]]:
    """Each letter of ours, how it left, and its PDF; empty where it cannot be printed."""
    ours = case.messages.filter(direction=Message.Direction.OUT).order_by("at", "pk")
    for number, letter in enumerate(ours, 1):
        letter.case = case
        pdf, why = _printed(letter)
        heading = case_parts.LETTERS.get(letter.kind, "Letter")
        line = {
            "heading": heading.removeprefix("Letter: ").capitalize(),
            "when": when(letter.at, case.company),
            "file": f"letters/{number:02}-{letter.kind.replace('_', '-')}.pdf" if pdf else "",
            "why": why,
            "arrived": checks.delivery_of(letter)[1],
        }
        yield line, pdf


def _printed(letter: Message) -> tuple[bytes, str]:
    if letter.kind == CODE_LETTER:
        return b"", _CODE
    try:
        return on_paper.pdf_of([letter]), ""
    except on_paper.Gone:
        return b"", _GONE
    except Unprintable:
        return b"", _UNPRINTABLE


def _came(case: Case) -> Iterator[tuple[str, str]]:
    """What the requester wrote since, but for what they told as proof of who they are."""
    theirs = case.messages.filter(direction=Message.Direction.IN).exclude(kind__in=PROVING_KINDS)
    return _words_of(case, theirs)


def _unfinished(case: Case) -> Iterator[tuple[str, str]]:
    """Why it was closed although something was open."""
    return _words_of(case, case.messages.filter(kind=UNFINISHED))


def _words_of(case: Case, messages: QuerySet[Message]) -> Iterator[tuple[str, str]]:
    for message in messages.order_by("at", "pk"):
        message.case = case
        try:
            body = unseal(message, "body")
        except Shredded:
            body = None
        yield when(message.at, case.company), body["text"] if body else _GONE


def _left_out(case: Case) -> Iterator[tuple[str, str, str, str, str]]:
    """By its number: what was decided, on which ground, whether others were asked, and by whom."""
    decided = [one for one in findings_of(case) if one.is_withheld]
    names = names_of({one.decided_by for one in decided})
    grounds = {str(one["name"]): one for one in schedule_of(case)}
    for one in sorted(decided, key=number_of):
        name = name_of(case, number_of(one))
        said = grounds.get(name, {})
        yield (
            name,
            str(one.get_decision_display()),
            f"{said.get('ground', '')} ({said.get('article', '')})",
            str(one.get_consulted_display()),
            f"{who(one.decided_by, names)}, {when(one.decided_at, case.company)}"
            if one.decided_at
            else "",
        )


def _approvals(case: Case) -> Iterator[tuple[str, str, str, str]]:
    found = list(case.approvals.order_by("asked_at", "pk"))
    actors = {actor for one in found for actor in (one.approved_by, one.ended_by, *one.prepared_by)}
    names = names_of(actors - {""})
    for one in found:
        prepared = ", ".join(who(actor, names) for actor in one.prepared_by)
        asked = f"{prepared}, {when(one.asked_at, case.company)}"
        given = ""
        if one.approved_at:
            given = f"{who(one.approved_by, names)}, {when(one.approved_at, case.company)}"
            given += f". Alone, because: {one.alone_because}" if one.alone_because else ""
        yield str(one.get_kind_display()), asked, given, str(one.get_state_display())
