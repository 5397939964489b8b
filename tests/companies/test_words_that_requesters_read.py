"""No text of a company is forgotten when its words are collected for translation."""

from dataclasses import fields, replace
from typing import Any

import pytest

from dsar.companies.presets import PRESETS
from dsar.companies.rules import Channel, Identity, IdentityItem, Notes, Rules, Said
from dsar.companies.wording import public_words

# What a machine reads, and addresses.
NO_WORDS = {"code", "kind", "value", "rights"}
RULES = PRESETS["next-connex"].rules


def said(value: Any) -> Said[Any]:
    return Said(value, "administrator")


def filled(kind: type, /, **others: Any) -> Any:
    """With a text of its own in every field that holds words."""
    words = {
        field.name: (field.name,) if "tuple" in str(field.type) else field.name
        for field in fields(kind)
        if "str" in str(field.type) and field.name not in NO_WORDS
    }
    return kind(**words, **others)


def names_of(kind: type) -> set[str]:
    named = {field.name for field in fields(kind) if "str" in str(field.type)}
    return named - NO_WORDS


def collected(**rules: Any) -> set[str]:
    bare = replace(
        RULES, identity=Identity(said("always")), channels=(), dpo=(), notes=Notes(), data_held=()
    )
    return set(public_words(replace(bare, **rules)))


def test_all_words_of_a_proof_are_collected() -> None:
    item = filled(IdentityItem, code="c", kind="text")

    found = collected(identity=Identity(said("always"), (said(item),)))

    assert found == names_of(IdentityItem) >= {"label", "hint", "not_held", "choices"}


@pytest.mark.parametrize("which", ["channels", "dpo"])
def test_all_words_of_a_way_in_are_collected(which: str) -> None:
    channel = filled(Channel, kind="post", value="1 Road, Town")

    assert collected(**{which: (said(channel),)}) == names_of(Channel) == {"note"}


def test_all_notes_are_collected() -> None:
    named = {field.name for field in fields(Notes)}

    assert collected(notes=Notes(**{name: said(name) for name in named})) == named


def test_the_kinds_of_data_are_collected() -> None:
    assert collected(data_held=(said("Orders"), said("Calls"))) == {"Orders", "Calls"}


@pytest.mark.parametrize("slug", PRESETS)
def test_each_word_is_collected_once_and_none_is_empty(slug: str) -> None:
    rules: Rules = PRESETS[slug].rules
    found = list(public_words(rules))

    assert len(found) == len(set(found))
    assert all(found)
    assert {one.value for one in rules.data_held} <= set(found)
