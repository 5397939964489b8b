"""Runs a program as long as sweeps come round, and ends it when they do not.

A worker that lost its broker may run on for ever and hear nothing. Whoever started us starts anew.
"""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from django.db import Error, close_old_connections

from dsar.outbox.ticks import ROUND, Sign, signs

logger = logging.getLogger(__name__)

ASK_EVERY = 5.0  # seconds
FIRST_TICK_WITHIN = 60.0  # seconds that the program gets after its start
GRACE = 30.0  # seconds to finish what it does, when we are asked to end
SILENT_GRACE = 5.0  # the same for one that did nothing for long, and holds nothing but leases
LOOK_AGAIN = 0.2  # seconds


def last_round() -> Sign | None:
    """None where the database cannot say."""
    try:
        [sign] = signs([ROUND])
    except Error:
        return None
    return sign


class Watch:
    """`first` is how many seconds pass before the first tick is expected."""

    def __init__(self, program: Sequence[str], *, first: float = FIRST_TICK_WITHIN) -> None:
        self.program, self.first = program, first
        self.asked_to_end = False

    def run(self) -> int:
        """The exit status of the program; 1 when it was ended because no sweep came round."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)
        process = subprocess.Popen(self.program, start_new_session=True)  # noqa: S603
        began = asked = time.monotonic()
        while process.poll() is None and not self.asked_to_end:
            time.sleep(LOOK_AGAIN)
            now = time.monotonic()
            if now < asked + min(ASK_EVERY, self.first):
                continue
            asked = now
            if now >= began + self.first and self._silent():
                logger.error("No sweep came round: %s is ended.", self.program[0])
                _end(process, within=SILENT_GRACE)
                return 1
        if self.asked_to_end:
            _end(process, within=GRACE)
        return process.wait()

    def _silent(self) -> bool:
        """False also when the database does not answer: then something else is wrong."""
        close_old_connections()
        sign = last_round()
        return sign is not None and sign.stale

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_end = True


def _end(process: "subprocess.Popen[bytes]", *, within: float) -> None:
    """The program has ended: asked first, and made to where it does not hear."""
    process.terminate()
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and what it had started
        process.wait()
