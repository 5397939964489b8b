from dataclasses import replace
from datetime import date

from dsar.companies.lint import lint_rules
from dsar.companies.presets import PRESETS
from dsar.companies.presets.preset import promise_for_all
from dsar.companies.rules import Cap, Extension, Fee, Promise, Rules, Said

TODAY = date(2026, 11, 22)


def marks(rules: Rules) -> set[tuple[str, str]]:
    return {(one.severity, one.rule) for one in lint_rules(rules, on=TODAY)}


def edited(**changes: object) -> Rules:
    return replace(PRESETS["nexuscore"].rules, **changes)  # type: ignore[arg-type]


def by_hand(value: object, quote: str = "") -> Said[object]:
    return Said(value, "administrator", "Chosen at the desk", quote)


def test_a_time_typed_in_is_held_against_the_law() -> None:
    forty = edited(promise=promise_for_all(by_hand(Promise(40, "days"))))  # type: ignore[arg-type]

    assert ("conflict", "longer than the law") in marks(forty)
    assert ("conflict", "longer than the law") not in marks(edited())


def test_an_extension_typed_in_is_held_against_the_law() -> None:
    extension = by_hand(Extension(5, "months", ("complexity",)))

    assert ("conflict", "extension longer than the law") in marks(edited(extension=extension))


def test_a_fee_typed_in_is_a_conflict() -> None:
    fee = Fee(cap=by_hand(Cap("10.00", "GBP", "always")), grounds=(by_hand("for every request"),))  # type: ignore[arg-type]

    assert ("conflict", "fee for an ordinary request") in marks(edited(fee=fee))


def test_words_that_are_overtaken_are_found_beside_any_rule() -> None:
    rules = PRESETS["next-connex"].rules
    words = by_hand("The Data Protection Act 1998 gives you rights")

    assert ("stale", "the Act of 1998") not in marks(rules)
    assert ("stale", "the Act of 1998") in marks(replace(rules, informed=words))  # type: ignore[arg-type]


def test_a_preset_without_conflicts_is_given_none() -> None:
    found = {severity for severity, _ in marks(PRESETS["nexuscore"].rules)}

    assert "conflict" not in found
    assert "stale" not in found
