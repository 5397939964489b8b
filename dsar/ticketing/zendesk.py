"""Zendesk's side: a private comment in a ticket, and a date in one of its fields.

Zendesk takes the same comment as often as it is sent. So each note ends with a mark, the ticket's
newest comments are looked through for it first, and the ticket is changed only as it was then
(`safe_update`): a try that was cut off and arrived all the same is found by the next one.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dsar.outbox.channels.base import NotSent, NotWanted, Payload
from dsar.outbox.ids import note_id
from dsar.outside import calling
from dsar.outside.addresses import Refused

# Three calls a note, together shorter than a worker may be silent.
SECONDS = 10.0
LONGEST_ANSWER = 4 * 1024 * 1024
MOST_PATIENCE = timedelta(days=1)
COMMENTS = 30
MAY_WRITE = ("agent", "admin")
# What is wrong with the call is wrong with the next one too.
_FOR_GOOD = (400, 404, 422)


@dataclass(frozen=True)
class Tried:
    """What one call of a test came to: a status, or a code where nobody answered."""

    what: str
    status: str
    works: bool
    says: str


@dataclass(frozen=True)
class Zendesk:
    url: str
    email: str
    token: str
    due_field: int | None

    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:  # noqa: ARG002
        """The note stands in the ticket, once, and the due date in its field."""
        place = f"/api/v2/tickets/{payload['ticket']}"
        ticket = _part(self._call("GET", f"{place}.json"), "ticket", dict)
        if ticket.get("status") == "closed":
            raise NotWanted("ticket-closed")
        mark = mark_of(row_id)
        newest = self._call("GET", f"{place}/comments.json?sort_order=desc&per_page={COMMENTS}")
        if any(mark in str(one) for one in _part(newest, "comments", list)):
            return
        change: dict[str, Any] = {
            "comment": {"body": f"{payload['note']}\n\n{mark}", "public": False},
            "safe_update": True,
            "updated_stamp": ticket.get("updated_at"),
        }
        if self.due_field is not None and "due_on" in payload:
            change["custom_fields"] = [{"id": self.due_field, "value": payload["due_on"]}]
        self._call("PUT", f"{place}.json", {"ticket": change})

    def try_out(self) -> list[Tried]:
        """Whether the token opens the account, and whether the field takes a date."""
        tried = [self._try("/api/v2/users/me.json", _of_the_token)]
        if tried[0].works and self.due_field is not None:
            tried.append(self._try(f"/api/v2/ticket_fields/{self.due_field}.json", _of_the_field))
        return tried

    def _try(self, place: str, judge: Any) -> Tried:
        try:
            answer = self._call("GET", place)
        except NotSent as error:
            return Tried(place, error.code, works=False, says="")
        works, says = judge(answer)
        return Tried(place, "200", works, says)

    def _call(self, method: str, place: str, content: Any = None) -> dict[str, Any]:
        """What was answered, an object. Raises NotSent."""
        body = None if content is None else json.dumps(content).encode()
        open_with = base64.b64encode(f"{self.email}/token:{self.token}".encode()).decode()
        headers = {
            "accept": "application/json",
            "authorization": f"Basic {open_with}",
            "content-type": "application/json",
            "user-agent": "dsar-desk",
        }
        try:
            answer = calling.call(
                method, self.url + place, body, headers, seconds=SECONDS, most=LONGEST_ANSWER
            )
        except Refused as refused:
            raise NotSent(refused.code, for_good=refused.for_good) from refused
        if not 200 <= answer.status < 300:
            raise NotSent(
                f"http-{answer.status}",
                for_good=answer.status in _FOR_GOOD,
                after=min(timedelta(seconds=answer.retry_after), MOST_PATIENCE),
            )
        return _object(answer.body)


def mark_of(row_id: UUID) -> str:
    """By which our own note is known, in Zendesk and where Zendesk sends it back to us."""
    return f"[desk {note_id(row_id)}]"


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise NotSent("bad-answer") from None
    if not isinstance(found, dict):
        raise NotSent("bad-answer")
    return found


def _part(answer: dict[str, Any], name: str, kind: type) -> Any:
    found = answer.get(name)
    if not isinstance(found, kind):
        raise NotSent("bad-answer")
    return found


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
