from itertools import combinations

import pytest

from dsar.companies.codes import CodeTooClose, edits, refuse_close
from dsar.companies.presets import PRESETS


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("NEXT", "NEXT", 0),
        ("NXC", "NCX", 1),  # a swap is one slip
        ("CAI", "CIA", 1),
        ("NIP", "NIPS", 1),
        ("NIP", "IP", 1),
        ("NIP", "NAP", 1),
        ("CAI", "NIP", 3),
        ("", "CORE", 4),
    ],
)
def test_how_far_apart_codes_are(a: str, b: str, distance: int) -> None:
    assert edits(a, b) == edits(b, a) == distance


def test_the_five_codes_are_two_slips_apart() -> None:
    codes = [preset.code for preset in PRESETS.values()]

    assert codes == ["NIP", "NEXT", "TECH", "CORE", "CAI"]
    assert min(edits(a, b) for a, b in combinations(codes, 2)) >= 2


def test_a_code_one_slip_away_is_refused_with_its_reason() -> None:
    with pytest.raises(CodeTooClose, match="CIA is one slip away from CAI"):
        refuse_close("CIA", ["NIP", "CAI"])


def test_a_code_far_enough_away_is_taken() -> None:
    refuse_close("ACME", ["NIP", "NEXT", "TECH", "CORE", "CAI"])
