"""Calls one after another along the links of the schema: what was created is read, acted on and
read again, by chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from typing import Any
from uuid import uuid4

import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.core.failures import FailureGroup
from schemathesis.engine.errors import is_inconsistent_replay
from schemathesis.specs.openapi.checks import ensure_resource_availability

from .fuzzing import CHECKS, Found, said

AT_ONCE = settings(
    max_examples=3,
    stateful_step_count=40,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Walked(Found):
    """What was answered, and how often one call led to another that was answered so."""

    steps: Counter[tuple[str, str, int]] = field(default_factory=Counter)


def walk(
    url: str, token: str, references: Sequence[str], *, calls: int, dice: int = 20261123
) -> Walked:
    """So many calls, a few more, or until something is wrong; one that comes from nowhere is about
    these cases in turn."""
    found = Walked()
    schema = schemathesis.openapi.from_url(f"{url}/api/schema/?format=json")
    # The links that the schema names, and none that are guessed.
    schema.config.phases.stateful.inference.algorithms = []
    schema.config.generation.update(allow_x00=False)
    machine = _machine(schema, token, references, found)
    for throw in count(dice):
        try:
            seed(throw)(machine).run(settings=AT_ONCE)
        except Exception as failed:
            if not _remembers(failed):
                found.wrong.append(f"on a walk: {said(failed)}")
        if found.wrong or found.calls >= calls:
            break
    return found


def _remembers(failed: Exception) -> bool:
    """The desk knows what earlier walks did, so that a walk begun alike ends otherwise."""
    return isinstance(failed, FlakyStrategyDefinition) or is_inconsistent_replay(failed)


def _machine(schema: Any, token: str, references: Sequence[str], found: Walked) -> Any:
    turn = cycle(references)

    class Walk(schema.as_state_machine()):
        def setup(self) -> None:
            self.known = set(references)

        def before_call(self, case: Any) -> None:
            """What the schema cannot say: a key, a case there is, and a call not made before."""
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
            if any(one.name == "Idempotency-Key" for one in case.operation.headers):
                case.headers["Idempotency-Key"] = str(uuid4())
            where = case.path_parameters or {}
            if "reference" in where and where["reference"] not in self.known:
                where["reference"] = next(turn)
            if _name(case) == "cases_create" and isinstance(case.body, dict):
                case.body.pop("company", None)
                case.body["received_at"] = (timezone.now() - timedelta(days=1)).isoformat()

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            found.statuses[response.status_code] += 1
            if response.status_code == 201 and _name(case) == "cases_create":
                self.known.add(response.json()["reference"])
            reached = self.recorder.cases[case.id]
            if reached.transition and reached.is_transition_applied:
                before = self.recorder.cases[reached.transition.parent_id].value
                found.steps[_name(before), _name(case), response.status_code] += 1

        def validate_response(self, response: Any, case: Any, *_: Any, **more: Any) -> None:
            """Noted and gone on from: the same walk would not find it again."""
            # Where the link was not taken, `before_call` chose the case, maybe a stranger's.
            led = self.recorder.cases[case.id].is_transition_applied
            checks = [*CHECKS, ensure_resource_availability] if led else CHECKS
            try:
                case.validate_response(response, checks=checks, recorder=self.recorder)
            except FailureGroup as failed:
                found.wrong.append(f"{_name(case)}, on a walk: {said(failed)}")

    return Walk


def _name(case: Any) -> str:
    return case.operation.definition.raw["operationId"]
