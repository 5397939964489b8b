"""A Zendesk as its pages describe it: a real HTTP server that keeps tickets, on a bad day or none.

https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ (Update Ticket, safe_update)
and …/ticket_comments/ (List Comments).
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import served

from .serving import Answering

EMAIL, TOKEN, DUE_FIELD = "agent@example.com", "zendesk-token-for-tests", 360001


@dataclass
class Ticket:
    status: str = "open"
    updated: int = 0
    comments: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[int, Any] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        return f"2026-11-23T09:{self.updated // 60:02}:{self.updated % 60:02}Z"

    @property
    def notes(self) -> list[str]:
        """Without the marks, oldest first."""
        return [one["body"].partition("\n")[0] for one in self.comments]


@dataclass
class Zendesk:
    url: str = ""
    role: str = "agent"
    tickets: dict[int, Ticket] = field(default_factory=dict)
    field_kind: str = "date"
    ways: list[str] = field(default_factory=list)
    """What becomes of the next changes: a status, “taken, and cut”, or “meanwhile”, where somebody
    else changes the ticket first. Taken where none is left."""
    retry_after: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Zendesk]:
    zendesk = Zendesk()

    class Handler(Answering):
        def answer_to(self, method: str, content: Any) -> None:
            zendesk.calls.append((method, self.path))
            known = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
            if self.headers["authorization"] != f"Basic {known}":
                return self.answer(401, {"error": "Couldn't authenticate you"})
            place = urlsplit(self.path)
            if place.path == "/api/v2/users/me.json":
                return self.answer(200, {"user": {"id": 1, "role": zendesk.role}})
            if place.path == f"/api/v2/ticket_fields/{DUE_FIELD}.json":
                kind = {"id": DUE_FIELD, "type": zendesk.field_kind}
                return self.answer(200, {"ticket_field": kind})
            found = re.fullmatch(r"/api/v2/tickets/(\d+)(/comments)?\.json", place.path)
            ticket = zendesk.tickets.get(int(found[1])) if found else None
            if found is None or ticket is None:
                return self.answer(404, {"error": "RecordNotFound"})
            if found[2]:
                return self.comments(ticket, parse_qs(place.query))
            if method == "PUT":
                return self.change(ticket, content["ticket"])
            shown = {"id": int(found[1]), "status": ticket.status, "updated_at": ticket.stamp}
            return self.answer(200, {"ticket": shown})

        def comments(self, ticket: Ticket, asked: dict[str, list[str]]) -> None:
            newest = asked.get("sort_order") == ["desc"]
            ordered = ticket.comments[::-1] if newest else ticket.comments
            count = int(asked.get("per_page", ["100"])[0])
            self.answer(200, {"comments": ordered[:count], "count": len(ordered)})

        def change(self, ticket: Ticket, change: dict[str, Any]) -> None:
            way = zendesk.ways.pop(0) if zendesk.ways else "200"
            if way == "meanwhile":
                ticket.updated += 1
            elif way not in ("200", "taken, and cut"):
                refused = {"error": "APIError"}
                return self.answer(int(way), refused, retry_after=zendesk.retry_after)
            if ticket.status == "closed":
                return self.answer(422, {"error": "RecordInvalid"})
            if change.get("safe_update") and change.get("updated_stamp") != ticket.stamp:
                return self.answer(409, {"error": "UpdateConflict"})
            if comment := change.get("comment"):
                ticket.comments.append({"public": True} | comment)
            for one in change.get("custom_fields", ()):
                ticket.fields[one["id"]] = one["value"]
            ticket.updated += 1
            if way == "taken, and cut":
                return self.reset()
            return self.answer(200, {"ticket": {"status": ticket.status}})

    with served(Handler) as zendesk.url:
        yield zendesk
