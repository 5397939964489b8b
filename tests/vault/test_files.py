import io
import random
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from dsar.vault import chunks, files
from dsar.vault.chunks import CHUNK_BYTES, TAG_BYTES, Sealing, opened
from dsar.vault.models import DataKey, SealedFile
from dsar.vault.operations import Shredded, Unreadable, new_key, shred, unseal
from tests.vault.conftest import ACME, NOW

STORED_CHUNK = CHUNK_BYTES + TAG_BYTES


def content(size: int) -> bytes:
    """Differs from chunk to chunk."""
    return b"".join(n.to_bytes(4) for n in range(size // 4 + 1))[:size]


def store(key: DataKey, body: bytes, name: str = "passport of Ada Example.pdf") -> SealedFile:
    return files.store(
        data_key=key,
        name=name,
        content_type="application/pdf",
        stream=io.BytesIO(body),
        now=NOW,
    )


def on(disk: Path, file: SealedFile) -> Path:
    return disk / file.stored_as


def read(file: SealedFile) -> bytes:
    return b"".join(files.read(SealedFile.objects.get(pk=file.pk)))


def destroy(file: SealedFile, capture) -> SealedFile:
    with capture(execute=True):
        files.destroy(file_id=file.pk, now=NOW)
    file.refresh_from_db()
    return file


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 5]
)
def test_a_stored_file_is_read_back(data_key, disk, size):
    file = store(data_key, content(size))
    assert file.size == size
    assert unseal(file, "name") == "passport of Ada Example.pdf"
    assert read(file) == content(size)


def test_a_stream_that_gives_a_little_at_a_time_is_stored_whole(data_key, disk):
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 100_003))

    body = content(2 * CHUNK_BYTES + 7)
    file = files.store(
        data_key=data_key, name="", content_type="text/plain", stream=Slow(body), now=NOW
    )
    assert read(file) == body


def test_nothing_on_the_disk_is_in_clear(data_key, disk):
    file = store(data_key, b"Ada Example, born 1 January 1970")
    assert b"Ada" not in on(disk, file).read_bytes()
    assert all("Ada" not in str(path) for path in disk.rglob("*"))


def test_no_file_is_ever_whole_in_memory(data_key, disk):
    class Endless:
        left = 32 * CHUNK_BYTES

        def read(self, size: int, /) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    tracemalloc.start()
    file = files.store(
        data_key=data_key, name="", content_type="video/mp4", stream=Endless(), now=NOW
    )
    assert sum(len(piece) for piece in files.read(file)) == 32 * CHUNK_BYTES
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * CHUNK_BYTES


def reorder(body: bytes) -> bytes:
    first, second, rest = (
        body[1 : 1 + STORED_CHUNK],
        body[1 + STORED_CHUNK : 1 + 2 * STORED_CHUNK],
        body[1 + 2 * STORED_CHUNK :],
    )
    return body[:1] + second + first + rest


def flip(position: int):
    def flipped(body: bytes) -> bytes:
        changed = bytearray(body)
        changed[position] ^= 1
        return bytes(changed)

    return flipped


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(reorder, id="two chunks changed places"),
        pytest.param(flip(0), id="version"),
        pytest.param(flip(1), id="first byte"),
        pytest.param(flip(-1), id="last byte"),
        pytest.param(lambda body: body[: 1 + 2 * STORED_CHUNK], id="cut between chunks"),
        pytest.param(lambda body: body[:-1], id="cut within a chunk"),
        pytest.param(lambda body: body + b"x", id="extended"),
        pytest.param(lambda body: b"", id="emptied"),
        pytest.param(lambda body: body[: 1 + STORED_CHUNK] + body[1:], id="a chunk repeated"),
    ],
)
def test_damage_to_the_stored_bytes_is_noticed(data_key, disk, damage):
    file = store(data_key, content(2 * CHUNK_BYTES + 99))
    path = on(disk, file)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Unreadable):
        read(file)


def test_a_cut_is_noticed_even_when_the_row_says_so_too(data_key, disk):
    file = store(data_key, content(2 * CHUNK_BYTES + 99))
    path = on(disk, file)
    path.write_bytes(path.read_bytes()[: 1 + 2 * STORED_CHUNK])
    SealedFile.objects.filter(pk=file.pk).update(size=2 * CHUNK_BYTES)
    with pytest.raises(Unreadable, match="chunk 1"):
        read(file)


def test_a_file_cut_short_hands_out_nothing_at_all(data_key, disk):
    file = store(data_key, content(2 * CHUNK_BYTES + 99))
    path = on(disk, file)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Unreadable, match=r"2097\d+ bytes, not 2097\d+"):
        files.read(file)


def test_chunks_open_under_no_other_id_even_with_the_same_key():
    sealing = Sealing(io.BytesIO(b"x"), key=bytes(32), file_id=b"one")
    stored = sealing.readall()
    assert b"".join(opened(io.BytesIO(stored), key=bytes(32), file_id=b"one")) == b"x"
    with pytest.raises(Unreadable):
        list(opened(io.BytesIO(stored), key=bytes(32), file_id=b"two"))


def test_two_files_cannot_change_places(data_key, disk):
    one, other = store(data_key, content(100)), store(data_key, content(100))
    on(disk, one).write_bytes(on(disk, other).read_bytes())
    with pytest.raises(Unreadable):
        read(one)

    SealedFile.objects.filter(pk=one.pk).update(wrapped=other.wrapped)
    with pytest.raises(Unreadable):
        read(one)


def test_a_file_missing_from_the_disk_is_named(data_key, disk):
    file = store(data_key, content(100))
    on(disk, file).unlink()
    with pytest.raises(Unreadable, match="gone from the storage"):
        read(file)


def test_a_destroyed_file_leaves_a_note_and_nothing_else(
    data_key, disk, django_capture_on_commit_callbacks
):
    path = on(disk, file := store(data_key, content(100)))
    destroy(file, django_capture_on_commit_callbacks)

    assert not path.exists()
    assert (file.content_type, file.size, file.destroyed_at) == ("application/pdf", 100, NOW)
    assert (file.wrapped, file.name, file.stored_as) == (None, None, "")
    with pytest.raises(Shredded):
        files.read(file)


def test_the_bytes_are_unreadable_before_they_leave_the_disk(data_key, disk):
    file = store(data_key, content(100))
    files.destroy(file_id=file.pk, now=NOW)  # the callback after the commit has not run
    assert on(disk, file).exists()
    with pytest.raises(Shredded):
        read(file)


def test_destroying_twice_keeps_the_first_date(data_key, disk, django_capture_on_commit_callbacks):
    file = destroy(store(data_key, b"x"), django_capture_on_commit_callbacks)
    files.destroy(file_id=file.pk, now=NOW.replace(year=2027))
    file.refresh_from_db()
    assert file.destroyed_at == NOW


@pytest.mark.django_db(transaction=True)
def test_a_destruction_that_is_rolled_back_destroys_nothing(disk):
    file = store(new_key(company_id=ACME, now=NOW), b"kept")
    with transaction.atomic():
        files.destroy(file_id=file.pk, now=NOW)
        transaction.set_rollback(True)
    assert read(file) == b"kept"


def test_what_a_failing_disk_left_is_removed_later(
    data_key, disk, django_capture_on_commit_callbacks
):
    file = store(data_key, b"x")
    path = on(disk, file)
    path.unlink()
    (path / "in the way").mkdir(parents=True)

    destroy(file, django_capture_on_commit_callbacks)
    assert file.destroyed_at == NOW
    assert file.stored_as
    assert files.remove_remains() == 0

    (path / "in the way").rmdir()
    assert files.remove_remains() == 1
    assert files.remove_remains() == 0
    assert not path.exists()


def test_shredding_a_case_destroys_its_files(data_key, disk, django_capture_on_commit_callbacks):
    kept = store(new_key(company_id=ACME, now=NOW), b"kept")
    erased = [store(data_key, b"one"), store(data_key, b"two")]
    with django_capture_on_commit_callbacks(execute=True):
        shred(data_key_id=data_key.pk, now=NOW)

    for file in erased:
        assert not on(disk, file).exists()
        with pytest.raises(Shredded):
            read(file)
    assert read(kept) == b"kept"


def test_an_erased_case_takes_no_more_files(data_key, disk):
    stale = DataKey.objects.get(pk=data_key.pk)
    shred(data_key_id=data_key.pk, now=NOW)
    with pytest.raises(Shredded):
        store(stale, b"late")
    assert not [path for path in disk.rglob("*") if path.is_file()]


def test_a_stream_that_breaks_leaves_no_row_and_no_file(data_key, disk):
    class Broken:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.store(data_key=data_key, name="", content_type="", stream=Broken(), now=NOW)
    assert not SealedFile.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]


def a_round(*, days: float) -> int:
    """What calls a minute apart take away, from that many days on until each folder was seen."""
    begin = timezone.now() + timedelta(days=days)
    return sum(
        files.remove_strangers(now=begin + timedelta(minutes=minute))
        for minute in range(files.FOLDERS)
    )


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_was_rolled_back_leaves_the_disk_after_a_day(disk):
    key = new_key(company_id=ACME, now=NOW)
    kept = store(key, b"kept")
    with transaction.atomic():
        lost = store(key, b"rolled back")
        transaction.set_rollback(True)
    assert on(disk, lost).exists()

    assert a_round(days=0.5) == 0
    assert on(disk, lost).exists()
    assert a_round(days=1) == 1
    assert not on(disk, lost).exists()
    assert read(kept) == b"kept"
    assert a_round(days=1) == 0


def test_a_file_that_is_not_ours_is_left_alone(data_key, disk):
    store(data_key, b"x")
    for number in range(files.FOLDERS):
        strange = disk / str(ACME) / f"{number:02x}" / "notes.txt"
        strange.parent.mkdir(parents=True, exist_ok=True)
        strange.write_text("somebody's")
    assert a_round(days=400) == 0


def test_a_company_without_files_is_no_trouble(db, disk):
    assert files.remove_strangers(now=NOW) == 0


def test_no_mixture_of_chunks_reads_as_something_else(monkeypatch):
    """Dropped, doubled, swapped, moved from a second file of the same key, or cut: 2,000 times."""
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 32)
    key, body = bytes(range(32)), content(32 * 5 + 7)
    sealed = Sealing(io.BytesIO(body), key=key, file_id=b"one").readall()
    second = Sealing(io.BytesIO(body), key=key, file_id=b"two").readall()
    size = 32 + TAG_BYTES
    pieces = [sealed[1 + n * size : 1 + (n + 1) * size] for n in range(6)]
    foreign = [second[1 + n * size : 1 + (n + 1) * size] for n in range(6)]
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # shown when it fails
    chance = random.Random(seed)
    for _ in range(2_000):
        count = chance.randrange(9)
        mixture = [chance.choice([*pieces, *foreign]) for _ in range(count)]
        if chance.random() < 0.5:  # mostly right, one thing wrong
            mixture = list(pieces)
            mixture[chance.randrange(6)] = chance.choice([*pieces, *foreign, b""])
        stored = sealed[:1] + b"".join(mixture)
        if stored == sealed:
            continue
        with pytest.raises(Unreadable):
            list(opened(io.BytesIO(stored), key=key, file_id=b"one"))
    assert b"".join(opened(io.BytesIO(sealed), key=key, file_id=b"one")) == body
