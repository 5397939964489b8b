import base64
import multiprocessing
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dsar.vault import keys, keystore, roots, search
from dsar.vault.models import CompanyKey, DataKey
from dsar.vault.operations import RootKeyError, Shredded, Unreadable, new_key, seal, unseal
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.rows import row

AT_ONCE = 6
OTHER_ROOT = base64.b64encode(b"another root key of thirty-two b").decode()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "DSAR_ROOT_KEY is not set"),
        ("a key, surely!", "not base64"),
        (base64.b64encode(b"short").decode(), "holds 5 bytes, it must hold 32"),
    ],
)
@pytest.mark.django_db
def test_a_missing_or_malformed_root_key_is_named_when_first_used(settings, value, why):
    settings.ROOT_KEY = value
    with pytest.raises(RootKeyError, match=why):
        new_key(company_id=ACME, now=NOW)
    assert not CompanyKey.objects.exists()


def test_a_wrong_root_key_is_named_as_such(settings, data_key):
    note = row(data_key)
    seal(note, "words", "hello")

    settings.ROOT_KEY = OTHER_ROOT
    note.data_key = DataKey.objects.get(pk=data_key.pk)  # as whoever comes with the other key does
    with pytest.raises(RootKeyError, match="company 1, epoch 1: it was sealed with another"):
        unseal(note, "words")


def test_one_company_has_one_key_for_all_its_cases(data_key):
    sibling = new_key(company_id=ACME, now=NOW)
    stranger = new_key(company_id=GLOBEX, now=NOW)
    assert sibling.company_key == data_key.company_key != stranger.company_key
    assert keys.open_data_key(sibling) != keys.open_data_key(data_key)


def test_new_keys_hang_on_the_newest_epoch(data_key):
    newer = keys.company_key(company_id=ACME, epoch=2, now=NOW)
    assert new_key(company_id=ACME, now=NOW).company_key == newer
    assert data_key.company_key.epoch == 1
    assert keys.open_data_key(data_key)


def test_what_hung_on_a_destroyed_epoch_is_gone(data_key):
    CompanyKey.objects.filter(pk=data_key.company_key_id).update(destroyed_at=NOW)
    with pytest.raises(Shredded, match="company 1, epoch 1"):
        keys.open_data_key(DataKey.objects.get(pk=data_key.pk))


def test_a_key_is_opened_once_for_a_change_and_again_for_the_next(data_key):
    opened = keys.open_data_key(data_key)
    keystore.destroy(data_key.company_key.stored_as)

    assert keys.open_data_key(data_key) == opened
    with pytest.raises(keys.MissingKey):
        keys.open_data_key(DataKey.objects.get(pk=data_key.pk))


def test_what_was_destroyed_does_not_open_where_it_was_open_before(data_key):
    keys.open_data_key(data_key)
    data_key.company_key.destroyed_at = NOW
    with pytest.raises(Shredded):
        keys.open_company_key(data_key.company_key)
    data_key.wrapped = None
    with pytest.raises(Shredded):
        keys.open_data_key(data_key)


def test_making_and_indexing_a_key_sets_no_savepoint(data_key):
    search.index(data_key=data_key, kind="name", value="Rosa")

    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        search.index(data_key=new_key(company_id=ACME, now=NOW), kind="name", value="Rosa")

    assert not [one for one in asked.captured_queries if "SAVEPOINT" in one["sql"]]
    assert len(asked) == 5


def test_a_data_key_moved_to_another_row_does_not_open(data_key):
    sibling = new_key(company_id=ACME, now=NOW)
    sibling.wrapped = data_key.wrapped
    with pytest.raises(Unreadable):
        keys.open_data_key(sibling)


def test_a_data_key_that_was_open_does_not_open_in_another_place(data_key):
    keys.open_data_key(data_key)
    data_key.pk = new_key(company_id=ACME, now=NOW).pk
    with pytest.raises(Unreadable):
        keys.open_data_key(data_key)


def test_a_company_key_moved_to_another_company_does_not_open(data_key):
    stranger = new_key(company_id=GLOBEX, now=NOW)
    stranger.company_key.stored_as = data_key.company_key.stored_as
    with pytest.raises(RootKeyError, match="moved here from another row"):
        keys.open_data_key(stranger)


def test_the_database_refuses_a_key_of_another_company(data_key):
    with pytest.raises(IntegrityError, match="vault_datakey_same_company"), transaction.atomic():
        DataKey.objects.filter(pk=data_key.pk).update(company_id=GLOBEX)


def test_the_database_refuses_a_destroyed_key_that_is_still_there(data_key):
    with pytest.raises(IntegrityError, match="destroyed_or_not"), transaction.atomic():
        DataKey.objects.filter(pk=data_key.pk).update(destroyed_at=NOW)


def test_keys_kept_in_memory_are_bounded():
    assert roots._opened.cache_info().maxsize == 256


def _make_a_key(start, made) -> None:
    connection.ensure_connection()
    start.wait()
    made.put(new_key(company_id=ACME, now=NOW).pk)


@pytest.mark.django_db(transaction=True)
def test_processes_that_need_the_first_key_at_once_share_one():
    connection.close()  # a forked connection would be shared
    context = multiprocessing.get_context("fork")
    start, made = context.Barrier(AT_ONCE), context.Queue()
    processes = [context.Process(target=_make_a_key, args=(start, made)) for _ in range(AT_ONCE)]
    for process in processes:
        process.start()
    ids = {made.get(timeout=30) for _ in processes}
    for process in processes:
        process.join(30)

    assert CompanyKey.objects.count() == 1
    assert len({keys.open_data_key(row) for row in DataKey.objects.filter(pk__in=ids)}) == AT_ONCE


@pytest.mark.parametrize("rolled_back", [False, True])
@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_waits_to_see_whether_the_first_key_stays(rolled_back):
    def second() -> None:
        new_key(company_id=ACME, now=NOW)
        connection.close()

    late = threading.Thread(target=second)
    with transaction.atomic():
        new_key(company_id=ACME, now=NOW)
        late.start()
        late.join(0.5)
        assert late.is_alive()
        transaction.set_rollback(rolled_back)
    late.join(30)

    made = DataKey.objects.all()
    assert len(made) == (1 if rolled_back else 2)
    assert len({key.company_key_id for key in made}) == 1
    assert all(keys.open_data_key(key) for key in made)
