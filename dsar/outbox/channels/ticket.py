"""A note in a ticket of a company's help desk, and a date in one of its fields.

The payload holds `desk`, an id, `ticket`, its number there, `note` and `due_on`: a reference and a
date, nothing about a person. One that is to be made there has `opens` in the place of a number.
`tells` is the row that knows how the ticket stands.
Where the help desk is and what opens it is asked for when the note leaves: by then it may be
another, or switched off.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dsar.outbox.channels.base import NotWanted, Payload


class HelpDesk(Protocol):
    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        """Returns once the note stands in the ticket, once. Raises NotSent or NotWanted."""


# A number, or a key of Jira's.
_TICKET = re.compile(r"(?:[A-Z][A-Z0-9_]{0,20}-)?[0-9]{1,18}")
Find = Callable[[int], HelpDesk | None]
_DESKS: list[Find] = []


def register(find: Find) -> None:
    """`find` is given the id, and says None for who is told nothing."""
    _DESKS[:] = [find]


def check(payload: Payload) -> None:
    if not isinstance(payload.get("desk"), int):
        raise ValueError("a note needs the id of its help desk")
    if "opens" not in payload and not _TICKET.fullmatch(str(payload.get("ticket", ""))):
        raise ValueError("a ticket has a number")
    if not payload.get("note"):
        raise ValueError("a note needs a text")


@contextmanager
def batch() -> Iterator["TicketSender"]:
    yield TicketSender()


class TicketSender:
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        for find in _DESKS:
            if (desk := find(payload["desk"])) is not None:
                desk.write(row_id=row_id, payload=payload, now=now)
                return
        raise NotWanted("switched-off")
