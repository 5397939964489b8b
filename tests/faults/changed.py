"""What a fault test changes inside the processes that it starts: shorter waits, or a protection
taken out. Named in the environment, so that worker, beat, web and `tick` can all be given it."""

import os
from contextlib import suppress
from datetime import datetime, timedelta

from django.apps import AppConfig
from django.db.models import F

LEASE, EVERY, STALE = "DSAR_TEST_LEASE", "DSAR_TEST_EVERY", "DSAR_TEST_STALE"
WITHOUT = "DSAR_TEST_WITHOUT"


class Changed(AppConfig):
    name = "tests.faults.changed"

    def ready(self) -> None:
        if seconds := os.environ.get(LEASE):
            _shorten_the_lease(float(seconds))
        if seconds := os.environ.get(EVERY):
            _look_more_often(float(seconds))
        if seconds := os.environ.get(STALE):
            _lose_patience_sooner(float(seconds))
        if os.environ.get(WITHOUT) == "claims":
            _let_everybody_have_each_row()
        if os.environ.get(WITHOUT) == "durability":
            _start_on_a_server_that_forgets()
        if os.environ.get(WITHOUT) == "a look at the disk":
            _never_ask_whether_the_disk_took_it()
        if os.environ.get(WITHOUT) == "transactions":
            _migrate_outside_a_transaction()
        if os.environ.get(WITHOUT) == "limits":
            _let_everybody_do_all_they_want()


def _shorten_the_lease(seconds: float) -> None:
    """So short that a test can wait for it to run out; a batch ends well within it, as ever."""
    from dsar.outbox import claims, sweep

    claims.LEASE = timedelta(seconds=seconds)
    sweep.BUDGET_SECONDS = seconds / 3


def _look_more_often(seconds: float) -> None:
    from dsar.celery import app

    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = min(entry["schedule"], seconds)


def _lose_patience_sooner(seconds: float) -> None:
    from dsar.outbox import ticks, watching

    ticks.STALE = timedelta(seconds=seconds)
    watching.ASK_EVERY, watching.SILENT_GRACE = seconds / 10, seconds / 10


def _let_everybody_have_each_row() -> None:
    """The control: no row is locked and no lease is looked at."""
    from dsar.outbox import claims
    from dsar.outbox.models import Message, State

    def claim(*, now: datetime, limit: int) -> list[Message]:
        due = Message.objects.filter(state=State.QUEUED, next_try_at__lte=now)
        ordered = due.select_related("data_key__company_key").order_by("next_try_at", "id")
        return list(ordered[:limit])

    def begin(row: Message) -> bool:
        return bool(Message.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1))

    claims.claim, claims.begin = claim, begin


def _start_on_a_server_that_forgets() -> None:
    """The control: nobody asks whether PostgreSQL waits for its disk."""
    from dsar import checks

    checks.loose_durability = lambda alias="default": []


def _never_ask_whether_the_disk_took_it() -> None:
    """The control: what the disk refuses of a file is not heard."""
    from django.core.files import File
    from django.core.files.storage import storages

    from dsar.vault import files

    def write(name: str, sealing: object) -> str:
        with suppress(OSError):
            storages["sealed"].save(name, File(sealing, name=name))
        return name

    files._write = write


def _let_everybody_do_all_they_want() -> None:
    """The control: nobody is counted."""
    from dsar.portal import limits

    limits.allows = limits.allows_of = lambda *_: True


def _migrate_outside_a_transaction() -> None:
    """The control: each statement stands by itself."""
    from django.db.migrations import Migration

    Migration.atomic = False
