"""A turn of the epoch that is killed ten times, at whatever row it was, and then ended."""

import multiprocessing
import os
import random
import signal
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from dsar.vault import epochs, keys, keystore
from dsar.vault.models import CompanyKey, DataKey
from dsar.vault.operations import Shredded, Unreadable, new_key, seal, unseal
from tests import desk
from tests.vault.conftest import NOW
from tests.vault.rows import Row, row

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS = 10
CASES = int(os.environ.get("DSAR_FAULTS") == "full") * 4600 + 400
BATCH = 5


def _turn(company_id: int, started) -> None:
    epochs.BATCH = BATCH
    started.set()
    epochs.turn(company_id=company_id, now=NOW)


def killed_on_the_way(company_id: int, after: float) -> bool:
    connection.close()  # a forked connection would be shared
    context = multiprocessing.get_context("fork")
    started = context.Event()
    turner = context.Process(target=_turn, args=(company_id, started))
    turner.start()
    assert started.wait(30)
    time.sleep(after)
    os.kill(turner.pid, signal.SIGKILL)
    turner.join(30)
    return turner.exitcode == -signal.SIGKILL


def read(note: Row) -> str:
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    return unseal(note, "words")


def test_nothing_is_lost_and_all_of_it_hangs_on_the_new_key() -> None:
    company = desk.publish().pk
    notes = [row(new_key(company_id=company, now=NOW)) for _ in range(CASES)]
    for number, note in enumerate(notes):
        seal(note, "words", f"words {number}")
    old = CompanyKey.objects.get(company_id=company, epoch=1)
    backup = {key.pk: bytes(key.wrapped) for key in DataKey.objects.all()}
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)

    moved = [0]
    for _ in range(KILLS):
        assert killed_on_the_way(company, chance.uniform(0.01, 0.12)), f"seed {seed}"
        moved.append(DataKey.objects.filter(company_key__epoch=2).count())
        # Whichever key a row hangs on at this moment, it reads.
        sample = chance.sample(range(CASES), 20)
        assert [read(notes[n]) for n in sample] == [f"words {n}" for n in sample], f"seed {seed}"

    assert moved == sorted(moved)
    assert 0 < moved[-1] < CASES, f"killed too late or too early to mean anything, seed {seed}"
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
