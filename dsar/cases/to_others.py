"""What is written about a case to somebody who asked for nothing: an organisation that decides, a
colleague whom the requester named. Kept with the case; no page shows it to the requester. Where the
mail comes back, it is owed on paper, as a letter to the requester is."""

from datetime import date, datetime
from typing import Any, Final

from django.template.loader import render_to_string

from dsar import languages
from dsar.outbox.models import Message as Owed
from dsar.outbox.models import State
from dsar.outbox.operations import enqueue

from .dates import in_words
from .letters import mail_of, subject_of, tidied
from .models import Case, Message
from .operations.changing import keep_message

PASSED_ON: Final = "passed_on"
NEW_CONTACT: Final = "new_contact"
KINDS: Final = (PASSED_ON, NEW_CONTACT)
KEY: Final = "other:"


def write(case: Case, kind: str, *, language: str, **facts: Any) -> str:
    """The text of templates/letters/others/`kind`, in `language`."""
    with languages.spoken(language):
        said = {key: in_words(one) if isinstance(one, date) else one for key, one in facts.items()}
        text = render_to_string(
            f"letters/others/{kind}.txt", {"case": case, "company": case.company, **said}
        )
    return tidied(text)


def send(
    case: Case,
    kind: str,
    heading: str,
    *,
    to: str,
    language: str,
    actor: str,
    now: datetime,
    **facts: Any,
) -> Message:
    """Kept as a note that says what was written to whom, and owed by mail to `to`."""
    text = write(case, kind, language=language, **facts)
    note = keep_message(
        case,
        Message.Direction.NOTE,
        kind,
        heading,
        f"{to}\n\n{text}",
        language=languages.known(language),
        actor=actor,
        now=now,
    )
    mail = mail_of(case.company, to=to, subject=subject_of(case), text=text, language=language)
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=f"{KEY}{note.pk}",
        payload=mail,
        now=now,
    )
    return note


def was_told(case: Case, kind: str) -> bool:
    """Whether one of these has left, or still will: not where the mail was given up or came back,
    unless it went by post then."""
    written = case.messages.filter(kind=kind)
    if written.filter(posted_at__isnull=False).exists():
        return True
    keys = [f"{KEY}{pk}" for pk in written.filter(by_post=False).values_list("pk", flat=True)]
    return Owed.objects.filter(key__in=keys, state__in=(State.QUEUED, State.SENT)).exists()


def is_to_post(case: Case, kind: str) -> bool:
    """One came back and waits among the letters to post."""
    return case.messages.filter(kind=kind, by_post=True, posted_at=None).exists()
