"""Ring the doorbell. Whether anybody hears it does not matter: the sweep comes round anyway."""

import logging
import time

from django.conf import settings

from dsar.celery import app

logger = logging.getLogger(__name__)

TASK = "dsar.outbox.tasks.sweep_outbox"
PATIENCE_SECONDS = 0.4
REST_SECONDS = 5.0
_away_until = 0.0


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
    # A connection of its own: the shared one has a worker's long patience.
    options = {
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
        "max_retries": 0,  # or it would try for six seconds, whatever `retry` below says
    }
    with app.connection_for_write(
        settings.CELERY_BROKER_URL, transport_options=options
    ) as connection:
        app.send_task(TASK, connection=connection, retry=False, ignore_result=True)
