"""docs/asvs.md says of each requirement where we stand, and names only what is there."""

from collections import Counter
from dataclasses import replace

from .page import ASVS_PAGE, asvs
from .standard import WRITTEN, levels
from .tables import MET, NOT_APPLICABLE, OPEN, ROOT, Requirement, is_test, requirements

LINES = requirements()


def test_the_standard_has_as_many_lines_of_each_level_as_it_says() -> None:
    assert Counter(levels().values()) == {1: 70, 2: 183, 3: 92}


def test_each_requirement_of_levels_1_and_2_is_there_once_in_order() -> None:
    wanted = [number for number, level in levels().items() if level < 3]

    assert [line.number for line in LINES] == wanted


def trouble_with(line: Requirement) -> list[str]:
    """Why a line does not say what it must, or names what is not there."""
    found = [path for path in line.code if not (ROOT / path).exists()]
    found += [test for test in line.tests if not is_test(test)]
    if line.state not in (MET, NOT_APPLICABLE, OPEN) or not (line.asks and line.here):
        found.append("says nothing")
    if line.state == MET and not (line.code and (line.tests or line.number.startswith(WRITTEN))):
        found.append("met, and nothing shows it")
    if line.state != MET and line.tests:
        # It would look as if the test showed that it is met.
        found.append("not met, and a test beside it")
    return found


def test_each_line_says_what_it_must_and_what_it_names_is_there() -> None:
    found = {line.number: trouble_with(line) for line in LINES}

    assert {number: trouble for number, trouble in found.items() if trouble} == {}


def test_a_line_that_claims_too_much_is_noticed() -> None:
    line = Requirement("1.1.1", MET, "asks", "here", ("dsar/settings.py",), ())

    assert trouble_with(line) == ["met, and nothing shows it"]
    assert trouble_with(replace(line, code=("dsar/none.py",)))
    assert trouble_with(replace(line, tests=("attacks/test_headers.py::test_nothing",)))
    assert trouble_with(replace(line, state=OPEN, tests=("attacks/test_headers.py",)))
    assert not trouble_with(replace(line, tests=("attacks/test_headers.py",)))


def test_a_name_that_is_not_there_is_noticed() -> None:
    here = "assurance/test_the_standard_line_by_line.py"

    assert is_test(f"{here}::test_a_name_that_is_not_there_is_noticed")
    assert not is_test(f"{here}::test_that_nobody_wrote")
    assert not is_test("assurance/test_that_is_no_file.py")


def test_the_page_is_what_the_command_makes_of_the_table() -> None:
    assert ASVS_PAGE.read_text() == asvs(LINES)
