"""A ciphertext that somebody moved in the database opens nowhere but where it was sealed."""

import itertools
import random

import pytest

from dsar.vault import epochs, sealing
from dsar.vault.fields import Sealed
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey
from dsar.vault.operations import Unreadable, new_key, seal, unseal
from tests.vault.conftest import ACME, GLOBEX, NOW
from tests.vault.rows import Letter, Note, Row, row

SWAPS = 1000
FIELDS = ("words", "name")


@pytest.fixture
def places(db) -> list[tuple[Row, str]]:
    """Every mixture of two companies, two cases each, two tables, three rows and two fields.

    Rows of different tables, cases and companies share their ids: only one thing differs.
    """
    ids = [new_id() for _ in range(3)]
    cases = [new_key(company_id=company, now=NOW) for company in (ACME, GLOBEX) for _ in range(2)]
    rows = [
        row(case, table=table, pk=pk)
        for case, table, pk in itertools.product(cases, (Note, Letter), ids)
    ]
    made = list(itertools.product(rows, FIELDS))
    for number, (place, field) in enumerate(made):
        seal(place, field, f"words {number}")
    return made


def test_of_a_thousand_swaps_none_goes_unnoticed(places) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    refused = 0
    for _ in range(SWAPS):
        (one, field), (other, other_field) = chance.sample(places, 2)
        ours, theirs = getattr(one, field), getattr(other, other_field)
        setattr(one, field, theirs), setattr(other, other_field, ours)
        for place, name in ((one, field), (other, other_field)):
            with pytest.raises(Unreadable):
                unseal(place, name)
        refused += 1
        setattr(one, field, ours), setattr(other, other_field, theirs)

    assert refused == SWAPS, f"seed {seed}"
    # The control: in their own places all of them open.
    assert [unseal(*place) for place in places] == [f"words {n}" for n in range(len(places))]


def test_each_single_difference_is_enough(places) -> None:
    (one, field), *others = places
    differing = []
    for other, other_field in others:
        differs = {
            "company": one.company_id != other.company_id,
            "case": one.data_key != other.data_key and one.company_id == other.company_id,
            "table": type(one) is not type(other),
            "row": one.pk != other.pk,
            "field": field != other_field,
        }
        if sum(differs.values()) == 1:
            differing += [name for name, different in differs.items() if different]
            was = getattr(other, other_field)
            setattr(other, other_field, getattr(one, field))
            with pytest.raises(Unreadable, match="moved from elsewhere"):
                unseal(other, other_field)
            setattr(other, other_field, was)

    assert set(differing) == {"company", "case", "table", "row", "field"}


def test_a_ciphertext_of_another_version_does_not_open(places, monkeypatch) -> None:
    (place, field), *_ = places
    place.words = Sealed(b"\x02" + place.words[1:])
    with pytest.raises(Unreadable, match="in a way not known here"):
        unseal(place, field)

    monkeypatch.setattr(sealing, "VERSION", b"\x02")  # as if there were one: still another
    with pytest.raises(Unreadable, match="moved from elsewhere"):
        unseal(place, field)


@pytest.mark.django_db(transaction=True)
def test_a_data_key_of_another_version_does_not_open() -> None:
    """A version of a data key is the epoch that it is wrapped for."""
    note = row(new_key(company_id=ACME, now=NOW))
    seal(note, "words", "words")
    before = bytes(note.data_key.wrapped)
    epochs.turn(company_id=ACME, now=NOW)
    after = DataKey.objects.select_related("company_key").get(pk=note.data_key.pk)

    note.data_key = after
    assert unseal(note, "words") == "words"
    after.wrapped = before
    with pytest.raises(Unreadable):
        unseal(note, "words")
