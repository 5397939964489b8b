"""Zendesk's side: a private comment in a ticket, and a date in one of its fields.

Zendesk takes the same comment as often as it is sent. So each note ends with a mark, the ticket's
newest comments are looked through for it first, and the ticket is changed only as it was then
(`safe_update`): a try that was cut off and arrived all the same is found by the next one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dsar.outbox.channels.base import NotWanted, Payload

from .account import COMMENTS, Account, Tried, mark_of, part

# Three calls a note, together shorter than a worker may be silent.
SECONDS = 10.0
MYSELF = "/api/v2/users/me.json"
MAY_WRITE = ("agent", "admin")


@dataclass(frozen=True)
class Zendesk(Account):
    system = "zendesk"
    name = "Zendesk"
    host = "zendesk.com"
    seconds = SECONDS

    @property
    def login(self) -> str:
        return f"{self.email}/token:{self.token}"

    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:  # noqa: ARG002
        """The note stands in the ticket, once, and the due date in its field."""
        place = f"/api/v2/tickets/{payload['ticket']}"
        ticket = part(self.call("GET", f"{place}.json"), "ticket", dict)
        if ticket.get("status") == "closed":
            raise NotWanted("ticket-closed")
        mark = mark_of(row_id)
        newest = self.call("GET", f"{place}/comments.json?sort_order=desc&per_page={COMMENTS}")
        if any(mark in str(one) for one in part(newest, "comments", list)):
            return
        change: dict[str, Any] = {
            "comment": {"body": f"{payload['note']}\n\n{mark}", "public": False},
            "safe_update": True,
            "updated_stamp": ticket.get("updated_at"),
        }
        if self.due_field is not None and "due_on" in payload:
            change["custom_fields"] = [{"id": self.due_field, "value": payload["due_on"]}]
        self.call("PUT", f"{place}.json", {"ticket": change})

    def try_out(self) -> list[Tried]:
        """Whether the token opens the account, and whether the field takes a date."""
        tried = [self.attempt(MYSELF, _of_the_token)]
        if tried[0].works and self.due_field is not None:
            tried.append(
                self.attempt(f"/api/v2/ticket_fields/{self.due_field}.json", _of_the_field)
            )
        return tried


def _of_the_token(answer: dict[str, Any]) -> tuple[bool, str]:
    user = answer.get("user")
    role = user.get("role") if isinstance(user, dict) else None
    if role in MAY_WRITE:
        return True, "The token may write notes."
    return False, "The token belongs to nobody who may write notes: it takes an agent’s."


def _of_the_field(answer: dict[str, Any]) -> tuple[bool, str]:
    field = answer.get("ticket_field")
    if isinstance(field, dict) and field.get("type") == "date":
        return True, "The field takes a date."
    return False, "The field is of another kind: choose one of the kind “Date”."
