"""Real policies that people read first; their texts are not part of the repository."""

import importlib.util
import json
from typing import Any

import pytest

from dsar.companies.reading import read
from tests.companies.sources import POLICIES


def scored(name: str) -> tuple[dict[str, Any], list[Any], dict[str, int]]:
    """Figures, what went wrong, and the quotes, by the scorer that lies beside the policies."""
    if not (POLICIES / name).is_file():
        pytest.skip(f"the annotated policies are not in {POLICIES}")
    spec = importlib.util.spec_from_file_location("score", POLICIES / "score.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    items = json.loads((POLICIES / name).read_text(encoding="utf-8"))
    said = {item["id"]: read(item["text"]).as_json() for item in items}
    return (*scorer.score(items, said), scorer.quotes(items, said))


def test_every_field_of_the_five_is_read_as_people_read_it() -> None:
    _, wrong, _ = scored("seeds-expected.json")

    assert wrong == []


def test_every_quote_stands_word_for_word_in_its_policy() -> None:
    for name in ("seeds-expected.json", "examples.json"):
        *_, quotes = scored(name)

        assert quotes["quotes"] > 50
        assert quotes["verbatim_in_text"] == quotes["quotes"]


def test_the_examples_are_read_well_enough_and_no_period_is_invented() -> None:
    figures, _, _ = scored("examples.json")

    assert figures["macro_f1"] >= 0.80
    assert figures["micro_without_rights"]["f1"] >= 0.85
    assert figures["response_period_invented"].startswith("0 of ")
    assert round(figures["exact"]["contact"] * figures["policies"]) >= 12
