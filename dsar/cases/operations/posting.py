"""Letters on paper: a code that proves where somebody lives, and that a letter left the house."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from dsar.vault.operations import seal, unseal
from identity import operations as identity

from .. import letters
from ..dates import civil_date, in_words
from ..errors import Invalid, NotAllowed
from ..models import Case, Message
from ..proof import needs_reason
from .changing import lock_case, move, record, tell_clock, waits_for
from .confirming import LETTER, LETTER_PURPOSE, letter_subject
from .intake import EVIDENCE
from .settling import ID_EVENTS
from .verifying import check_doubt, keep_doubt

# A letter takes days, and people are away.
LIFETIME = timedelta(days=14)
DIGITS = 8
CODE_LETTER = "letter_code"
# Whoever reads one of these could prove to be the requester.
PROVING_KINDS = (EVIDENCE, CODE_LETTER)
NOT_KEPT = "A code went by post. It is not kept."


@transaction.atomic
def send_letter_code(
    *, case_id: UUID, address: str, actor: str, now: datetime, doubt: str = "", facts: str = ""
) -> Case:
    """A letter with a code is owed on paper to `address`, the one on file, for an officer to print.

    Whoever holds the request open could name any address, so an officer names this one. The code
    stands hashed in identity/, and in the sealed letter until it was posted; older ones are dead.
    """
    case = lock_case(case_id, doing="send_letter_code")
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    if len(lines) < 2:
        raise Invalid("address", "Write the address on file as it stands on a letter.")
    if doubt or facts.strip() or needs_reason(case, [LETTER]):
        check_doubt(doubt, facts)
    identity.ask_for(verification_id=case.verification_id, items=[LETTER], now=now)
    if not waits_for(case, *ID_EVENTS):
        tell_clock(case, "id-requested", now=now)
    move(case, doing="send_letter_code")
    _end_older(case, now=now)
    _, code = identity.challenge(
        purpose=LETTER_PURPOSE,
        subject=letter_subject(case.pk),
        company_id=case.company_id,
        lifetime=LIFETIME,
        digits=DIGITS,
        now=now,
    )
    _keep_letter(case, code, "\n".join(lines), actor=actor, now=now)
    keep_doubt(case, doubt, facts, actor=actor, now=now)
    record(case, "identity.letter-owed", actor=actor, now=now, doubt=doubt or None)
    if unseal(case, "person").get("email"):
        letters.send(case, "letter_comes", actor=actor, now=now)
    return case


@transaction.atomic
def letter_posted(
    *, case_id: UUID, message_id: UUID, actor: str, now: datetime, on: date | None = None
) -> Case:
    """The letter left the house, today or on that civil date; a code in it can be read here no
    more. Raises Invalid for a date on which it cannot have left."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    found = case.messages.filter(pk=message_id, by_post=True, posted_at=None)
    message = found.select_related("case__data_key__company_key").first()
    if message is None:
        raise NotAllowed(f"{case.reference}: this letter was posted already.")
    message.posted_at = _left_at(case, message, on, now=now)
    if message.kind == CODE_LETTER and message.body is not None:
        seal(message, "body", unseal(message, "body") | {"text": NOT_KEPT})
    message.save(update_fields=["posted_at", "body"])
    left_on = civil_date(case.company, message.posted_at).isoformat()
    record(case, "letter.posted", actor=actor, now=now, letter=message.kind, on=left_on)
    return case


def _left_at(case: Case, message: Message, on: date | None, *, now: datetime) -> datetime:
    """Of a day that is over only the date is known: noon stands for it."""
    today, written = (civil_date(case.company, at) for at in (now, message.at))
    if on is None or on == today:
        return now
    if on > today:
        raise Invalid("on", "The letter cannot have been posted on a day that is still to come.")
    if on < written:
        raise Invalid("on", f"The letter was written on {in_words(written)}: give a later day.")
    noon = datetime.combine(on, time(12), tzinfo=ZoneInfo(case.company.timezone))
    return max(message.at, noon)


def _end_older(case: Case, *, now: datetime) -> None:
    """A letter that was not posted yet must not be, with a code that works no more."""
    for message in case.messages.filter(kind=CODE_LETTER, posted_at=None, body__isnull=False):
        message.case, message.posted_at = case, now
        seal(message, "body", unseal(message, "body") | {"text": NOT_KEPT})
        message.save(update_fields=["posted_at", "body"])


def _keep_letter(case: Case, code: str, address: str, *, actor: str, now: datetime) -> None:
    person = unseal(case, "person")
    until = civil_date(case.company, now + LIFETIME)
    grouped = f"{code[:4]} {code[4:]}"
    text = letters.write(case, CODE_LETTER, person=person, code=grouped, until=until)
    letters.keep(case, CODE_LETTER, text, to=address, by_post=True, actor=actor, now=now)
