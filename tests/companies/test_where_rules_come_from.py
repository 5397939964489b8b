"""No rule without a source, no policy rule without the words it was read from."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from dsar.companies.presets import PRESETS
from tests.companies.sources import REPOSITORY, policy_text, said_in

SLUGS = tuple(PRESETS)
RULES = {slug: dict(said_in(preset.rules)) for slug, preset in PRESETS.items()}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_quote_stands_in_the_policy(slug: str) -> None:
    text = policy_text(slug)

    invented = {path: s.quote for path, s in RULES[slug].items() if s.quote not in text}

    assert invented == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_quote_is_a_short_phrase(slug: str) -> None:
    long = {path: s.quote for path, s in RULES[slug].items() if len(s.quote.split()) > 15}

    assert long == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_rule_of_the_policy_shows_its_section_and_its_words(slug: str) -> None:
    bare = {
        path
        for path, s in RULES[slug].items()
        if s.source == "policy" and not (s.where and s.quote) and path != "rules.languages"
    }

    assert bare == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_policy_did_not_say_never_borrows_its_words(slug: str) -> None:
    wrong = {path for path, s in RULES[slug].items() if s.source != "policy" and s.quote}

    assert wrong == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_preset_holds_no_example_until_examples_are_asked_for(slug: str) -> None:
    assert not [path for path, s in RULES[slug].items() if s.source == "example"]


@pytest.mark.parametrize("slug", ["nexus-ip", "nexuscore"])
def test_example_values_say_that_they_are_examples(slug: str) -> None:
    preset = PRESETS[slug]
    filled = dict(said_in(preset.with_examples(preset.rules)))

    examples = {path: s for path, s in filled.items() if s.source == "example"}

    assert examples
    assert all("Example" in s.where for s in examples.values())
    assert {path: s for path, s in filled.items() if path not in examples} == {
        path: s for path, s in RULES[slug].items() if path not in examples
    }


def test_only_blanks_are_filled_with_examples() -> None:
    for preset in PRESETS.values():
        filled = preset.with_examples(preset.rules)
        for name in ("legal_name", "town", "country", "calendar", "timezone", "regulator"):
            before, after = getattr(preset.rules, name), getattr(filled, name)
            assert before in (None, after)
            assert after is None or before == after or after.source == "example"


def test_no_person_named_as_officer_in_a_policy_is_named_in_the_repository() -> None:
    officer = re.search(r"Data Protection Officer is (\w+) (\w+)", policy_text("connexai"))
    assert officer, "the policy no longer names anybody: drop this test"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=REPOSITORY, check=True, capture_output=True, text=True)

    naming = [
        name
        for name in files.stdout.split("\0")
        if name and _mentions(REPOSITORY / name, officer.groups())
    ]

    assert naming == []


def _mentions(file: Path, names: tuple[str, ...]) -> bool:
    words = set(re.findall(rb"\w+", file.read_bytes().lower())) if file.is_file() else set()
    return any(name.lower().encode() in words for name in names)


def test_the_office_of_a_protection_officer_is_reached_without_a_name() -> None:
    dpo = {slug: [c.value for c in preset.rules.dpo] for slug, preset in PRESETS.items()}

    assert [(c.kind, c.value) for c in dpo["connexai"]] == [
        ("email", "compliance@connexone.ng"),
        ("phone", "0333 344 2435"),
        ("post", "Compliance, ConnexAI, Bauhaus, 27 Quay St, Manchester M3 3GY"),
    ]
    assert "Satswana" in dpo["next-connex"][0].value
    assert [c.value for c in dpo["technology-nexus"]] == ["dpo@nexusgroup.com"]
    assert [c.value for c in dpo["nexuscore"]] == ["privacy@nexuscore.systems"]
    assert dpo["nexus-ip"] == []


def test_an_invented_quote_would_be_noticed() -> None:
    text = policy_text("nexus-ip")
    said = replace(PRESETS["nexus-ip"].rules.sender_email, quote="within 90 days")

    assert said.quote not in text
