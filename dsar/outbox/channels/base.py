"""What a way out must be able to do, and how it says that it could not."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

Payload = dict[str, Any]


class NotSent(Exception):
    """This message was not taken. `code` names the cause without personal data."""

    def __init__(
        self, code: str, *, for_good: bool = False, after: timedelta = timedelta()
    ) -> None:
        super().__init__(code)
        self.code = code
        # Another try cannot help: do not wait for the last.
        self.for_good = for_good
        # The other side asked to be left alone for so long.
        self.after = after


class NotWanted(Exception):
    """Nobody wants it any more: it is dropped. `code` names the cause without personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SentBut(Exception):
    """It was taken, all but one thing that is not worth another try. `code` names that."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unreachable(NotSent):
    """Nobody answers at the way out itself; neither this message nor the next is to blame."""


class Sender(Protocol):
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        """Returns once the other side has taken it. Raises NotSent, NotWanted or SentBut."""


class Way(Protocol):
    def check(self, payload: Payload) -> None:
        """Raises ValueError for what could never be sent."""

    def batch(self) -> AbstractContextManager[Sender]:
        """A sender for the messages of one sweep."""
