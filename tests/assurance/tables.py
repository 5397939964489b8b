"""The tables behind docs/asvs.md and docs/threat-model.md, and whether what they name is there."""

import ast
import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASVS, THREATS = ROOT / "docs" / "asvs.csv", ROOT / "docs" / "threat-model.csv"

MET, NOT_APPLICABLE, OPEN = "met", "not applicable", "open"


@dataclass(frozen=True)
class Requirement:
    number: str
    state: str
    asks: str
    """What the standard asks, in our words."""
    here: str
    """How it is met, why it does not apply, or what is missing."""
    code: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Threat:
    number: str
    state: str
    """`tried`, or `open` with what is missing at the end of `control`."""
    actor: str
    attack: str
    control: str
    tests: tuple[str, ...]


def requirements() -> list[Requirement]:
    return [
        Requirement(
            row["number"], row["state"], row["asks"], row["here"],
            tuple(row["code"].split()), tuple(row["tests"].split()),
        )
        for row in _rows(ASVS)
    ]  # fmt: skip


def threats() -> list[Threat]:
    return [
        Threat(
            row["number"], row["state"], row["actor"], row["attack"], row["control"],
            tuple(row["tests"].split()),
        )
        for row in _rows(THREATS)
    ]  # fmt: skip


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def is_test(name: str) -> bool:
    """`folder/test_file.py::test_name` below tests/, or a whole file of tests."""
    file, _, function = name.partition("::")
    path = ROOT / "tests" / file
    return path.is_file() and (function in _functions(path) if function else True)


@cache
def _functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
