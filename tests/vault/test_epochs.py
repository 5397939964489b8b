"""The next epoch: nothing live is lost, nothing of the old key is left."""

import shutil
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from dsar.vault import carrying, epochs, keys, keystore
from dsar.vault.models import CompanyKey, DataKey
from dsar.vault.operations import Shredded, Unreadable, new_key, seal, shred, unseal
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.rows import Row, row

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Please send me all you hold about Ada Example."


def sealed(count: int, *, company: int = ACME) -> list[Row]:
    made = [row(new_key(company_id=company, now=NOW)) for _ in range(count)]
    for note in made:
        seal(note, "words", WORDS)
    return made


def read(note: Row) -> str:
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    return unseal(note, "words")


def files_of(company: int) -> set[str]:
    return keystore.names() & set(
        CompanyKey.objects.filter(company_id=company).values_list("stored_as", flat=True)
    )


def test_everything_live_hangs_on_the_new_key_and_reads_as_before(monkeypatch) -> None:
    monkeypatch.setattr(epochs, "BATCH", 3)
    notes = sealed(8)
    before = [bytes(note.words) for note in notes]

    turned = epochs.turn(company_id=ACME, now=NOW)

    assert turned == epochs.Turned(epoch=2, moved=8, destroyed=1, finished=True)
    assert set(DataKey.objects.values_list("company_key__epoch", flat=True)) == {2}
    assert [read(note) for note in notes] == [WORDS] * 8
    assert [bytes(note.words) for note in notes] == before


def test_the_old_key_is_refused_and_its_file_is_gone() -> None:
    [note] = sealed(1)
    stale = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    wrapped, old = bytes(stale.wrapped), stale.company_key

    epochs.turn(company_id=ACME, now=NOW)

    old.refresh_from_db()
    assert old.destroyed_at == NOW
    assert old.stored_as not in keystore.names()
    with pytest.raises(Shredded, match="company 1, epoch 1 was destroyed"):
        keys.open_company_key(old)
    # Neither does the wrapped key of a backup open under the new one.
    now_there = DataKey.objects.select_related("company_key").get(pk=stale.pk)
    now_there.wrapped = wrapped
    with pytest.raises(Unreadable, match="does not open"):
        keys.open_data_key(now_there)


def test_a_row_read_before_the_turn_still_opens_after_it() -> None:
    [note] = sealed(1)
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)

    epochs.turn(company_id=ACME, now=NOW)

    assert unseal(note, "words") == WORDS
    seal(note, "words", "again")
    assert read(note) == "again"


def test_what_is_made_after_the_turn_hangs_on_the_new_key() -> None:
    sealed(1)
    epochs.turn(company_id=ACME, now=NOW)
    assert new_key(company_id=ACME, now=NOW).company_key.epoch == 2


def test_other_companies_keep_their_epoch() -> None:
    sealed(1)
    [foreign] = sealed(1, company=GLOBEX)
    epochs.turn(company_id=ACME, now=NOW)
    assert read(foreign) == WORDS
    assert foreign.data_key.company_key.epoch == 1


def test_a_shredded_key_is_not_brought_along() -> None:
    kept, erased = sealed(2)
    shred(data_key_id=erased.data_key.pk, now=NOW)

    assert epochs.turn(company_id=ACME, now=NOW).moved == 1

    with pytest.raises(Shredded):
        read(erased)
    assert read(kept) == WORDS


def test_without_time_it_stops_between_batches_and_the_next_call_ends_it() -> None:
    notes = sealed(3)

    begun = epochs.turn(company_id=ACME, now=NOW, until=0)
    assert (begun.epoch, begun.moved, begun.finished) == (2, 0, False)
    assert [read(note) for note in notes] == [WORDS] * 3

    ended = epochs.turn(company_id=ACME, now=NOW)
    assert (ended.epoch, ended.moved, ended.finished) == (2, 3, True)


def test_an_epoch_ends_when_its_days_are_over(settings) -> None:
    settings.EPOCH_DAYS = 35
    sealed(1), sealed(1, company=GLOBEX)

    assert epochs.turn_due(now=NOW + timedelta(days=34, hours=23)) == 0
    assert epochs.turn_due(now=NOW + timedelta(days=35)) == 2
    assert epochs.turn_due(now=NOW + timedelta(days=35)) == 0
    assert epochs.turn_due(now=NOW + timedelta(days=70)) == 2
    assert {row.epoch for row in CompanyKey.objects.filter(destroyed_at=None)} == {3}


def test_with_no_days_no_epoch_ends_by_itself(settings) -> None:
    settings.EPOCH_DAYS = 0
    sealed(1)
    assert epochs.turn_due(now=NOW + timedelta(days=4000)) == 0


def test_a_turn_that_was_begun_is_ended_by_the_next_round() -> None:
    [note] = sealed(1)
    epochs.turn(company_id=ACME, now=NOW, until=0)

    assert epochs.turn_due(now=NOW) == 1
    assert read(note) == WORDS
    assert files_of(ACME) == {note.data_key.company_key.stored_as}


def fail(name: str) -> None:
    raise OSError


def test_a_key_file_that_a_failing_disk_kept_goes_with_the_next_round(monkeypatch) -> None:
    sealed(1)
    with monkeypatch.context() as disk:
        disk.setattr(keystore, "destroy", fail)
        assert epochs.turn(company_id=ACME, now=NOW).finished
    assert len(files_of(ACME)) == 2

    epochs.turn_due(now=NOW)

    assert len(files_of(ACME)) == 1


@pytest.mark.parametrize("paused_at", ["before the row", "before the commit"])
def test_a_key_made_meanwhile_keeps_the_old_one_alive_until_it_moved_too(
    monkeypatch, paused_at: str
) -> None:
    """Somebody who has taken the old key and not committed yet must not find it destroyed."""
    sealed(1)
    taken, go_on = threading.Event(), threading.Event()
    made, request_thread = [], []
    wrap = keys.wrap_data_key

    def pause() -> None:
        if threading.current_thread() in request_thread:
            taken.set()
            assert go_on.wait(30)

    def wrap_slowly(key: bytes, *, row: DataKey) -> bytes:
        wrapped = wrap(key, row=row)
        if paused_at == "before the row":
            pause()
        return wrapped

    def slow_request() -> None:
        with transaction.atomic():
            made.append(new_key(company_id=ACME, now=NOW))
            pause()
        connection.close()

    def turning() -> None:
        epochs.turn(company_id=ACME, now=NOW)
        connection.close()

    monkeypatch.setattr(keys, "wrap_data_key", wrap_slowly)
    request, turner = threading.Thread(target=slow_request), threading.Thread(target=turning)
    request_thread.append(request)
    request.start()
    assert taken.wait(30)
    turner.start()
    turner.join(1)
    assert turner.is_alive()
    assert CompanyKey.objects.get(epoch=1).destroyed_at is None
    go_on.set()
    request.join(30), turner.join(30)

    late = DataKey.objects.select_related("company_key").get(pk=made[0].pk)
    assert late.company_key.epoch == 2
    assert keys.open_data_key(late)


def test_an_erasure_under_way_is_waited_for_and_stays_one() -> None:
    erased, kept = sealed(2)
    failed = []

    def turning() -> None:
        try:
            epochs.turn(company_id=ACME, now=NOW)
        except Exception as error:
            failed.append(error)
        connection.close()

    turner = threading.Thread(target=turning)
    with transaction.atomic():
        shred(data_key_id=erased.data_key.pk, now=NOW)
        turner.start()
        turner.join(0.5)
        assert turner.is_alive()
    turner.join(30)

    assert failed == []
    with pytest.raises(Shredded):
        read(erased)
    assert read(kept) == WORDS


def test_a_data_key_that_does_not_open_keeps_its_epoch_and_nobody_elses() -> None:
    [note, broken] = sealed(2)
    [foreign] = sealed(1, company=GLOBEX)
    DataKey.objects.filter(pk=broken.data_key.pk).update(wrapped=bytes(40))

    with pytest.raises(Unreadable):
        epochs.turn_due(now=NOW + timedelta(days=35))

    assert read(note) == read(foreign) == WORDS
    assert CompanyKey.objects.get(company_id=ACME, epoch=1).destroyed_at is None
    assert CompanyKey.objects.get(company_id=GLOBEX, epoch=1).destroyed_at is not None


def test_a_disk_that_was_away_brings_no_destroyed_key_back(settings, tmp_path) -> None:
    here, there, away = (tmp_path / name for name in ("here", "there", "away"))
    settings.KEY_DIRS = [str(here), str(there)]
    [note] = sealed(1)
    old = note.data_key.company_key.stored_as
    there.rename(away)
    epochs.turn(company_id=ACME, now=NOW)
    assert not (here / old).exists()
    shutil.rmtree(there)
    away.rename(there)
    assert (there / old).exists()

    epochs.turn_due(now=NOW)

    assert not (there / old).exists()
    assert {file.name for file in here.iterdir()} == {file.name for file in there.iterdir()}
    assert set(carrying._in(next(there.glob("*.carried")))) == {note.data_key.pk}
    (here / CompanyKey.objects.get(epoch=2).stored_as).unlink()
    assert read(note) == WORDS


def test_two_turners_at_once_make_one_epoch() -> None:
    notes = sealed(30)

    def turning() -> None:
        epochs.turn(company_id=ACME, now=NOW)
        connection.close()

    epochs.turn(company_id=ACME, now=NOW, until=0)
    turners = [threading.Thread(target=turning) for _ in range(2)]
    for turner in turners:
        turner.start()
    for turner in turners:
        turner.join(60)

    assert [read(note) for note in notes] == [WORDS] * 30
    assert CompanyKey.objects.filter(destroyed_at=None).count() == 1


def test_a_key_that_still_lies_in_the_database_is_ended_and_moved_out() -> None:
    """As in a desk that was installed before keys had files."""
    [note] = sealed(1)
    old = CompanyKey.objects.get(epoch=1)
    search = keys.company_key(company_id=ACME, epoch=keys.SEARCH_EPOCH, now=NOW)
    secret = keys.open_company_key(search)
    for key in (old, search):
        wrapped = keystore.read(key.stored_as).key
        keystore.destroy(key.stored_as)
        CompanyKey.objects.filter(pk=key.pk).update(stored_as="", wrapped=wrapped)
    assert read(note) == WORDS

    assert epochs.turn_due(now=NOW) == 1

    assert read(note) == WORDS
    assert not CompanyKey.objects.filter(wrapped__isnull=False).exists()
    search.refresh_from_db()
    assert keys.open_company_key(search) == secret
