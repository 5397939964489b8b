"""Send what is due: claim, commit, ask once more whether it is needed, send, mark.

Marked after sending and never before: a crash in between repeats a message under the same id,
where the other order would lose it.
"""

import logging
import time
from contextlib import ExitStack
from datetime import datetime, timedelta

from dsar import request_ids
from dsar.failpoints import reach
from dsar.outbox import claims, held, reasons
from dsar.outbox.channels import (
    WAYS,
    NotSent,
    NotWanted,
    Payload,
    Sender,
    SentBut,
    Unreachable,
)
from dsar.outbox.models import BY_MACHINE, Channel, Message, most_tries
from dsar.outbox.ticks import at_work, progress, tick
from dsar.vault.operations import Shredded, unseal

logger = logging.getLogger(__name__)

BATCH = 100
# No new message is begun after this. With the slowest send it stays within the lease.
BUDGET_SECONDS = 100.0
# Each costs as long as we wait for one that answers.
SLOW = ("timeout", "no-connection", "no-such-host")


def sweep(*, now: datetime, limit: int = BATCH) -> int:
    """Send up to `limit` messages that are due; the number sent."""
    tick(name="outbox", now=now)
    return _Batch(now=now, ends=time.monotonic() + BUDGET_SECONDS).take(limit)[1]


def drain(*, now: datetime) -> int:
    """Sweep until nothing is due or the time is over; the number sent."""
    tick(name="outbox", now=now)
    ends = time.monotonic() + BUDGET_SECONDS
    claimed, total = BATCH, 0
    with at_work("outbox"):
        while claimed == BATCH and time.monotonic() < ends:
            claimed, sent = _Batch(now=now, ends=ends).take(BATCH)
            total += sent
    return total


def _is_for_a_system(row: Message) -> bool:
    return row.channel in BY_MACHINE


def _receiver(row: Message) -> object:
    """Webhooks and tickets lie under the key of whoever gets them. A request to a processor lies
    under its case's: there a company's processors count as one, until the next round."""
    if row.channel == Channel.PROCESSOR:
        return row.channel, row.company_id
    return row.data_key_id


def _sent(sender: Sender, row: Message, payload: Payload, *, now: datetime) -> str:
    """What it was taken without, a code; empty where nothing was left out."""
    try:
        sender.send(row_id=row.pk, payload=payload, now=now)
    except SentBut as error:
        return error.code
    return ""


class _Batch:
    def __init__(self, *, now: datetime, ends: float) -> None:
        self.now, self.ends = now, ends
        self.began = time.monotonic()
        self.senders: dict[str, Sender] = {}
        self.silent: dict[str, str] = {}  # ways out where nobody answers, and how we know
        self.slow: dict[object, str] = {}  # the same of single receivers

    def take(self, limit: int) -> tuple[int, int]:
        """How many were claimed, and how many of them sent."""
        if held.is_held():
            logger.error(held.WHY)
            return 0, 0
        reach("before-claim")
        rows = claims.claim(now=self.now, limit=limit)
        # A person waits for a letter, and a company's system may take all the time there is.
        rows.sort(key=_is_for_a_system)
        reach("after-claim")
        sent = []
        with ExitStack() as stack:
            for number, row in enumerate(rows):
                if time.monotonic() >= self.ends:
                    # At once, not one by one: giving back costs no more than having claimed.
                    claims.give_back(rows[number:])
                    break
                with request_ids.about(row.request_id):
                    if self._handle(row, stack):
                        sent.append(row.pk)
        if sent:
            held.note(sent[-1])
        return len(rows), len(sent)

    def _handle(self, row: Message, stack: ExitStack) -> bool:
        progress()  # a slow mail server is no silent worker
        if row.channel in self.silent:
            claims.put_off(row, code=self.silent[row.channel], now=self.now, begun=False)
        elif _is_for_a_system(row) and _receiver(row) in self.slow:
            claims.put_off(row, code=self.slow[_receiver(row)], now=self.now, begun=False)
        elif row.attempts >= most_tries(row.channel):
            # So many senders began with it and none lived to say how it went.
            claims.mark_not_sent(row, code="died-sending", for_good=True, now=self.now)
        elif claims.begin(row):
            return self._try(row, stack)
        return False

    def _try(self, row: Message, stack: ExitStack) -> bool:
        try:
            if not reasons.still_holds(row.reason_name, row.reason_subject):
                claims.mark_dropped(row, code="reason-gone")
                return False
            payload = unseal(row, "payload")
            sender = self._sender(row.channel, stack)
            reach("before-send")
            lacks = _sent(sender, row, payload, now=self._moment())
        except Shredded:
            claims.mark_dropped(row, code="erased")
        except NotWanted as error:
            claims.mark_dropped(row, code=error.code)
        except Unreachable as error:
            self.silent[row.channel] = error.code
            claims.put_off(row, code=error.code, now=self.now, begun=True)
            logger.warning("Nobody answers for %s: %s", row.channel, error.code)
        except NotSent as error:
            if _is_for_a_system(row) and error.code in SLOW:
                self.slow[_receiver(row)] = error.code
            self._not_sent(row, error)
        except Exception as error:
            # Its text may hold an address: only its name is written down.
            self._not_sent(row, NotSent(type(error).__name__[:40]))
        else:
            reach("after-send")
            claims.mark_sent(row, now=self.now, lacks=lacks)
            reach("after-mark")
            return True
        return False

    def _not_sent(self, row: Message, why: NotSent) -> None:
        logger.warning("Message %s was not sent, try %d: %s", row.pk, row.attempts, why.code)
        claims.mark_not_sent(
            row, code=why.code, for_good=why.for_good, after=why.after, now=self._moment()
        )

    def _moment(self) -> datetime:
        """Of this very try: a round may last minutes, and a receiver refuses what is signed as that
        old, and counts from its answer how long it wants to be left alone."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def _sender(self, channel: str, stack: ExitStack) -> Sender:
        if channel not in self.senders:
            self.senders[channel] = stack.enter_context(WAYS[channel].batch())
        return self.senders[channel]
