"""The same as test_the_whole_schema.py and test_the_links_of_the_schema.py for long, with four
kinds of key: `make fuzz`.

What was seen stands in var/fuzz.json: how many calls, how many of them on walks along the links,
with which answers, and what was wrong.
"""

import json
import os
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone

from dsar.api.models import Scope
from tests import desk

from .fuzzing import fuzz
from .walking import walk

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = int(os.environ.get("DSAR_FUZZ_CALLS", "20000"))
FILE = Path(__file__).resolve().parents[2] / "var" / "fuzz.json"
READING = [scope for scope in Scope.values if scope.endswith(":read")]
KEYS = {
    "reads": {"scopes": READING},
    "works": {"scopes": [scope for scope in Scope.values if scope != Scope.RELEASE]},
    "releases": {"scopes": [Scope.READ, Scope.RELEASE]},
    "tests": {"scopes": Scope.values, "is_test": True},
}


def cases_of(company, *, is_test: bool) -> list[str]:
    """One in each of the states that a case goes through; the calls change them further."""
    at = timezone.now() - timedelta(days=2)
    made = [desk.receive(company, at=at, is_test=is_test) for _ in range(4)]
    for case in made[1:]:
        desk.identified(case)
    desk.asked(made[2])
    desk.attached(made[1])
    desk.released(made[3])
    return [case.reference for case in made]


@pytest.mark.timeout(0)
def test_every_call_of_very_many_answers_as_the_schema_says(
    connexai, stranger_company, make_caller, plenty, live_server
):
    strange = cases_of(stranger_company, is_test=False)[0]
    keys = {name: make_caller(**given) for name, given in KEYS.items()}
    seen = {name: {"calls": 0, "walked": 0, "statuses": {}, "wrong": []} for name in keys}

    for dice in count(20261123):
        for name, who in keys.items():
            references = [*cases_of(connexai, is_test=who.key.is_test), strange]
            found = fuzz(live_server.url, who.token, references, each=40, dice=dice)
            _note(seen[name], found)
            walked = walk(live_server.url, who.token, references, calls=400, dice=dice)
            _note(seen[name], walked)
            seen[name]["walked"] += walked.calls
            FILE.parent.mkdir(exist_ok=True)
            FILE.write_text(json.dumps(seen, indent=1, sort_keys=True))
        if sum(one["calls"] for one in seen.values()) >= CALLS:
            break

    assert {name: one["wrong"] for name, one in seen.items()} == {name: [] for name in keys}


def _note(seen, found) -> None:
    seen["calls"] += found.calls
    seen["wrong"] += [one for one in found.wrong if one not in seen["wrong"]]
    for status, times in found.statuses.items():
        seen["statuses"][str(status)] = seen["statuses"].get(str(status), 0) + times
