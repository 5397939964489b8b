"""F25, the keys: a turn of the epoch that is killed ten times, at whatever row, and then ended."""

import multiprocessing
import os
import random
import signal
import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from dsar.vault import epochs, keys, keystore
from dsar.vault.models import CompanyKey, DataKey
from dsar.vault.operations import Shredded, Unreadable, new_key, seal, unseal
from tests import desk
from tests.faults.conftest import FULL
from tests.vault.conftest import NOW
from tests.vault.rows import Row, row

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS = 10
CASES = 5_000 if FULL else 400
BATCH = 5


def _turn(company_id: int, batches) -> None:
    move = epochs._move_batch

    def move_and_count(newest: CompanyKey) -> int:
        batches.release()
        return move(newest)

    epochs.BATCH, epochs._move_batch = BATCH, move_and_count
    epochs.turn(company_id=company_id, now=NOW)


def killed_on_the_way(company_id: int, dice: random.Random) -> bool:
    """Somewhere in one of the first few batches, or between two."""
    connection.close()  # a forked connection would be shared
    context = multiprocessing.get_context("fork")
    batches = context.Semaphore(0)
    turner = context.Process(target=_turn, args=(company_id, batches))
    turner.start()
    for _ in range(dice.randint(1, 5)):
        assert batches.acquire(timeout=30)
    time.sleep(dice.uniform(0, 0.02))
    os.kill(turner.pid, signal.SIGKILL)
    turner.join(30)
    return turner.exitcode == -signal.SIGKILL


def read(note: Row) -> str:
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    return unseal(note, "words")


def test_a_turn_of_the_epoch_killed_ten_times_loses_nothing(
    dice: random.Random, figures: dict[str, Any]
) -> None:
    company = desk.publish().pk
    notes = [row(new_key(company_id=company, now=NOW)) for _ in range(CASES)]
    for number, note in enumerate(notes):
        seal(note, "words", f"words {number}")
    old = CompanyKey.objects.get(company_id=company, epoch=1)
    backup = {key.pk: bytes(key.wrapped) for key in DataKey.objects.all()}

    moved = [0]
    for _ in range(KILLS):
        assert killed_on_the_way(company, dice)
        moved.append(DataKey.objects.filter(company_key__epoch=2).count())
        # Whichever key a row hangs on at this moment, it reads.
        sample = dice.sample(range(CASES), 20)
        assert [read(notes[n]) for n in sample] == [f"words {n}" for n in sample]

    assert moved == sorted(moved)
    assert 0 < moved[-1] < CASES, "killed too late or too early to mean anything"
    call_command("turn_epoch", company="nexus-ip", stdout=(told := StringIO()))

    assert f"epoch 2, {CASES - moved[-1]} data keys moved, 1 old keys destroyed" in told.getvalue()
    assert [read(note) for note in notes] == [f"words {n}" for n in range(CASES)]
    assert not DataKey.objects.exclude(company_key__epoch=2).exists()
    # The old key is gone, and what it wrapped opens under no other.
    old.refresh_from_db()
    assert old.stored_as not in keystore.names()
    note = notes[0]
    note.data_key.wrapped = backup[note.data_key.pk]
    with pytest.raises(Unreadable):
        unseal(note, "words")
    with pytest.raises(Shredded, match="epoch 1 was destroyed"):
        keys.open_company_key(old)

    figures |= {"cases": CASES, "kills": KILLS, "moved_when_killed": moved[1:], "lost": 0}
