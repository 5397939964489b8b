import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import page

HARM = (
    *("lost", "lost so far", "repeats", "leaks", "found", "foreign rows"),
    *("not seen", "found in clear", "doubles", "mails sent twice", "found half done"),
    *(
        "clocks that are off",
        "followed elsewhere",
        "reached inside",
        "forged and let in",
        "wrong signatures",
    ),
    *(
        "taken below the floor",
        "accepted and not there",
        "mails to the victim beyond three",
        "genuine ones refused",
    ),
)
SHA = r"\b[0-9a-f]{7,40}\b"
HERE = Path(__file__).parent
TELLS = 5.0  # ms between an address that is known and one that is not


def test_the_page_is_what_the_command_makes_of_the_figures() -> None:
    assert page.PAGE.read_text() == page.page(json.loads(page.KEPT.read_text()))


def test_each_of_the_plans_numbers_is_there_with_its_figures_and_its_command() -> None:
    planned = [f"F{number}" for number in range(1, 27)]
    printed = page.PAGE.read_text()

    assert list(page.EXPERIMENTS) == planned
    assert {page._known(one)[0] for one in json.loads(page.KEPT.read_text())} == set(planned)
    assert re.findall(r"`make faults ONLY=(F\d+)`\n", printed) == planned


def test_each_test_of_the_page_is_there() -> None:
    there = "".join(file.read_text() for file in HERE.glob("test_*.py"))

    assert [start for start in page.TESTS if there.count(f"def {start}") != 1] == []


def test_whatever_belongs_to_a_number_is_run_by_it() -> None:
    """What `make faults ONLY=F6` leaves out, nobody sees at full size."""
    about_the_page = {"test_the_page.py", "test_the_look_afterwards.py"}
    files = [one for one in HERE.glob("test_*.py") if one.name not in about_the_page]
    names = [
        name for one in files for name in re.findall(r"^def (test_\w+)", one.read_text(), re.M)
    ]

    assert [name for name in names if not page.known(name)[0]] == []
    assert [start for start in page.BESIDE if not any(one.startswith(start) for one in names)] == []


@pytest.mark.parametrize("only", ["F2 or F6", "F4 or F24", "deaf"])
def test_make_faults_runs_what_it_is_asked_for_and_nothing_else(only: str) -> None:
    """What `make` would run, but only collected."""
    make = ["make", "--dry-run", "faults", f"ONLY={only}"]
    said = subprocess.run(make, cwd=page.ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in said.splitlines() if "tests/faults" in line]
    asked = shlex.split(line.partition(" -m pytest ")[2])

    pytest_ = [sys.executable, "-m", "pytest", *asked, "--collect-only"]
    found = subprocess.run(pytest_, cwd=page.ROOT, capture_output=True, text=True, check=True)

    names = re.findall(r"::(test_\w+)", found.stdout)
    numbered = page.TESTS | page.BESIDE
    wanted = {start for start, (number, _) in numbered.items() if number in only.split(" or ")}
    if only == "deaf":
        assert names
        assert all("deaf" in line for line in found.stdout.splitlines() if "::" in line)
    else:
        assert {start for name in names for start in wanted if name.startswith(start)} == wanted
        assert all(name.startswith(tuple(wanted)) for name in names)


# Of that tree only a page of docs/ had changed, as this page says. To make it again takes five
# minutes of a machine that does nothing else.
ONE_OF_A_CHANGED_TREE = "test_known_and_unknown_take_the_same_time_and_say_the_same"


def test_no_figure_is_of_a_tree_that_nobody_can_have_again() -> None:
    dirty = [one["test"] for one in json.loads(page.KEPT.read_text()) if "dirty" in one["commit"]]

    assert [name for name in dirty if not name.endswith(ONE_OF_A_CHANGED_TREE)] == []


def git(*command: str) -> str:
    asked = ["git", "-C", str(page.ROOT), *command]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def test_each_figure_is_of_a_commit_that_is_in_the_history() -> None:
    """Rebased, a commit has another name: then that one is given beside it."""
    if git("rev-parse", "--is-shallow-repository") != "false":
        pytest.skip("There is no history to look into.")
    named = {one["commit"] for one in json.loads(page.KEPT.read_text())}
    drill = (page.ROOT / "docs/restore-drill.md").read_text()
    named |= set(re.findall(r"\((commit [^)]*), seed", drill))

    gone = [
        one
        for one in named
        if not any(git("cat-file", "-t", sha) == "commit" for sha in re.findall(SHA, one))
    ]

    assert named
    assert gone == []


def test_every_experiment_has_a_control() -> None:
    kinds = dict.fromkeys(page.EXPERIMENTS, "")
    for number, kind in page.TESTS.values():
        kinds[number] += kind

    assert all("experiment" in kind and "control" in kind for kind in kinds.values())


def test_nothing_was_lost_and_every_control_did_harm() -> None:
    """In the runs whose figures are printed."""
    for one in json.loads(page.KEPT.read_text()):
        is_control = page._known(one)[1].startswith("control")
        harm = any(one.get(name, 0) for name in HARM)
        if "runs at half past midnight" in one:
            harm = set(one["runs at half past midnight"].values()) != {1}
        if (gap := one.get("gap between the medians, ms")) is not None:
            harm = abs(gap) > TELLS
        assert bool(harm) == is_control, one
