"""When a letter left: mail once a server took it, paper once it was posted."""

from datetime import date, datetime

from django.db.models import QuerySet

from dsar.outbox.models import Message as Owed
from dsar.outbox.models import State

from .dates import civil_date
from .models import Case, Message


def left_on(case: Case, kind: str) -> date | None:
    """The civil date on which the newest of this kind left; None while it waits, where it was given
    up, or if it came back and was not posted since."""
    letter = case.messages.filter(kind=kind).order_by("-at", "-pk").first()
    if letter is None:
        return None
    left_at = letter.posted_at if letter.by_post else _mailed_at(letter)
    return civil_date(case.company, left_at) if left_at else None


def waits_to_leave(case: Case, kind: str) -> bool:
    """Whether the newest of this kind can still leave: paper not yet posted, mail still tried."""
    letter = case.messages.filter(kind=kind).order_by("-at", "-pk").first()
    if letter is None:
        return False
    if letter.by_post:
        return letter.posted_at is None
    return _owed(letter).filter(state=State.QUEUED).exists()


def _mailed_at(letter: Message) -> datetime | None:
    return _owed(letter).values_list("sent_at", flat=True).first()


def _owed(letter: Message) -> QuerySet[Owed]:
    return Owed.objects.filter(key=f"letter:{letter.pk}", company_id=letter.company_id)
