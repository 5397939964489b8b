"""Names and codes that tell a sixth company apart from the five."""

import pytest

from dsar.companies.codes import edits
from dsar.companies.naming import address_of, near, suggested_code
from dsar.companies.presets import PRESETS

NAMES = [preset.name for preset in PRESETS.values()]
CODES = [preset.code for preset in PRESETS.values()]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Acme Lamps Ltd", "ACM"),
        ("Nexus Telecom", "TEL"),
        ("Connex Harbour", "HAR"),
        ("Öresund Ljus AB", "ORS"),  # ORE is one slip away from CORE
    ],
)
def test_the_code_comes_from_the_word_that_tells_a_name_apart(name, code):
    assert suggested_code(name, CODES, NAMES) == code


@pytest.mark.parametrize(
    "name", ["Nexus IP", "Nipa", "Conexai", "X", "Nexus Connex", "The Company"]
)
def test_a_suggested_code_is_two_edits_from_every_other(name):
    code = suggested_code(name, CODES, NAMES)

    assert 2 <= len(code) <= 6
    assert min(edits(code, other) for other in CODES) >= 2


def test_a_name_without_letters_gets_no_code():
    assert suggested_code("北京", CODES, NAMES) == ""


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Nexus Telecom", {"Nexus IP", "NexusCore", "Technology Nexus"}),
        ("Conexai", {"ConnexAI"}),
        ("Acme Lamps Ltd", set()),
    ],
)
def test_near_names_are_named(name, others):
    assert set(near(name, NAMES)) == others


def test_an_address_is_made_of_the_name():
    assert address_of("Öresund Ljus & Co. AB") == "oresund-ljus-co-ab"
