"""No company is called as an address of the product: its portal would be hidden by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from dsar.companies.operations import RESERVED, ReservedSlug, add_company

from .conftest import NOW


def first_parts(patterns: list[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        address = before + str(one.pattern).lstrip("^")
        part, slash, _ = address.partition("/")
        if slash or not hasattr(one, "url_patterns"):
            yield part
        else:
            yield from first_parts(one.url_patterns, address)


def test_the_first_part_of_every_address_is_reserved():
    parts = set(first_parts(get_resolver().url_patterns))

    named = {part for part in parts if part and "<" not in part}
    assert {"desk", "healthz", "look", "status"} <= named
    assert named <= RESERVED


def test_a_company_cannot_be_called_so(db):
    with pytest.raises(ReservedSlug, match="/look/ is an address of the desk itself"):
        add_company(
            slug="look",
            code="LOO",
            name="Look",
            website="look.example",
            what_it_does="Looks",
            actor="user:1",
            now=NOW,
        )
