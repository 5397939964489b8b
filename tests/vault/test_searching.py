from hashlib import sha256

import pytest

from dsar.vault import epochs, keys, search
from dsar.vault.models import CompanyKey, SearchToken
from dsar.vault.operations import Shredded, new_key, shred
from tests.vault.conftest import ACME, GLOBEX, NOW


def found(kind: str, value: str, *companies: int) -> set:
    return set(search.find(company_ids=companies or [ACME], kind=kind, value=value))


@pytest.mark.parametrize(
    "query",
    [
        "Ada Márquez-O’Neil",
        "ada",
        "  ADA  ",
        "MÁRQUEZ",
        "Ma\u0301rquez",  # the accent as a character of its own
        "o'neil ada",
        "ＡＤＡ",  # as a Japanese keyboard types it
    ],
)
def test_a_name_is_found_by_its_words(data_key, query):
    search.index(data_key=data_key, kind="name", value="Ada Márquez-O’Neil")
    assert found("name", query) == {data_key.pk}


@pytest.mark.parametrize("query", ["Ad", "Ada Lovelace", "Marquez", "", "  ", "-"])
def test_a_name_is_not_found_by_less_or_more(data_key, query):
    search.index(data_key=data_key, kind="name", value="Ada Márquez-O’Neil")
    assert found("name", query) == set()


def test_words_of_two_people_do_not_add_up(data_key):
    sibling = new_key(company_id=ACME, now=NOW)
    search.index(data_key=data_key, kind="name", value="Ada Example")
    search.index(data_key=sibling, kind="name", value="Bob Sample")
    assert found("name", "Ada Sample") == set()
    assert found("name", "Sample") == {sibling.pk}


def test_vowel_signs_do_not_cut_a_name(data_key):
    search.index(data_key=data_key, kind="name", value="सीता देवी")
    assert found("name", "देवी") == {data_key.pk}
    assert SearchToken.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "value", "query"),
    [
        ("email", "Ada@Example.org", " ada@example.ORG "),
        ("phone", "+44 7700 900123", "07700 900123"),
        ("phone", "0044 (0)7700-900123", "+447700900123"),
        ("phone", "07700 900123", "٠٧٧٠٠ ٩٠٠١٢٣"),
        ("reference", "NEXT-7K3Q-9M", "next7k3q9m"),
    ],
)
def test_spelling_does_not_matter(data_key, kind, value, query):
    search.index(data_key=data_key, kind=kind, value=value)
    assert found(kind, query) == {data_key.pk}


@pytest.mark.parametrize(
    ("kind", "value", "query"),
    [
        ("email", "ada@example.org", "ada@example.com"),
        ("phone", "07700 900123", "07700 900124"),
        ("reference", "NEXT-7K3Q-9M", "NEXT-7K3Q-9N"),
    ],
)
def test_another_value_is_not_found(data_key, kind, value, query):
    search.index(data_key=data_key, kind=kind, value=value)
    assert found(kind, query) == set()


def test_a_search_stays_within_the_companies_asked(data_key):
    foreign = new_key(company_id=GLOBEX, now=NOW)
    for key in (data_key, foreign):
        search.index(data_key=key, kind="email", value="ada@example.org")

    assert found("email", "ada@example.org", GLOBEX) == {foreign.pk}
    assert found("email", "ada@example.org", ACME, GLOBEX) == {data_key.pk, foreign.pk}
    assert set(search.find(company_ids=[], kind="email", value="ada@example.org")) == set()


def test_equal_values_look_different_in_other_companies_and_kinds(data_key):
    foreign = new_key(company_id=GLOBEX, now=NOW)
    for key, kind in [(data_key, "name"), (data_key, "reference"), (foreign, "name")]:
        search.index(data_key=key, kind=kind, value="ada")

    tokens = {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}
    assert len(tokens) == 3
    assert sha256(b"ada").digest()[: search.TOKEN_BYTES] not in tokens


def test_indexing_twice_adds_nothing(data_key):
    for _ in range(2):
        search.index(data_key=data_key, kind="name", value="Ada Ada Example")
    assert SearchToken.objects.count() == 2


def test_a_corrected_value_replaces_the_old_one(data_key):
    search.index(data_key=data_key, kind="email", value="old@example.org")
    search.forget(data_key=data_key, kind="email")
    search.index(data_key=data_key, kind="email", value="new@example.org")
    assert found("email", "old@example.org") == set()
    assert found("email", "new@example.org") == {data_key.pk}


def test_shredding_takes_the_tokens_along(data_key):
    search.index(data_key=data_key, kind="name", value="Ada Example")
    shred(data_key_id=data_key.pk, now=NOW)
    assert not SearchToken.objects.exists()


def test_an_erased_person_cannot_be_indexed_again(data_key):
    shred(data_key_id=data_key.pk, now=NOW)
    with pytest.raises(Shredded):
        search.index(data_key=data_key, kind="name", value="Ada Example")
    assert not SearchToken.objects.exists()


def test_an_unknown_kind_is_an_error(data_key):
    with pytest.raises(KeyError):
        search.index(data_key=data_key, kind="shoe size", value="42")


class TestAnEpoch:
    """With the key of its epoch a token goes from backups too."""

    def stored(self) -> set[bytes]:
        return {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}

    def test_whoever_has_an_old_backup_and_todays_keys_can_test_no_guess(self, data_key):
        search.index(data_key=data_key, kind="name", value="Ada Example")
        backup = self.stored()
        epochs.turn(company_id=ACME, now=NOW)
        twin = new_key(company_id=ACME, now=NOW)
        search.index(data_key=twin, kind="name", value="Ada Example")
        search_key = CompanyKey.objects.get(company_id=ACME, epoch=0)
        guesses = {*self.stored(), *search._tokens(search_key, "name", "Ada Example")}
        assert not guesses & backup

    def test_people_are_found_before_and_after_its_turn(self, data_key):
        search.index(data_key=data_key, kind="name", value="Ada Example")
        for _ in range(2):
            turned = epochs.turn(company_id=ACME, now=NOW)
            assert turned.finished
            assert found("name", "example ada") == {data_key.pk}
        [key] = {token.company_key for token in SearchToken.objects.select_related("company_key")}
        assert key.epoch == 3

    def test_people_are_found_while_it_turns(self, data_key):
        search.index(data_key=data_key, kind="name", value="Ada Example")
        keys.company_key(company_id=ACME, epoch=2, now=NOW)
        sibling = new_key(company_id=ACME, now=NOW)
        search.index(data_key=sibling, kind="name", value="Ada Example")
        assert found("name", "Ada Example") == {data_key.pk, sibling.pk}

    def test_its_key_stays_while_a_token_needs_it(self, data_key, monkeypatch):
        search.index(data_key=data_key, kind="name", value="Ada")
        monkeypatch.setattr(epochs, "_move_tokens", lambda newest: 0)
        newest = keys.company_key(company_id=ACME, epoch=2, now=NOW)
        while epochs._move_batch(newest):
            pass
        old = CompanyKey.objects.get(company_id=ACME, epoch=1)
        assert not epochs._destroy(old, now=NOW)
        assert found("name", "Ada") == {data_key.pk}

    def test_one_from_before_tokens_were_masked_is_found_and_then_masked(self, data_key):
        search.index(data_key=data_key, kind="name", value="Ada")
        [row] = SearchToken.objects.select_related("company_key")
        row.token = search.unmask(bytes(row.token), row.company_key)
        row.company_key = None
        row.save()
        assert found("name", "Ada") == {data_key.pk}
        epochs.turn(company_id=ACME, now=NOW)
        assert found("name", "Ada") == {data_key.pk}
        assert not SearchToken.objects.filter(company_key=None).exists()
