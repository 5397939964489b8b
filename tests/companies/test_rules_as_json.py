import json

import pytest

from dsar.companies.presets import PRESETS
from dsar.companies.rules import Identity, Rules, Said


@pytest.mark.parametrize("slug", PRESETS)
def test_rules_come_back_from_json_as_they_went(slug: str) -> None:
    preset = PRESETS[slug]
    for rules in (preset.rules, preset.with_examples(preset.rules)):
        assert Rules.from_json(json.loads(json.dumps(rules.to_json()))) == rules


def test_rules_with_everything_left_open_come_back_too() -> None:
    rules = Rules(
        regime=Said("gdpr", "administrator"),
        sender_email=Said("privacy@example.org", "administrator"),
        identity=Identity(when=Said("if-in-doubt", "law", "GDPR Art. 12(6)")),
    )

    assert Rules.from_json(rules.to_json()) == rules
    assert rules.right_wording("access") is None
    assert rules.channels == ()


def test_older_rules_without_a_later_field_are_read_with_its_default() -> None:
    data = PRESETS["connexai"].rules.to_json()
    del data["ladder"]

    assert Rules.from_json(data) == PRESETS["connexai"].rules


def test_a_field_that_nobody_knows_is_refused() -> None:
    data = PRESETS["connexai"].rules.to_json() | {"snooze": 3}

    with pytest.raises(ValueError, match="Rules has no field snooze"):
        Rules.from_json(data)
