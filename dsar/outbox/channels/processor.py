"""A request to a processor of the company's, by OpenDSR. Upper floors know whom, and what an answer
means.

The payload holds `request`, an id, and `do`: "ask", with the `body` that is posted, or "cancel".
Where it goes, and what opens the door there, is asked for when it leaves and never kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from dsar.outbox.channels.base import NotSent, Payload

# Raises NotSent or NotWanted.
Exchange = Callable[[Payload, datetime], None]
_EXCHANGES: list[Exchange] = []


def register(exchange: Exchange) -> None:
    """`exchange` is given the payload and the time, and returns once the processor has taken it."""
    _EXCHANGES[:] = [exchange]


def check(payload: Payload) -> None:
    if not isinstance(payload.get("request"), str):
        raise ValueError("a request to a processor needs its id")
    if payload.get("do") != "cancel" and not isinstance(payload.get("body"), dict):
        raise ValueError("a request to a processor needs a body, or is a cancellation")


@contextmanager
def batch() -> Iterator["ProcessorSender"]:
    yield ProcessorSender()


class ProcessorSender:
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:  # noqa: ARG002
        if not _EXCHANGES:
            raise NotSent("nobody-sends", for_good=True)
        for exchange in _EXCHANGES:
            exchange(payload, now)
