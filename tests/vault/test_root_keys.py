"""The root key: from the settings, from a key service, and from one to the other."""

import base64
import logging
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from dsar.vault import keys, keystore, root_turning, roots
from dsar.vault.models import CompanyKey, DataKey
from dsar.vault.operations import RootKeyError, new_key, seal, unseal
from dsar.vault.wrapping import RootKeyAway
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.key_service import TOKEN, KeyService
from tests.vault.rows import Row, row

OLD = base64.b64encode(bytes(range(32))).decode()
NEW = base64.b64encode(bytes(range(100, 132))).decode()
OTHER = base64.b64encode(bytes(range(50, 82))).decode()
WORDS = "Please send me all you hold about Ada Example."
KILLS = 10
COMPANIES = 200


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path: Path) -> Iterator[None]:
    settings.KEY_DIRS = [str(tmp_path / "keys"), str(tmp_path / "copy")]
    settings.ROOT_KEY = OLD
    roots._opened.cache_clear()
    yield
    roots._opened.cache_clear()


@pytest.fixture
def service(settings) -> Iterator[KeyService]:
    made = KeyService()
    settings.KMS_URL, settings.KMS_KEY, settings.KMS_TOKEN = made.url, "desk", TOKEN
    yield made
    made.stop()


def sealed(company: int = ACME) -> Row:
    note = row(new_key(company_id=company, now=NOW))
    seal(note, "words", WORDS)
    return note


def read(note: Row) -> str:
    note.data_key = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)
    return unseal(note, "words")


def in_file(tmp_path: Path, name: str, text: str) -> str:
    (tmp_path / name).write_text(f"{text}\n")
    return str(tmp_path / name)


def turn(tmp_path: Path) -> str:
    old, new = in_file(tmp_path, "old", OLD), in_file(tmp_path, "new", NEW)
    call_command("turn_root_key", old=old, new=new, stdout=(told := StringIO()))
    return told.getvalue()


# --- Turning --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_after_the_turn_only_the_new_root_key_opens_anything(settings, tmp_path) -> None:
    note = sealed()
    assert "1 keys wrapped anew, 0 were so already" in turn(tmp_path)

    settings.ROOT_KEY = NEW
    assert read(note) == WORDS
    settings.ROOT_KEY = OLD
    with pytest.raises(RootKeyError, match="another root key"):
        read(note)
    assert "0 keys wrapped anew, 1 were so already" in turn(tmp_path)


@pytest.mark.django_db
def test_a_desk_that_knows_both_reads_all_the_while(settings) -> None:
    first, second = sealed(), sealed(GLOBEX)
    settings.ROOT_KEY, settings.ROOT_KEY_OLD = NEW, OLD
    assert read(first) == read(second) == WORDS

    call_command("turn_root_key", stdout=StringIO())

    settings.ROOT_KEY_OLD = ""
    assert read(first) == read(second) == WORDS


@pytest.mark.django_db
def test_a_key_that_neither_opens_is_named_and_left_alone(settings, tmp_path) -> None:
    note = sealed()
    settings.ROOT_KEY = OTHER
    foreign = sealed(GLOBEX)

    with pytest.raises(CommandError, match="Neither root key opens the key of company 2, epoch 1"):
        turn(tmp_path)

    assert read(foreign) == WORDS
    settings.ROOT_KEY = NEW
    assert read(note) == WORDS


@pytest.mark.parametrize(
    ("text", "why"), [("no base64!", "is not base64"), (OLD[:20], "holds 15 bytes, it must hold")]
)
@pytest.mark.django_db
def test_a_bad_new_key_changes_nothing_and_is_not_repeated(tmp_path, text, why) -> None:
    note = sealed()
    new, old = in_file(tmp_path, "new", text), in_file(tmp_path, "old", OLD)
    with pytest.raises(CommandError, match=why) as refusal:
        call_command("turn_root_key", old=old, new=new)
    assert text not in str(refusal.value)
    assert read(note) == WORDS


@pytest.mark.django_db
def test_the_copy_in_the_second_folder_is_turned_too(settings, tmp_path) -> None:
    note = sealed()
    name = note.data_key.company_key.stored_as
    before = (tmp_path / "copy" / name).read_bytes()
    turn(tmp_path)
    (tmp_path / "copy" / name).write_bytes(before)  # killed between the two folders

    turn(tmp_path)

    (tmp_path / "keys" / name).unlink()  # the first disk dies
    settings.ROOT_KEY = NEW
    assert read(note) == WORDS


def _turn_slowly(started) -> None:
    started.set()
    root_turning.turn(
        old=roots.local(OLD, called="old"),
        new=roots.local(NEW, called="new"),
    )


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_turn_killed_ten_times_is_ended_by_the_eleventh(settings, tmp_path) -> None:
    notes = [sealed(company) for company in range(1, COMPANIES + 1)]
    settings.ROOT_KEY, settings.ROOT_KEY_OLD = NEW, OLD
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    connection.close()
    context = multiprocessing.get_context("fork")
    for _ in range(KILLS):
        started = context.Event()
        turner = context.Process(target=_turn_slowly, args=(started,))
        turner.start()
        assert started.wait(30)
        time.sleep(chance.uniform(0.01, 0.05))
        os.kill(turner.pid, signal.SIGKILL)
        turner.join(30)
        assert turner.exitcode == -signal.SIGKILL, f"seed {seed}"
        assert {read(note) for note in chance.sample(notes, 20)} == {WORDS}, f"seed {seed}"
        connection.close()

    moved, already = (int(word) for word in turn(tmp_path).split() if word.isdecimal())
    assert moved + already == COMPANIES
    assert moved, f"killed too late to mean anything, seed {seed}"
    settings.ROOT_KEY_OLD = ""
    assert {read(note) for note in notes} == {WORDS}
    assert all(keystore.alike(name) for name in keystore.names())


# --- A key service --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_key_service_wraps_keys_of_companies_and_never_sees_more(service) -> None:
    note = sealed()
    roots._opened.cache_clear()  # another process
    assert [read(note) for _ in range(5)] == [WORDS] * 5
    assert service.asked.count("/v1/transit/encrypt/desk") == 1
    assert service.asked.count("/v1/transit/decrypt/desk") == 2  # once a process
    file = keystore.read(note.data_key.company_key.stored_as)
    assert file.key.startswith(b"vault:v1:")


@pytest.mark.django_db
def test_what_the_service_wrapped_opens_in_its_place_only(service) -> None:
    note, foreign = sealed(), sealed(GLOBEX)
    foreign.data_key.company_key.stored_as = note.data_key.company_key.stored_as
    with pytest.raises(RootKeyError, match="The key service does not open the key of company 2"):
        keys.open_company_key(foreign.data_key.company_key)


@pytest.mark.parametrize("broken", [500, 503])
@pytest.mark.django_db
def test_a_service_that_is_away_makes_the_desk_unready_until_it_is_back(
    service, watcher: Client, broken
) -> None:
    note = sealed()
    roots._opened.cache_clear()
    service.broken = broken
    with pytest.raises(RootKeyAway):
        read(note)
    answer = watcher.get("/readyz")
    assert answer.status_code == 503
    assert "key service answered" in answer.json()["checks"]["keys"]

    service.broken = None
    assert watcher.get("/readyz").status_code == 200
    assert read(note) == WORDS


@pytest.mark.django_db
def test_a_service_that_is_gone_is_told_from_a_wrong_key(service) -> None:
    note = sealed()
    roots._opened.cache_clear()
    service.stop()
    with pytest.raises(RootKeyAway, match="does not answer: ConnectionRefusedError"):
        read(note)


@pytest.mark.django_db
def test_a_refused_token_is_named_and_nothing_is_made(service, settings) -> None:
    settings.KMS_TOKEN = "wrong"
    with pytest.raises(RootKeyError, match="refuses DSAR_KMS_TOKEN") as refusal:
        sealed()
    assert "wrong" not in str(refusal.value)
    assert not CompanyKey.objects.exists()


@pytest.mark.django_db
def test_from_a_file_to_a_service_and_back(service, settings, tmp_path) -> None:
    url, settings.KMS_URL = settings.KMS_URL, ""
    note = sealed()
    settings.KMS_URL = url
    call_command("turn_root_key", old=in_file(tmp_path, "old", OLD), stdout=StringIO())
    settings.ROOT_KEY = ""
    assert read(note) == WORDS

    new = in_file(tmp_path, "new", NEW)
    call_command("turn_root_key", old="service", new=new, stdout=StringIO())
    settings.KMS_URL, settings.ROOT_KEY = "", NEW
    assert read(note) == WORDS


@pytest.mark.django_db
def test_no_key_and_no_token_is_ever_logged_or_shown(service, settings, caplog, tmp_path) -> None:
    caplog.set_level(logging.DEBUG)
    note = sealed()
    company = keys.open_company_key(note.data_key.company_key)
    service.broken = 500
    roots._opened.cache_clear()
    with pytest.raises(RootKeyAway) as away:
        read(note)
    settings.KMS_URL, settings.ROOT_KEY = "", NEW
    with pytest.raises(RootKeyError) as wrong:
        read(note)

    said = caplog.text + repr(away.value) + repr(wrong.value) + repr(list(roots.in_use()))
    said += repr(roots.Transit(url=service.url, name="desk", token=TOKEN))
    for secret in (base64.b64decode(NEW), company):
        assert base64.b64encode(secret).decode() not in said
        assert repr(secret)[2:-1] not in said
        assert secret.hex() not in said
    assert TOKEN not in said
