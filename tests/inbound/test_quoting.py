"""What somebody quotes is told from what they write, however much of it there is."""

import time

import pytest

from dsar.inbound.quoting import parted


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n> May we?\n> Please say.\n", "Yes."),
        ("Yes.\n\n> May we?\n\n>> And?\n \n", "Yes."),
        ("> May we?\nYes.\n", "> May we?\nYes."),
        ("> May we?\nYes.\n> And?\nNo.\n> So.", "> May we?\nYes.\n> And?\nNo."),
        ("> All of it\n> is quoted.\n", "> All of it\n> is quoted."),
        ("I have 3 > 2 calls.", "I have 3 > 2 calls."),
    ],
)
def test_only_the_quotation_at_the_end_is_cut_off(text: str, own: str) -> None:
    assert parted(text)[0] == own


@pytest.mark.parametrize("after", ["", "Yes.\n"])
def test_a_long_quotation_takes_no_long_time(after: str) -> None:
    began = time.monotonic()

    parted("Yes.\n" + ">\n" * 50_000 + after)

    assert time.monotonic() - began < 1
