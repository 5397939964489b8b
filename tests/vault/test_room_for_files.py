"""The disk under the files keeps a rest free; below it nothing new is begun."""

import io
import math

import pytest
from django.core.files.storage import storages

from dsar.content.doors import ANSWER, POLICY
from dsar.vault import files, room
from dsar.vault.models import SealedFile
from dsar.vault.operations import new_key
from tests.vault.conftest import ACME, NOW

TOO_MUCH = 10**9  # megabytes


@pytest.fixture
def short(settings) -> None:
    settings.FILES_FLOOR_MB = TOO_MUCH


@pytest.mark.django_db
def test_below_the_floor_nothing_is_begun(disk, short):
    key = new_key(company_id=ACME, now=NOW)

    with pytest.raises(room.NoRoom, match="no room"):
        files.store(
            data_key=key, name="a.txt", content_type="text/plain", stream=io.BytesIO(b"a"), now=NOW
        )
    assert not SealedFile.objects.exists()
    assert not [one for one in disk.rglob("*") if one.is_file()]


def test_what_is_free_is_counted_from_the_floor(disk, settings):
    settings.FILES_FLOOR_MB = 0
    free = room.above_the_floor()
    settings.FILES_FLOOR_MB = 100_000

    # Others write to that disk meanwhile.
    assert free - room.above_the_floor() == pytest.approx(100_000 * 2**20, rel=0.05)
    assert free > 0


def test_before_the_first_file_there_is_no_folder_to_ask(tmp_path, settings):
    there = settings.STORAGES["sealed"] | {"OPTIONS": {"location": str(tmp_path / "a" / "b")}}
    settings.STORAGES = settings.STORAGES | {"sealed": there}

    assert math.isfinite(room.above_the_floor())


def test_a_storage_that_is_no_disk_has_no_floor(short, monkeypatch):
    def no_disk(*_):
        raise NotImplementedError

    monkeypatch.setattr(type(storages["sealed"]), "path", no_disk)
    assert not room.is_short()


def test_what_is_only_read_needs_no_room():
    assert (ANSWER.keeps, POLICY.keeps) == (True, False)
