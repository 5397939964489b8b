"""docs/threat-model.md names only tests that are there, and for each attack one."""

from .page import THREATS_PAGE, threat_model
from .tables import Threat, is_test, threats

LINES = threats()


def test_no_attack_is_left_out() -> None:
    numbers = [line.number for line in LINES]

    assert [n for n in numbers if n.startswith("T")] == [f"T{n}" for n in range(1, 43)]
    assert len([n for n in numbers if n.startswith("A")]) >= 13
    assert len(numbers) == len(set(numbers))


def trouble_with(line: Threat) -> list[str]:
    found = [test for test in line.tests if not is_test(test)]
    if line.state not in ("tried", "open") or not (line.actor and line.attack and line.control):
        found.append("says nothing")
    if line.state == "tried" and not line.tests:
        found.append("nobody tries it")
    return found


def test_each_attack_is_tried_by_a_test_that_is_there_or_called_open() -> None:
    found = {line.number: trouble_with(line) for line in LINES}

    assert {number: trouble for number, trouble in found.items() if trouble} == {}


def test_the_page_is_what_the_command_makes_of_the_table() -> None:
    assert THREATS_PAGE.read_text() == threat_model(LINES)
