"""The desk, and what can be asked of it: each operation of its schema is a method here.

`cases_create` of the schema is `desk.cases.create`. Every call that changes something carries an
Idempotency-Key: give one of your own, such as a ticket's number, wherever the call may be made
again after a crash. Without one, each call gets its own, which holds for its tries.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal, overload
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from . import models as m
from .line import Answer, Line
from .sent import Upload, form, path, query

_JSON = "application/json"


class Desk:
    """With a key of one company. `tries` and `longest_wait` (seconds): how often a call is made
    while the desk is away or counts too many calls, and how long one wait may be."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        seconds: float = 30.0,
        tries: int = 4,
        longest_wait: float = 90.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        line = Line(
            address, key, seconds=seconds, tries=tries, longest_wait=longest_wait, pause=pause
        )
        self.cases = Cases(line)
        self.actions = Actions(line)
        self.clock = Clock(line)
        self.files = Files(line)
        self.messages = Messages(line)
        self.tasks = Tasks(line)
        self.events = Events(line)
        self.mail = Mail(line)
        self.policies = Policies(line)
        self.reports = Reports(line)


class _Part:
    def __init__(self, line: Line) -> None:
        self._line = line

    def _get(self, *parts: str, **asked: Any) -> Answer[Any]:
        return self._line.answer("GET", path(*parts) + query(asked))

    def _post(
        self,
        *parts: str,
        content: bytes,
        content_type: str = _JSON,
        idempotency_key: str | None,
        if_match: str | None = None,
    ) -> Answer[Any]:
        headers = {
            "Content-Type": content_type,
            "Idempotency-Key": idempotency_key or str(uuid4()),
            "If-Match": if_match,
        }
        return self._line.answer("POST", path(*parts), content=content, headers=headers)


class Cases(_Part):
    @overload
    def list(
        self,
        *,
        status: str | None = None,
        right: str | None = None,
        due_before: date | str | None = None,
        external_system: str | None = None,
        external_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: None = None,
    ) -> Iterator[m.CaseOut]: ...

    @overload
    def list(
        self,
        *,
        status: str | None = None,
        right: str | None = None,
        due_before: date | str | None = None,
        external_system: str | None = None,
        external_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: Sequence[str],
    ) -> Iterator[m.CasePartOut]: ...

    def list(
        self,
        *,
        status: str | None = None,
        right: str | None = None,
        due_before: date | str | None = None,
        external_system: str | None = None,
        external_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> Iterator[m.CaseReadOut]:
        """All that fit, newest first, page after page; `limit` is the size of a page."""
        while True:
            found = self._get(
                "cases",
                status=status,
                right=right,
                due_before=due_before,
                external_system=external_system,
                external_id=external_id,
                limit=limit,
                cursor=cursor,
                fields=fields,
            ).body
            yield from found["results"]
            if not (cursor := _cursor_in(found["next"])):
                return

    def create(self, request: m.CaseIn, *, idempotency_key: str | None = None) -> Answer[m.CaseOut]:
        content = json.dumps(request).encode()
        return self._post("cases", content=content, idempotency_key=idempotency_key)

    @overload
    def retrieve(self, reference: str, *, fields: None = None) -> Answer[m.CaseOut]: ...

    @overload
    def retrieve(self, reference: str, *, fields: Sequence[str]) -> Answer[m.CasePartOut]: ...

    def retrieve(self, reference: str, *, fields: Sequence[str] | None = None) -> Answer[Any]:
        return self._get("cases", reference, fields=fields)


class Actions(_Part):
    def list(self, reference: str) -> Answer[m.ActionListOut]:
        return self._get("cases", reference, "actions")

    def do(
        self,
        reference: str,
        action: m.ActionIn,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Answer[m.CaseOut]:
        """`if_match` with the ETag of the case refuses it (Changed) where it changed since."""
        return self._post(
            "cases",
            reference,
            "actions",
            content=json.dumps(action).encode(),
            idempotency_key=idempotency_key,
            if_match=if_match,
        )


class Clock(_Part):
    def retrieve(self, reference: str) -> Answer[m.CaseClockOut]:
        return self._get("cases", reference, "clock")


class Files(_Part):
    def list(self, reference: str) -> Answer[m.FileListOut]:
        return self._get("cases", reference, "files")

    def add(
        self,
        reference: str,
        file: Upload,
        *,
        explanation: str,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Answer[m.FileAddedOut]:
        content, content_type = form({"explanation": explanation}, file)
        return self._post(
            "cases",
            reference,
            "files",
            content=content,
            content_type=content_type,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )

    def retrieve(self, reference: str, id: str) -> Answer[bytes]:
        """Its bytes. Each download is noted in the record of the case."""
        return self._line.content("GET", path("cases", reference, "files", id), accept="*/*")


class Messages(_Part):
    def list(self, reference: str) -> Answer[m.MessageListOut]:
        return self._get("cases", reference, "messages")

    def send(
        self,
        reference: str,
        message: m.MessageIn,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Answer[m.MessageSentOut]:
        """It stands on the page of the request; the mail says only that it is there."""
        return self._post(
            "cases",
            reference,
            "messages",
            content=json.dumps(message).encode(),
            idempotency_key=idempotency_key,
            if_match=if_match,
        )


class Tasks(_Part):
    def list(self, reference: str) -> Answer[m.TaskListOut]:
        return self._get("cases", reference, "tasks")

    def retrieve(self, reference: str, id: str) -> Answer[m.TaskOut]:
        return self._get("cases", reference, "tasks", id)


class Events(_Part):
    def list(
        self,
        *,
        after: int = 0,
        type: str | None = None,
        since: datetime | str | None = None,
        limit: int | None = None,
    ) -> Iterator[m.EventOut]:
        """All until now, oldest first. Keep the `id` of the last one you dealt with, and send it
        as `after` the next time; `limit` is the size of a page."""
        while True:
            found = self._get("events", after=after, type=type, since=since, limit=limit).body
            if not found["results"]:
                return
            yield from found["results"]
            after = found["last"]


class Mail(_Part):
    def bring(self, message: bytes) -> Answer[m.MailOut]:
        """A whole message as a mail server has it. The same one again is the one that is there."""
        headers = {"Content-Type": "message/rfc822"}
        return self._line.answer("POST", path("mail"), content=message, headers=headers)


class Policies(_Part):
    def list(self) -> Answer[m.PolicyListOut]:
        return self._get("policies")

    def retrieve(self, version: str | int) -> Answer[m.PolicyOut]:
        return self._get("policies", str(version))


class Reports(_Part):
    def list(self) -> Answer[m.SignedListOut]:
        return self._get("reports")

    @overload
    def retrieve(self, id: str, *, format: Literal["json"] = "json") -> Answer[m.ReportOut]: ...

    @overload
    def retrieve(self, id: str, *, format: Literal["csv"]) -> Answer[str]: ...

    def retrieve(self, id: str, *, format: Literal["json", "csv"] = "json") -> Answer[Any]:
        address = path("reports", id) + query({"format": format})
        if format == "csv":
            return self._line.text("GET", address, accept="text/csv")
        return self._line.answer("GET", address)


def _cursor_in(link: str | None) -> str | None:
    """Of the link only this: the desk may know itself by another address than we do."""
    return parse_qs(urlsplit(link).query)["cursor"][0] if link else None
