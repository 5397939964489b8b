"""Calls made up from the schema, such as fit it and such as do not: what each was answered."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Mail goes as the bytes that it is.
schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Found:
    """What one key was answered, and what should not have been."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return self.statuses.total()


def fuzz(
    url: str,
    token: str,
    references: Sequence[str],
    *,
    each: int,
    dice: int = 20261123,
    only: Collection[str] = (),
) -> Found:
    """`each` calls of every operation, or of `only` these, that fit the schema and as many that do
    not; about these cases in turn."""
    found, turn = Found(), cycle(references)
    for result in _schema(url).get_all_operations():
        operation = result.ok()
        name = operation.definition.raw["operationId"]
        if only and name not in only:
            continue
        for mode in MODES:
            try:
                _try(operation, mode, token, turn, each, dice, found)
            except (Exception, FailureGroup) as failed:  # the rest is tried too
                found.wrong.append(f"{name}, {mode.value}: {said(failed)}")
    return found


@cache
def _schema(url: str) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_url(f"{url}/api/schema/?format=json")


def _try(
    operation: schemathesis.schemas.APIOperation,
    mode: GenerationMode,
    token: str,
    turn: Iterator[str],
    each: int,
    dice: int,
    found: Found,
) -> None:
    @seed(dice)
    @settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        if "reference" in (case.path_parameters or {}):
            case.path_parameters["reference"] = next(turn)
        response = case.call()
        found.statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    try:
        given(case=operation.as_strategy(generation_mode=mode))(call)()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing about it can be wrong


def said(failed: BaseException) -> str:
    inner = getattr(failed, "exceptions", ())
    return "; ".join(said(one) for one in inner) if inner else f"{type(failed).__name__}: {failed}"
