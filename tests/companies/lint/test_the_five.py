"""What people noted as conflicts and as overtaken in the five policies, from their notes."""

import re
from datetime import date

import pytest

from dsar.companies.lint import Concern, lint
from tests.companies.sources import POLICIES

TODAY = date(2026, 11, 22)
SLUGS = {
    "000": "nexus-ip",
    "001": "next-connex",
    "002": "technology-nexus",
    "003": "nexuscore",
    "004": "connexai",
}


def noted(number: str) -> list[tuple[str, str, list[str]]]:
    """Id, severity and sentences of each finding in the notes on this policy."""
    notes = POLICIES.parent / "LAW.md"
    if not notes.is_file():
        pytest.skip(f"the notes on the five policies are not in {notes}")
    text = notes.read_text(encoding="utf-8")
    part = text[text.index(f"#### {number} ") :]
    part = part[: re.search(r"\n#|\nCommon", part).start()]  # type: ignore[union-attr]
    rows = re.findall(r"^\| (\w\d+) \| (\w+)[^|]*\| (.*?) \|", part, re.M)
    return [(id, severity, re.findall(r'"([^"]+)"', said)) for id, severity, said in rows]


def touches(one: Concern, text: str, sentences: list[str]) -> bool:
    places = [(text.find(said), text.find(said) + len(said)) for said in sentences]
    return any(start < one.end and one.start < end for start, end in places)


@pytest.mark.parametrize("number", SLUGS)
def test_every_conflict_and_everything_overtaken_is_found(number: str) -> None:
    rows = [row for row in noted(number) if row[1] in ("conflict", "stale")]
    text = (POLICIES / f"{SLUGS[number]}.txt").read_text(encoding="utf-8")
    found = lint(text, on=TODAY)

    missed = [
        id
        for id, severity, sentences in rows
        if not any(one.severity == severity and touches(one, text, sentences) for one in found)
    ]
    assert missed == []


@pytest.mark.parametrize("number", SLUGS)
def test_each_says_where_by_which_article_and_what_the_product_does(number: str) -> None:
    noted(number)
    text = (POLICIES / f"{SLUGS[number]}.txt").read_text(encoding="utf-8")

    for one in lint(text, on=TODAY):
        assert one.sentence in text
        assert one.article
        assert one.says.endswith(".")
        assert one.product.endswith(".")


def test_a_policy_without_a_conflict_is_given_none() -> None:
    noted("003")
    text = (POLICIES / "nexuscore.txt").read_text(encoding="utf-8")

    assert {one.severity for one in lint(text, on=TODAY)} & {"conflict", "stale"} == set()
