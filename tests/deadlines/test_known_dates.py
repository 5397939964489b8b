"""Dates that are known: the regulators' own examples and others worked out by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deadlines.working import Event, Working, compute

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "examples.json").read_text())
# A larger file of the same kind may lie beside the checkout.
BESIDE = HERE.parents[2] / "shared" / "deadline-examples.json"


def worked(example: dict[str, Any]) -> Working:
    return compute(
        rule=example["rule"],
        calendar=example["calendar"],
        received=date.fromisoformat(example["received"]),
        request=example.get("request", "access"),
        events=[
            Event(e["kind"], date.fromisoformat(e["on"]), e.get("by"), e.get("unit"))
            for e in example.get("events", [])
        ],
    )


def facts(working: Working) -> dict[str, Any]:
    data = working.to_json()
    return {
        "start": data["started_on"],
        "excluded_days": data["excluded_days"],
        "extended": data["extended"],
        "nominal": data["nominal"],
        "notice_by": data["notice_by"],
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_a_known_date(example):
    working = worked(example)

    assert working.due_on == date.fromisoformat(example["due"])
    expected = {name: example[name] for name in facts(working) if name in example}
    assert expected.items() <= facts(working).items()
    assert working.excluded_days == example.get("excluded_days", 0)
    skipped = {on.isoformat(): name for on, name in working.holidays_skipped}
    assert skipped == example.get("holidays", {})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_the_steps_of_a_known_date_add_up_and_survive_being_stored(example):
    working = worked(example)

    walked = sum(step.days or 0 for step in working.steps)
    assert date.fromordinal(working.started_on.toordinal() + walked) == working.due_on
    assert Working.from_json(json.loads(json.dumps(working.to_json()))) == working


@pytest.mark.skipif(not BESIDE.exists(), reason=f"no {BESIDE.name} beside the checkout")
def test_every_example_beside_the_checkout():
    wrong = []
    for example in json.loads(BESIDE.read_text()):
        working = worked(example)
        got = {
            **facts(working),
            "weekday": working.due_on and working.due_on.strftime("%A"),
            "holidays_skipped": working.to_json()["holidays_skipped"],
        }
        right = str(working.due_on) == example["expected_due"]
        if not right or any(got[name] != value for name, value in example["detail"].items()):
            wrong.append((example["id"], working.due_on, got))

    assert wrong == []
