"""What comes round again and again: who is to be asked, who is to be looked at, what is over."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dsar.cases.closed import Closed
from dsar.outbox.channels import NotSent
from dsar.outbox.claims import LEASE
from dsar.outbox.models import Message
from dsar.outbox.models import State as Sent
from dsar.outbox.ticks import progress
from dsar.outside.addresses import Refused
from dsar.vault.operations import RootKeyError, Unreadable

from . import finishing, operations, sending, wanted
from .certificates import Untrusted
from .finishing import NotYet
from .models import ProcessorRequest
from .protocol import Malformed

logger = logging.getLogger(__name__)

# A company whose keys do not open waits as one: nothing is counted against its requests.
KEYS: Final = (RootKeyError, Unreadable)
AT_ONCE: Final = 200
# No call is begun after this: other sweeps wait for this one.
BUDGET_SECONDS: Final = 40.0
State = ProcessorRequest.State
LOOK_EVERY: Final = timedelta(hours=1)
# How long after a look that came to nothing the next one is; after the last a person is asked.
WAITS: Final = tuple(timedelta(hours=hours) for hours in (0.25, 1, 4, 12, 24, 24))


def go_round(*, now: datetime) -> int:
    """How many requests were asked, called off, given to a person or looked at."""
    closed = Closed("Requests to processors")
    count = _each(closed, _to_ask(), partial(operations.ask, now=now))
    count += _each(closed, _to_give_back(), partial(operations.give_back, now=now))
    count += _each(closed, _to_call_off(), partial(operations.call_off, now=now))
    for code, pair in _given_up():
        count += _each(closed, [pair], partial(operations.hand_over, code=code, now=now))
    count += _look_at_all(closed, now=now)
    closed.tell()
    return count


Pair = tuple[UUID, int]


def _each(closed: Closed, pairs: Iterable[Pair], run: Callable[[UUID], object]) -> int:
    count = 0
    for pk, company_id in pairs:
        with closed.without(company_id), _alone():
            count += run(pk) is not None
        progress()
    return count


@contextmanager
def _alone() -> Iterator[None]:
    """What goes wrong with one request goes wrong with no other."""
    try:
        yield
    except KEYS:
        raise
    except Exception as error:
        # Its text may hold what came from outside: only its name is written down.
        logger.error("A request to a processor waits: %s", type(error).__name__)


def _to_ask() -> list[Pair]:
    return list(wanted.tasks().values_list("pk", "company_id")[:AT_ONCE])


def _to_give_back() -> list[Pair]:
    return list(wanted.orphans().values_list("pk", "company_id")[:AT_ONCE])


def _to_call_off() -> list[Pair]:
    return list(wanted.unwanted().values_list("pk", "company_id")[:AT_ONCE])


def _given_up() -> Iterator[tuple[str, Pair]]:
    """Requests that never arrived, by the code of the last try."""
    waiting = ProcessorRequest.objects.filter(state=State.WAITING).order_by("pk")
    pairs = {
        f"opendsr:{pk}": (pk, company) for pk, company in waiting.values_list("pk", "company_id")
    }
    failed = Message.objects.filter(state=Sent.FAILED, key__in=pairs)
    for key, code in failed.values_list("key", "last_error")[:AT_ONCE]:
        yield code, pairs[key]


def _look_at_all(closed: Closed, *, now: datetime) -> int:
    """Each that is due, once; one that does not answer costs its processor this round."""
    ends, silent, count = time.monotonic() + BUDGET_SECONDS, set[int](), 0
    while time.monotonic() < ends and (request := _claim(now, silent)):
        with closed.without(request.company_id), _alone():
            _look_at(request, silent, now=now)
        count += 1
        progress()
    return count


@transaction.atomic
def _claim(now: datetime, silent: set[int]) -> ProcessorRequest | None:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = ProcessorRequest.objects.filter(free, next_look_at__lte=now)
    request = (
        due.exclude(processor__in=silent)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("processor__data_key__company_key", "case__data_key__company_key")
        .order_by("next_look_at", "pk")
        .first()
    )
    if request:
        request.lease_until = now + LEASE
        request.save(update_fields=["lease_until"])
    return request


def _look_at(request: ProcessorRequest, silent: set[int], *, now: datetime) -> None:
    if not request.processor.is_on:
        operations.hand_over(request.pk, code="switched-off", now=now)
        return
    try:
        if request.state == State.COMPLETED:
            finishing.finish(request, now=now)
            return
        standing = sending.look(request, now=now)
        if standing is None:
            raise NotYet("http-404")
        found = operations.note_standing(request_id=request.pk, standing=standing, now=now)
        if found.state in (State.PENDING, State.IN_PROGRESS):
            _again(found, now + LOOK_EVERY)
        else:
            _again(found, found.next_look_at)
    except (Refused, NotSent, Untrusted, Malformed, NotYet) as error:
        if isinstance(error, Refused):
            silent.add(request.processor_id)
        _missed(request, error.code, now=now)
    except KEYS:
        raise
    except Exception as error:
        logger.error("Request %s came to nothing: %s", request.pk, type(error).__name__)
        _missed(request, type(error).__name__, now=now)


def _again(request: ProcessorRequest, at: datetime | None) -> None:
    ProcessorRequest.objects.filter(pk=request.pk).update(lease_until=None, next_look_at=at)


def _missed(request: ProcessorRequest, code: str, *, now: datetime) -> None:
    if request.misses >= len(WAITS):
        operations.hand_over(request.pk, code=code, now=now)
        return
    mine = ProcessorRequest.objects.filter(pk=request.pk, lease_until=request.lease_until)
    mine.update(
        misses=request.misses + 1,
        code=code[:40],
        lease_until=None,
        next_look_at=now + WAITS[request.misses],
    )
