"""Sixty odd mails: what can be read is read, and what cannot is said to be left out."""

import pytest

from dsar.inbound import reading
from tests.inbound.odd import ALL, Odd


@pytest.mark.parametrize("odd", ALL, ids=lambda odd: odd.name)
def test_what_can_be_read_is_read(odd: Odd):
    facts = reading.read(odd.raw)

    assert odd.text in facts.text
    assert odd.subject in facts.subject
    assert facts.email == odd.email
    assert tuple(file["name"] for file in facts.files) == odd.files
    assert (facts.forwarded[1] if facts.forwarded else None) == odd.forwarded
    assert set(odd.left_out) <= set(facts.left_out)
    assert "\x00" not in facts.text


def test_there_are_sixty_and_more():
    assert len(ALL) >= 60
