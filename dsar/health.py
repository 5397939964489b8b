"""Whether this copy lives, and whether it can serve.

Anybody may ask, so a stranger reads which part is unwell and never why, and costs little. Why
stands in the log, and is told to whoever watches.
"""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from dsar import monitoring
from dsar.checks import loose_durability
from dsar.kept import Kept
from dsar.outbox import held
from dsar.outbox.ticks import ROUND, signs
from dsar.vault import checking, room

logger = logging.getLogger(__name__)
UNWELL = "unwell"
_logged: frozenset[str] = frozenset()  # what this process said last to be unwell


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when requests can be stored, else 503. What only delays work is a warning."""
    failures = {"postgresql": _postgresql()}
    if failures["postgresql"] is None:
        failures |= {"durability": _durability(), "migrations": _migrations()}
    if not any(failures.values()):
        failures |= {"keys": _keys(), "erased": checking.not_replayed()}
    unready = any(failures.values())
    warnings = {"redis": _redis()}
    if not unready:
        warnings |= {"sweeps": _sweeps(), "key copies": _key_copies(), "mail": _mail()}
        warnings |= {"files": _files()}
    _log(failures | warnings)
    told = str if monitoring.may_know(request) else _state
    report = {
        "status": "unavailable" if unready else "ok",
        "checks": {name: told(found) if found else "ok" for name, found in failures.items()},
        "warnings": {name: told(found) for name, found in warnings.items() if found},
    }
    return JsonResponse(report, status=503 if unready else 200)


def _state(_found: str) -> str:
    return UNWELL


def _log(found: dict[str, str | None]) -> None:
    """Once for each change, though a supervisor asks every few seconds."""
    global _logged
    unwell = {name: text for name, text in found.items() if text}
    if unwell.keys() != _logged:
        _logged = frozenset(unwell)
        for name, text in unwell.items():
            logger.warning("Not well: %s. %s", name, text)
        if not unwell:
            logger.warning("All is well.")


def _postgresql() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "PostgreSQL cannot be reached."
    return None


def _durability() -> str | None:
    return " ".join(loose_durability()) or None


@Kept
def _migrations() -> str | None:
    executor = MigrationExecutor(connection)
    unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if unapplied:
        return f"{len(unapplied)} migrations are not applied. Run manage.py migrate."
    return None


def _keys() -> str | None:
    found, away = checking.opening()
    return " ".join(found) or away or None


def _key_copies() -> str | None:
    return "; ".join(checking.copies()) or None


def _files() -> str | None:
    return "No file is taken: the disk of the files is full." if room.is_short() else None


def _mail() -> str | None:
    return held.WHY if held.is_held() else None


def _redis() -> str | None:
    # One try only: redis-py's own tries take four seconds on a dead socket.
    url = settings.CACHES["default"]["LOCATION"]
    once = Retry(NoBackoff(), 0)
    try:
        with Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=once) as client:
            client.ping()
    except RedisError:
        return "Redis cannot be reached: requests are kept, mail leaves later."
    return None


def _sweeps() -> str | None:
    [sign] = signs([ROUND])
    if sign.age is None:
        return "No sweep has run yet. Are the worker and beat running?"
    if sign.stale:
        return f"No sweep for {sign.age.total_seconds():.0f} s. Are the worker and beat running?"
    return None
