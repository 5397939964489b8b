"""A backup was restored: what was erased is erased again, what was live reads, nobody is let in
before that."""

import os
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dsar.vault import certificates, epochs, keystore, tombstones
from dsar.vault.models import CompanyKey, DataKey, Shredding
from dsar.vault.operations import RootKeyError, Shredded, new_key, seal, shred, unseal
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.rows import Row, row

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Please send me all you hold about Ada Example."


class Backup:
    """The vault's rows as they were; only those, and by hand: tests/faults has a real one."""

    def __init__(self) -> None:
        self.keys = list(CompanyKey.objects.all())
        self.data_keys = list(DataKey.objects.all())

    def restore(self) -> None:
        Shredding.objects.all().delete()
        DataKey.objects.all().delete()
        CompanyKey.objects.all().delete()
        CompanyKey.objects.bulk_create(self.keys)
        DataKey.objects.bulk_create(self.data_keys)


def sealed(company: int = ACME) -> Row:
    note = row(new_key(company_id=company, now=NOW))
    seal(note, "words", WORDS)
    return note


def read(note: Row) -> str:
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    return unseal(note, "words")


def replay(**options: bool) -> str:
    call_command("replay_tombstones", stdout=(told := StringIO()), **options)
    return told.getvalue()


@pytest.fixture
def own_list(settings, tmp_path: Path) -> Path:
    settings.TOMBSTONES = str(tmp_path)
    return tmp_path / tombstones.FILE


def test_what_was_erased_since_is_erased_again_with_its_first_date(own_list) -> None:
    erased, kept = sealed(), sealed()
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW, what="NEXT-7K3Q-9M")
    backup.restore()
    assert read(erased) == WORDS

    assert "1 keys erased again, 0 brought over" in replay()

    with pytest.raises(Shredded):
        read(erased)
    assert read(kept) == WORDS
    [certificate] = certificates.found(data_key_id=erased.data_key.pk)
    assert (certificate.at, certificate.listed) == (NOW, True)
    assert "0 keys erased again" in replay()
    assert len(own_list.read_text().splitlines()) == 1


def test_after_the_epoch_only_what_was_live_comes_back(own_list) -> None:
    erased, kept, foreign = sealed(), sealed(), sealed(GLOBEX)
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW)
    for _ in range(3):  # the backup may be as old as it likes
        epochs.turn(company_id=ACME, now=NOW)
    backup.restore()
    for note in (erased, kept):
        with pytest.raises(RootKeyError, match="in none of the folders"):
            read(note)

    assert "1 keys erased again, 1 brought over" in replay()

    assert read(kept) == read(foreign) == WORDS
    assert kept.data_key.company_key.epoch == 4
    with pytest.raises(Shredded):
        read(erased)


def test_the_next_epoch_begins_after_a_restore_as_always(own_list) -> None:
    kept = sealed()
    backup = Backup()
    epochs.turn(company_id=ACME, now=NOW)
    backup.restore()
    replay()

    assert epochs.turn_due(now=NOW) == 1  # tidies up the epoch that the backup still believed in
    assert epochs.turn(company_id=ACME, now=NOW).epoch == 3
    assert read(kept) == WORDS


def test_where_everything_was_erased_a_new_epoch_begins(own_list, client: Client) -> None:
    erased = sealed()
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW)
    epochs.turn(company_id=ACME, now=NOW)
    backup.restore()

    assert "1 keys erased again" in replay()

    assert client.get("/readyz").status_code == 200
    assert read(sealed()) == WORDS


def test_what_was_erased_and_is_on_no_list_stays_closed_and_is_told(own_list) -> None:
    erased, kept = sealed(), sealed()
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW)
    own_list.unlink()
    epochs.turn(company_id=ACME, now=NOW)
    backup.restore()

    with pytest.raises(CommandError, match="1 live data keys open under no key"):
        replay()
    assert read(kept) == WORDS
    assert DataKey.objects.get(pk=erased.data_key.pk).wrapped is not None

    assert "1 keys that nothing opens are marked as erased" in replay(erase_lost=True)
    with pytest.raises(Shredded):
        read(erased)


def test_without_the_folder_of_keys_nothing_is_given_up(own_list, settings, tmp_path) -> None:
    note = sealed()
    there = settings.KEY_DIRS
    settings.KEY_DIRS = [str(tmp_path / "empty")]
    with pytest.raises(CommandError, match="If these folders are not the newest"):
        replay()
    settings.KEY_DIRS = there
    assert read(note) == WORDS


def test_nobody_is_let_in_before_the_replay(own_list, watcher: Client) -> None:
    erased = sealed()
    assert watcher.get("/readyz").status_code == 200
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW)
    assert watcher.get("/readyz").status_code == 200
    backup.restore()
    tombstones._looked = None  # a server that was restored has been started anew

    answer = watcher.get("/readyz")
    assert answer.status_code == 503
    assert "replay_tombstones" in answer.json()["checks"]["erased"]
    replay()
    assert watcher.get("/readyz").status_code == 200


def test_the_same_process_notices_that_its_tables_were_filled_anew(own_list) -> None:
    erased = sealed()
    backup = Backup()
    shred(data_key_id=erased.data_key.pk, now=NOW)
    assert not tombstones.anything_risen()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE vault_datakey CASCADE")
    backup.restore()
    assert tombstones.anything_risen()


def test_the_list_holds_moments_and_ids_and_nothing_else(own_list) -> None:
    erased = sealed()
    shred(data_key_id=erased.data_key.pk, now=NOW, what="NEXT-7K3Q-9M")
    assert own_list.read_text() == f"{NOW.isoformat()} {erased.data_key.pk}\n"
    assert own_list.stat().st_mode & 0o777 == 0o600


def test_a_rolled_back_shredding_is_not_listed(own_list) -> None:
    from django.db import transaction

    note = sealed()
    with transaction.atomic():
        shred(data_key_id=note.data_key.pk, now=NOW)
        transaction.set_rollback(True)
    assert not own_list.exists()
    assert read(note) == WORDS


def test_what_a_full_disk_did_not_take_is_listed_by_the_next_round(
    own_list, settings, tmp_path
) -> None:
    erased = sealed()
    settings.TOMBSTONES = "/dev/null/nowhere"
    shred(data_key_id=erased.data_key.pk, now=NOW)
    [certificate] = certificates.found(data_key_id=erased.data_key.pk)
    assert not certificate.listed

    settings.TOMBSTONES = str(tmp_path)
    assert tombstones.list_owed(now=NOW) == 1
    assert tombstones.list_owed(now=NOW) == 0
    assert [stone.data_key_id for stone in tombstones.listed()] == [erased.data_key.pk]


def test_a_line_that_a_crash_cut_short_swallows_no_other(own_list) -> None:
    one, two = sealed(), sealed()
    shred(data_key_id=one.data_key.pk, now=NOW)
    with own_list.open("a") as file:
        file.write("2026-11-02T09:30:00+00:00 0190")
    shred(data_key_id=two.data_key.pk, now=NOW)
    listed: list[UUID] = [stone.data_key_id for stone in tombstones.listed()]
    assert listed == [one.data_key.pk, two.data_key.pk]


def test_a_torn_line_of_what_was_carried_swallows_no_other(own_list, monkeypatch) -> None:
    notes = [sealed() for _ in range(4)]
    backup = Backup()
    monkeypatch.setattr(epochs, "BATCH", 2)
    newest = epochs.turn(company_id=ACME, now=NOW, until=0).epoch
    row_ = CompanyKey.objects.get(company_id=ACME, epoch=newest)
    for folder in keystore.folders():
        (folder / f"{row_.stored_as}.carried").write_text(f"{notes[0].data_key.pk} AAAA")
    epochs.turn(company_id=ACME, now=NOW)
    backup.restore()

    assert "4 brought over" in replay()
    assert [read(note) for note in notes] == [WORDS] * 4


def test_a_killed_replay_is_ended_by_the_next(own_list, monkeypatch) -> None:
    notes = [sealed() for _ in range(6)]
    backup = Backup()
    for note in notes[:3]:
        shred(data_key_id=note.data_key.pk, now=NOW)
    epochs.turn(company_id=ACME, now=NOW)
    backup.restore()
    if (child := os.fork()) == 0:
        from django.db import connection

        from dsar.vault import restoring

        connection.connect()
        begin = restoring._erase

        def die(data_key_id, **given) -> None:
            begin(data_key_id, **given)
            os._exit(137)

        restoring._erase = die
        restoring.replay(now=NOW)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137

    assert "2 keys erased again, 3 brought over" in replay()
    assert [read(note) for note in notes[3:]] == [WORDS] * 3
