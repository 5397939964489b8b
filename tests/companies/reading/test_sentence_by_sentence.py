import pytest

from dsar.companies.reading import read
from tests.companies.reading.lines import FILES, cases

EVERY = [(name, *case) for name in FILES for case in cases(name)]


@pytest.mark.parametrize(("name", "expected", "text"), EVERY)
def test_a_sentence_yields_what_it_says_and_nothing_else(
    name: str, expected: str, text: str
) -> None:
    wanted = set(expected.split(" | ")) if name == "regulators" else set(expected.split())

    assert (FILES[name](read(text)) or {"-"}) == wanted


def test_every_file_holds_traps_beside_what_is_to_be_found() -> None:
    for name in FILES:
        nothing = sum(expected in ("-", "?") for expected, _ in cases(name))
        assert len(list(cases(name))) >= 30
        assert nothing >= 12, name
