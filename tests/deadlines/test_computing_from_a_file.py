"""`manage.py compute_deadlines`: as somebody at a terminal, or a script, meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .test_known_dates import BESIDE

ROOT = Path(__file__).parents[2]
GOOD = {"id": "a", "rule": "gdpr-eu-1182", "calendar": "SE", "received": "2026-11-02"}


def run(*args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """With no database to be found: none is needed."""
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}
    return subprocess.run(
        [sys.executable, "manage.py", "compute_deadlines", *args],
        cwd=ROOT, input=given, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def answers(*entries: Any) -> tuple[int, dict[str, Any]]:
    done = run("-", given=json.dumps(entries))
    return done.returncode, json.loads(done.stdout)


def test_the_known_dates_come_out_of_a_file():
    path = Path(__file__).with_name("examples.json")

    done = run(str(path))

    found = json.loads(done.stdout)
    known = {example["id"]: example["due"] for example in json.loads(path.read_text())}
    assert done.returncode == 0
    assert {id: answer["due_on"] for id, answer in found.items()} == known
    for answer in found.values():
        assert answer["working"][-1]["what"] == "due"
        assert answer["safe_on"] <= answer["due_on"]
        assert answer["weekday"] in answer["sentence"]
        assert answer["sentence"].startswith("The answer is due by")


@pytest.mark.skipif(not BESIDE.exists(), reason=f"no {BESIDE.name} beside the checkout")
def test_every_example_beside_the_checkout_comes_out_of_the_command():
    found = json.loads(run(str(BESIDE)).stdout)

    wrong = []
    for example in json.loads(BESIDE.read_text()):
        expected = {**example["detail"], "due_on": example["expected_due"]}
        if not expected.items() <= found[example["id"]].items():
            wrong.append((example["id"], found[example["id"]]))
    assert wrong == []


def test_own_days_and_a_target_may_be_given():
    own = {"added": {"2026-12-02": "Founders' Day"}, "reasons": {"2026-12-02": "By decree"}}

    _, found = answers({**GOOD, "overrides": own, "target_days": 3})

    assert (found["a"]["due_on"], found["a"]["safe_on"]) == ("2026-12-03", "2026-12-02")
    assert found["a"]["target_on"] == "2026-11-30"
    assert found["a"]["holidays_version"].endswith("and the company's own list")


def test_the_table_is_for_reading_and_says_what_failed():
    done = run("-", "--table", given=json.dumps([GOOD, {**GOOD, "id": "b", "calendar": "XX"}]))

    first, second = done.stdout.split("\n\nb\n")
    assert done.returncode == 1
    assert first.startswith("a\nThe answer is due by Wednesday 2 December 2026: one month from")
    assert "Wed 02 Dec 2026   +30  One month after Monday 2 November" in first
    assert "no holiday calendar 'XX'" in second


def test_an_open_question_has_no_due_date():
    code, found = answers({**GOOD, "events": [{"kind": "pause", "on": "2026-11-05"}]})

    assert code == 0
    assert (found["a"]["due_on"], found["a"]["notice_by"]) == (None, None)
    assert (found["a"]["state"], found["a"]["days_left_if_paused"]) == ("paused", 27)


def test_a_promise_and_today_may_be_given():
    promise = {"count": 28, "unit": "days", "source": "policy 1"}
    paused = {**GOOD, "id": "b", "events": [{"kind": "pause", "on": "2026-11-05"}]}

    _, found = answers({**GOOD, "promise": promise}, {**paused, "today": "2026-11-10"})

    assert (found["a"]["due_on"], found["a"]["statutory_on"]) == ("2026-11-30", "2026-12-02")
    assert found["b"]["if_answered_today"] == "2026-12-07"


# Each is its own sentence, and none keeps the good entry from being computed.
BROKEN = [
    ({"received": "2026-02-30"}, "received: '2026-02-30' is not a date"),
    ({"received": "20261102"}, "received: '20261102' is not a date"),
    ({"received": None}, "The received is missing"),
    ({"rule": "gdpr"}, "There is no rule 'gdpr'"),
    ({"rule": 7}, "The rule must be text, not 7"),
    ({"calendar": "GB"}, "say which nation"),
    ({"calendar": "XX"}, "no holiday calendar 'XX'"),
    ({"events": {}}, "The events must be a list"),
    ({"events": ["pause"]}, "An event must be an object"),
    ({"events": [{"kind": "nap", "on": "2026-11-05"}]}, "no kind of event 'nap'"),
    ({"events": [{"kind": "pause", "on": "soon"}]}, "on: 'soon' is not a date"),
    ({"events": [{"kind": "resume", "on": "2026-11-05"}]}, "has no open question before it"),
    ({"events": [{"kind": "pause", "on": "2026-11-01"}]}, "cannot come before the request"),
    ({"events": [{"kind": "extend", "on": "2026-11-05", "by": "2"}]}, "must be a whole number"),
    ({"events": [{"kind": "extend", "on": "2026-11-05", "by": 2, "unit": 1}]}, "days or months"),
    ({"promise": 28}, "A promise must be an object"),
    ({"overrides": []}, "The overrides must be an object"),
    ({"overrides": {"added": {"soon": "X"}}}, "The overrides must be an object"),
    ({"overrides": {"added": {"2026-12-02": 7}}}, "The overrides must be an object"),
    ({"target_days": "3"}, "The target_days must be a whole number"),
    ({"rule": "uk-complaint-ack-30", "calendar": "GB-ENG", "received": "2026-06-18"},
     "is for requests received from Friday 19 June 2026"),
]  # fmt: skip


def test_what_cannot_be_computed_says_why_and_the_others_are_computed():
    broken = [{**GOOD, "id": f"broken {n}", **change} for n, (change, _) in enumerate(BROKEN)]

    code, found = answers(*broken, GOOD)

    assert code == 1
    assert found["a"]["due_on"] == "2026-12-02"
    for n, (_, sentence) in enumerate(BROKEN):
        assert sentence in found[f"broken {n}"]["error"]


def test_an_entry_without_an_id_is_known_by_its_place_and_none_hides_another():
    nameless = {name: value for name, value in GOOD.items() if name != "id"}

    code, found = answers(GOOD, nameless, GOOD, "no object")

    assert code == 1
    assert list(found) == ["a", "2", "a (3)", "4"]
    assert "must be an object" in found["4"]["error"]


@pytest.mark.parametrize(
    ("args", "given", "sentence"),
    [
        (["-"], "[", "- is not JSON"),
        (["-"], "{}", "must hold a JSON list"),
        (["nowhere.json"], "", "nowhere.json cannot be read: No such file or directory"),
        (["tests"], "", "tests cannot be read: Is a directory"),
    ],
)
def test_a_file_that_is_none_is_refused_on_standard_error(args, given, sentence):
    done = run(*args, given=given)

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
