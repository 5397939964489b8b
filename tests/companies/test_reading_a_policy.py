"""Every rule can be read, with who says so: nothing of a policy is kept and never shown."""

from dataclasses import replace

import pytest

from dsar.companies.policy_lines import SOURCES, Line, Part, parts
from dsar.companies.presets import PRESETS
from dsar.companies.rights import NAMES
from dsar.companies.rules import Hours, QuietDays, Rules, Said

from .sources import said_in

SLUGS = tuple(PRESETS)


def lines(slug: str, title: str = "") -> list[Line]:
    preset = PRESETS[slug]
    found = parts(preset.with_examples(preset.rules))
    return [line for part in found if title in ("", part.title) for line in part.lines]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_rule_is_left_out(slug: str) -> None:
    preset = PRESETS[slug]
    rules = preset.with_examples(preset.rules)
    shown = {(line.source, line.where) for line in lines(slug)}
    words = {text for line in lines(slug) for text in (line.rule, line.quote)}

    for path, said in said_in(rules):
        assert (SOURCES[said.source], said.where) in shown, path
        assert not said.quote or said.quote in words, path


@pytest.mark.parametrize("slug", SLUGS)
def test_every_right_stands_there_with_policy_or_law(slug: str) -> None:
    found = {line.topic: line for line in lines(slug, "Rights")}

    assert set(NAMES) <= set(PRESETS[slug].rules.rights)
    assert set(NAMES.values()) <= set(found)
    for right, name in NAMES.items():
        named = PRESETS[slug].rules.right_wording(right) is not None
        assert found[name].source == ("Policy" if named else "Law")


def test_the_28_days_are_the_policys_and_the_month_is_the_laws() -> None:
    time = lines("nexus-ip", "Time to answer")

    (promised,) = [line for line in time if line.topic == "Access"]
    assert (promised.rule, promised.source) == ("Within 28 days of receipt", "Policy")
    assert any("one month" in line.rule for line in time if line.source == "Law")


def test_connexai_deletes_mail_after_a_year() -> None:
    assert [line.rule for line in lines("connexai", "Correspondence")][1] == (
        "12 months after it came"
    )


def test_what_was_made_up_for_the_demonstration_says_so() -> None:
    towns = [line for line in lines("nexuscore", "Who answers") if line.topic == "Town"]

    assert [(line.rule, line.source) for line in towns] == [("Example City", "Invented")]


def test_each_step_of_the_ladder_is_a_line_with_whom_and_how() -> None:
    rules = PRESETS["nexus-ip"].rules
    lines = {line.topic: line.rule for line in part_of(rules, "Reminders").lines}

    assert lines["14 days before the due date"] == "The owner, by mail and in the desk"
    assert lines["1 day after the due date, and every day from then on"].startswith("The data prot")
    assert lines["7 days since the requester was asked, and every 7 days from then on"]
    assert lines["Nobody has said “seen”"].startswith("After 8 working hours the next is told")


def test_the_hours_and_quiet_days_are_read_in_words() -> None:
    quiet = (QuietDays("2026-12-24", "2027-01-03", "The office is closed"),)
    rules = PRESETS["nexus-ip"].rules
    rules = replace(rules, hours=replace(rules.hours, value=Hours(quiet=quiet)))

    lines = {line.topic: line.rule for line in part_of(rules, "Hours of the office").lines}

    assert lines == {
        "Working days": "Monday, Tuesday, Wednesday, Thursday and Friday",
        "People are told": "From 08:00 to 18:00",
        "Public holidays": "Nobody is told",
        "Quiet days": "Thursday 24 December 2026 to Sunday 3 January 2027: The office is closed",
    }


def part_of(rules: Rules, title: str) -> Part:
    return next(part for part in parts(rules) if part.title == title)


@pytest.mark.parametrize(("free", "words"), [(True, "Free"), (False, "Not free")])
def test_whether_a_request_is_free_is_printed_as_it_is_said(free: bool, words: str) -> None:
    rules = PRESETS["nexus-ip"].rules
    said = replace(rules, fee=replace(rules.fee, free=Said(free, "policy", "Fees")))

    fees = next(part for part in parts(said) if part.title == "Fees")

    assert [line.rule for line in fees.lines if line.topic == "Ordinary requests"] == [words]
