"""A company's account at a help desk: what opens it, and one call to it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from dsar.outbox.channels.base import NotSent, Payload
from dsar.outbox.ids import note_id
from dsar.outside import calling
from dsar.outside.addresses import Refused

LONGEST_ANSWER = 4 * 1024 * 1024
MOST_PATIENCE = timedelta(days=1)
COMMENTS = 30
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
class Account:
    url: str
    email: str
    token: str = field(repr=False)  # what a traceback shows
    due_field: int | None = None
    name_field: int | None = None
    email_field: int | None = None
    project: str = ""
    issue_type: str = ""

    system: ClassVar[str]
    name: ClassVar[str]
    host: ClassVar[str]
    """Below which each company has a name of its own."""
    seconds: ClassVar[float]
    """How long one call may take: all of a note together are shorter than a worker may be
    silent."""

    @property
    def login(self) -> str:
        raise NotImplementedError

    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        """Returns once the note stands in the ticket, once. Raises NotSent or NotWanted."""
        raise NotImplementedError

    def try_out(self) -> list[Tried]:
        """Whether the token opens the account, and whether notes can be written with it."""
        raise NotImplementedError

    def attempt(self, place: str, judge: Callable[[dict[str, Any]], tuple[bool, str]]) -> Tried:
        try:
            answer = self.call("GET", place)
        except NotSent as error:
            return Tried(place, error.code, works=False, says="")
        works, says = judge(answer)
        return Tried(place, "200", works, says)

    def call(self, method: str, place: str, content: Any = None) -> dict[str, Any]:
        """What was answered, an object; empty where nothing was. Raises NotSent."""
        body = None if content is None else json.dumps(content).encode()
        headers = {
            "accept": "application/json",
            "authorization": f"Basic {base64.b64encode(self.login.encode()).decode()}",
            "content-type": "application/json",
            "user-agent": "dsar-desk",
        }
        try:
            answer = calling.call(
                method, self.url + place, body, headers, seconds=self.seconds, most=LONGEST_ANSWER
            )
        except Refused as refused:
            raise NotSent(refused.code, for_good=refused.for_good) from refused
        if not 200 <= answer.status < 300:
            raise NotSent(
                f"http-{answer.status}",
                for_good=answer.status in _FOR_GOOD,
                after=min(timedelta(seconds=answer.retry_after), MOST_PATIENCE),
            )
        return {} if answer.status == 204 else _object(answer.body)


def mark_of(row_id: UUID) -> str:
    """By which our own note is known, in the help desk and where it is sent back to us."""
    return f"[desk {note_id(row_id)}]"


def part(answer: dict[str, Any], name: str, kind: type) -> Any:
    found = answer.get(name)
    if not isinstance(found, kind):
        raise NotSent("bad-answer")
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise NotSent("bad-answer") from None
    if not isinstance(found, dict):
        raise NotSent("bad-answer")
    return found
