"""Every rule of a preset that says where it comes from, and the policies to compare with."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dsar.companies.rules import Said

REPOSITORY = Path(__file__).resolve().parents[2]
POLICIES = REPOSITORY.parent / "shared" / "policies"


def said_in(value: Any, path: str = "rules") -> Iterator[tuple[str, Said[Any]]]:
    """Each rule with the way to it, e.g. ("rules.fee.cap", Said(…))."""
    if isinstance(value, Said):
        yield path, value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from said_in(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from said_in(item, f"{path}[{key}]")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from said_in(item, f"{path}[{number}]")


def policy_text(slug: str) -> str:
    """The company's own policy on one line; skips the test where it is not at hand."""
    file = POLICIES / f"{slug}.txt"
    if not file.is_file():
        pytest.skip(f"the policies are not part of the repository, and not in {POLICIES}")
    return " ".join(file.read_text().split())
