"""The one friendly letter that asks again, half-way to the day from which a case may lapse."""

from datetime import datetime

from dsar.vault.operations import unseal

from . import letters
from .dates import civil_date
from .models import Case, Message
from .operations.lapsing import PATIENCE, awaited_from

KIND = "reminder"
QUESTIONS = ("question", "identity", "letter_comes", "fee")


def ask_again(case: Case, *, now: datetime) -> bool:
    """The requester reads once more what we asked, how to answer and what happens otherwise.

    Once for each question, however often this is called; whether it was now. What was asked in the
    receipt alone has no letter to repeat, and an address that nobody has proved gets no second one.
    """
    awaited = awaited_from(case)
    ours = case.messages.filter(direction=Message.Direction.OUT)
    asked = ours.filter(kind__in=QUESTIONS).order_by("-at", "-pk").first()
    if awaited is None or asked is None or ours.filter(kind=KIND, at__gte=asked.at).exists():
        return False
    asked.case = case  # its key is the case's: no need to read it again
    letters.send(
        case,
        KIND,
        actor="system",
        now=now,
        what=awaited.what,
        asked_on=civil_date(case.company, asked.at),
        quoted=unseal(asked, "body")["text"].strip().splitlines(),
        closes_on=awaited.since + PATIENCE,
        may_close=awaited.since + PATIENCE <= civil_date(case.company, now),
    )
    return True
