"""Ring the doorbell. Whether anybody hears it does not matter: the sweep comes round anyway."""

import logging
import os
import threading
import time
from contextlib import suppress

from django.conf import settings
from kombu import Producer

from dsar.celery import app

logger = logging.getLogger(__name__)

TASK = "dsar.outbox.tasks.sweep_outbox"
PATIENCE_SECONDS = 0.4
REST_SECONDS = 5.0
_away_until = 0.0
_kept = threading.local()


def nudge() -> bool:
    """Ask a worker to sweep now. Never raises; costs at most a second, and after a failure
    nothing at all for five: a request must not wait for a broker that is away.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        _ring()
    except Exception as error:
        # Whatever it was, the change is committed and its letter is owed.
        _away_until = time.monotonic() + REST_SECONDS
        logger.warning("No worker was nudged, the next sweep will do: %s", type(error).__name__)
        return False
    return True


def _ring() -> None:
    kept = _line()
    try:
        _send(kept or _new_line())
    except Exception:
        _hang_up()
        if kept is None:
            raise
        # The broker was started anew, or emptied, since this line was used.
        _send(_new_line())


def _send(line: Producer) -> None:
    app.send_task(TASK, producer=line, retry=False, ignore_result=True)


def _line() -> Producer | None:
    """This thread's own, from its last nudge; none after a fork or to another broker."""
    kept: Producer | None = getattr(_kept, "line", None)
    return kept if getattr(_kept, "where", None) == _where() else None


def _new_line() -> Producer:
    # A connection of its own: the shared one has a worker's long patience.
    options = {
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
        "max_retries": 0,  # or it would try for six seconds, whatever `retry` above says
    }
    broker = app.connection_for_write(settings.CELERY_BROKER_URL, transport_options=options)
    line: Producer = app.amqp.Producer(broker, auto_declare=False)
    _kept.line, _kept.where = line, _where()
    return line


def _where() -> tuple[int, str]:
    return os.getpid(), settings.CELERY_BROKER_URL


def _hang_up() -> None:
    line: Producer | None = getattr(_kept, "line", None)
    _kept.line = None
    if line is not None and line.connection is not None:
        with suppress(Exception):
            line.connection.release()
