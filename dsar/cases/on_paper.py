"""A letter as it goes on paper: what is fixed beside its words when it is written, and its PDF."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deadlines import telling
from deadlines.operations import retold
from deadlines.templatetags.clockface import certainty_words
from dsar import languages
from dsar.typeset.paper import Letter, as_pdf
from dsar.vault.operations import Shredded, unseal

from .dates import civil_date, in_words
from .models import Case, Message

MANY = "Letters to post"


class Gone(Exception):
    """Its words were erased, or their time was over."""


def fixed(case: Case, *, text: str, to: str, by_post: bool) -> dict[str, Any]:
    """What a letter keeps besides its words; one on paper, all that makes it print the same later.

    On paper nobody can open the page that says how a date came about: the steps go along with a
    letter that names the date.
    """
    if not by_post:
        return {"to": to}
    with languages.spoken(case.language):
        due = in_words(case.clock.due_on)
        working = _working(case) if due and due in text else []
    return {"to": to, "from": _sender(case), "working": working}


def address(person: dict[str, Any]) -> str:
    """As on an envelope; the name alone for somebody whom mail reaches."""
    return f"{person['name']}\n{person.get('postal', '')}".strip()


def as_printed(message: Message, body: dict[str, Any]) -> dict[str, Any]:
    """The body as on paper. A note of what was written to somebody else begins with their address,
    and its heading is for the officers."""
    if message.direction != Message.Direction.NOTE:
        return body
    to, _, text = body["text"].partition("\n\n")
    subject = f"{message.case.company.name}: {message.case.reference}"
    return {**body, "to": to, "text": text, "subject": subject}


def pdf_of(letters: Sequence[Message]) -> bytes:
    """These letters in one file. Raises Gone for one without words, Unprintable for one that does
    not fit on paper."""
    made = [_letter(one) for one in letters]
    title = made[0].subject if len(made) == 1 else MANY
    return as_pdf(made, title=title)


def laid_out(case: Case, body: dict[str, Any], *, at: datetime, language: str) -> Letter:
    """The letter that was kept as `body`."""
    with languages.spoken(language):
        on = in_words(civil_date(case.company, at))
    return Letter(
        sender=tuple(body.get("from") or _sender(case)),
        to=tuple(body["to"].splitlines()),
        on=on,
        reference=case.reference,
        subject=body["subject"],
        text=body["text"],
        working=tuple(tuple(row) for row in body.get("working", ())),
        language=language,
    )


def _letter(message: Message) -> Letter:
    case = message.case
    try:
        body = unseal(message, "body")
        person = unseal(case, "person")
    except Shredded:
        raise Gone from None
    if body is None or person is None:
        raise Gone
    body = as_printed(message, body)
    to = body.get("to") or address(person)
    return laid_out(case, body | {"to": to}, at=message.at, language=message.language)


def _sender(case: Case) -> list[str]:
    """The letterhead. A postal address that is open for some rights only is somebody else's."""
    company = case.company
    post = [
        said.value.value
        for said in case.policy.rules.channels
        if said.value.kind == "post" and not said.value.rights and said.value.value
    ]
    lines = [company.legal_name or company.name, *(post[:1] or [company.town])]
    return [line for line in [*lines, company.sender_email, company.website] if line]


def _working(case: Case) -> list[list[str]]:
    """Step, date, days and rule of each row, in the language in force."""
    return [
        [
            row.text,
            in_words(row.on),
            "" if row.days is None else str(row.days),
            f"{row.article}, {row.source}; {certainty_words(row.certainty)}",
        ]
        for row in telling.table(retold(case.clock))
    ]
