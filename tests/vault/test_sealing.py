import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsar.vault.fields import NotSealed, Sealed
from dsar.vault.models import DataKey, SealedFile
from dsar.vault.operations import Shredded, Unreadable, new_key, seal, shred, unseal
from dsar.vault.sealing import NONCE_BYTES
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.rows import Letter, Note, row

WORDS = "Please send me all you hold about Ada Example."

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
).filter(lambda value: "inf" not in repr(value))


@pytest.fixture
def note(data_key) -> Note:
    made = row(data_key)
    seal(made, "words", WORDS)
    return made


def move(sealed: Note, place) -> None:
    place.words = sealed.words


def test_a_sealed_value_is_read_back_where_it_was_sealed(note):
    assert WORDS.encode() not in note.words
    assert unseal(note, "words") == WORDS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(value=json_values)
def test_whatever_json_can_say_comes_back(data_key, value):
    made = row(data_key)
    seal(made, "words", value)
    assert unseal(made, "words") == value


def test_a_field_that_was_never_sealed_is_none(data_key):
    assert unseal(row(data_key), "words") is None


def test_a_ciphertext_moved_to_another_row_does_not_open(note, data_key):
    other = row(data_key)
    move(note, other)
    with pytest.raises(Unreadable, match="moved from elsewhere"):
        unseal(other, "words")


def test_a_ciphertext_moved_to_another_field_does_not_open(note):
    note.name = note.words
    with pytest.raises(Unreadable):
        unseal(note, "name")


def test_a_ciphertext_moved_to_another_table_does_not_open(note, data_key):
    letter = row(data_key, table=Letter, pk=note.pk)
    move(note, letter)
    with pytest.raises(Unreadable):
        unseal(letter, "words")


def test_a_ciphertext_moved_to_another_company_does_not_open(note):
    foreign = row(new_key(company_id=GLOBEX, now=NOW), pk=note.pk)
    move(note, foreign)
    with pytest.raises(Unreadable):
        unseal(foreign, "words")


def test_a_ciphertext_moved_under_another_key_does_not_open(note):
    sibling = row(new_key(company_id=ACME, now=NOW), pk=note.pk)
    move(note, sibling)
    with pytest.raises(Unreadable):
        unseal(sibling, "words")


def test_a_row_cannot_take_its_key_from_another_company(note):
    note.company_id = GLOBEX
    with pytest.raises(ValueError, match="another company"):
        unseal(note, "words")


def test_no_byte_can_be_changed_unnoticed(note):
    whole = bytes(note.words)
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        note.words = Sealed(changed)
        with pytest.raises(Unreadable):
            unseal(note, "words")


@pytest.mark.parametrize("length", [0, 1, NONCE_BYTES, NONCE_BYTES + 2])
def test_a_ciphertext_cut_short_does_not_open(note, length):
    note.words = Sealed(note.words[:length])
    with pytest.raises(Unreadable):
        unseal(note, "words")


def test_nonces_do_not_repeat(data_key):
    made, nonces = row(data_key), set()
    for _ in range(5_000):
        seal(made, "words", WORDS)
        nonces.add(made.words[1 : 1 + NONCE_BYTES])
    assert len(nonces) == 5_000


def test_after_shredding_nothing_opens_and_nothing_can_be_sealed(note, data_key):
    shred(data_key_id=data_key.pk, now=NOW)
    note.data_key = DataKey.objects.get(pk=data_key.pk)

    with pytest.raises(Shredded):
        unseal(note, "words")
    with pytest.raises(Shredded):
        seal(note, "words", "again")


def test_shredding_leaves_other_keys_alone(note, data_key):
    shred(data_key_id=new_key(company_id=ACME, now=NOW).pk, now=NOW)
    note.data_key = DataKey.objects.get(pk=data_key.pk)
    assert unseal(note, "words") == WORDS


def test_shredding_twice_keeps_the_first_date(data_key):
    shred(data_key_id=data_key.pk, now=NOW)
    shred(data_key_id=data_key.pk, now=NOW.replace(year=2027))
    data_key.refresh_from_db()
    assert (data_key.wrapped, data_key.destroyed_at) == (None, NOW)


@pytest.mark.parametrize("clear", ["Ada Example", b"Ada Example"])
def test_a_value_in_clear_cannot_reach_the_database(data_key, clear):
    file = SealedFile(company_id=ACME, data_key=data_key, name=clear, size=0, created_at=NOW)
    with pytest.raises(NotSealed) as refusal:
        file.save()
    assert "Ada" not in str(refusal.value)


def test_a_sealed_field_cannot_be_searched_in_clear(db):
    with pytest.raises(NotSealed):
        SealedFile.objects.filter(name="Ada Example").exists()


def test_the_row_in_the_database_holds_nothing_in_clear(data_key):
    file = SealedFile(company_id=ACME, data_key=data_key, wrapped=b"", size=0, created_at=NOW)
    seal(file, "name", "Ada Example.pdf")
    file.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM vault_sealedfile f")
        (stored,) = cursor.fetchone()
    assert "Ada" not in stored
    assert b"Ada".hex() not in stored
    assert unseal(SealedFile.objects.get(), "name") == "Ada Example.pdf"


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_what_json_cannot_say_is_refused(data_key, value):
    with pytest.raises((TypeError, ValueError)):
        seal(row(data_key), "words", value)


def test_only_sealed_fields_are_sealed(data_key):
    with pytest.raises(TypeError, match="not a SealedField"):
        seal(row(data_key), "company_id", 7)


def test_a_row_needs_a_key_and_an_id(data_key):
    keyless, unnamed = row(data_key), row(data_key)
    keyless.data_key, unnamed.pk = None, None
    for made, why in [(keyless, "no data key"), (unnamed, "needs its id")]:
        with pytest.raises(ValueError, match=why):
            seal(made, "words", WORDS)


def test_a_sealed_value_does_not_show_itself_in_logs(note):
    assert repr(note.words) == f"<sealed, {len(note.words)} bytes>"
    assert isinstance(Note._meta.get_field("words"), models.BinaryField)
