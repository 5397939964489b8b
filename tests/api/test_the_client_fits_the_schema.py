"""client/ has each operation of the schema as a method, with what the schema knows and no more."""

import inspect
from typing import Any, get_args, get_origin, get_overloads, get_type_hints

import pytest
from dsar_client import Answer, Desk, Upload, models
from dsar_client.desk import _Part

from tools.client_models import PLACE, models_of

# How a method calls what goes in the head of a call.
HEADERS = {"Idempotency-Key": "idempotency_key", "If-Match": "if_match"}
DESK = Desk("http://localhost", "test_x_y")


@pytest.fixture
def schema(client) -> Any:
    return client.get("/api/schema/", {"format": "json"}).json()


@pytest.fixture
def operations(schema) -> dict[str, Any]:
    return {one["operationId"]: one for path in schema["paths"].values() for one in path.values()}


def methods() -> dict[str, Any]:
    """What the client can do, by the name that the schema gives it."""
    return {
        f"{name}_{verb}": method
        for name, part in vars(DESK).items()
        if isinstance(part, _Part)
        for verb, method in inspect.getmembers(type(part), inspect.isfunction)
        if not verb.startswith("_")
    }


def test_the_types_are_those_of_the_schema(schema):
    assert PLACE.read_text() == models_of(schema), "See the head of tools/client_models.py"


def test_each_operation_has_its_method_and_there_are_no_others(operations):
    assert set(methods()) == set(operations)


def test_each_method_takes_what_its_operation_knows_and_nothing_else(operations):
    for name, operation in operations.items():
        taken = set(inspect.signature(methods()[name]).parameters) - {"self"}
        assert taken - _body_of(name) == _parameters_of(operation), name


def test_what_a_call_needs_has_to_be_given(operations):
    for name, operation in operations.items():
        needed = {one["name"] for one in operation.get("parameters", ()) if one.get("required")}
        signature = inspect.signature(methods()[name]).parameters
        given = {one.name for one in signature.values() if one.default is one.empty} - {"self"}
        # The client makes a key of its own where none is given.
        assert given - _body_of(name) == needed - {"Idempotency-Key"}, name


def test_what_is_sent_is_what_the_schema_takes(operations):
    for name, operation in operations.items():
        [content] = operation.get("requestBody", {"content": {"": {}}})["content"].items()
        kinds = [get_type_hints(methods()[name])[one] for one in sorted(_body_of(name))]
        assert kinds == _SENT.get(content[0], lambda _: [])(_reference(content[1])), name


def test_what_comes_back_is_what_the_schema_answers(operations):
    for name, operation in operations.items():
        content = next(
            one["content"] for code, one in operation["responses"].items() if code.startswith("2")
        )
        expected = {_ANSWERED.get(kind) or _reference(one) for kind, one in content.items()}
        told = {_told(one) for one in get_overloads(methods()[name]) or [methods()[name]]}
        assert told == {getattr(models, str(one), one) for one in _each(expected)}, name


def _parameters_of(operation: Any) -> set[str]:
    names = {one["name"] for one in operation.get("parameters", ())}
    return {HEADERS.get(name, name) for name in names}


def _body_of(name: str) -> set[str]:
    return _BODIES.get(name, set())


_BODIES = {
    "cases_create": {"request"},
    "actions_do": {"action"},
    "messages_send": {"message"},
    "mail_bring": {"message"},
    "files_add": {"file", "explanation"},
}
_SENT = {
    "application/json": lambda model: [getattr(models, model)],
    "message/rfc822": lambda _: [bytes],
    "multipart/form-data": lambda model: {"FileIn": [str, Upload]}[model],
}
_ANSWERED = {"application/octet-stream": bytes, "text/csv": str}
# What one page of a list holds, where the method goes through all pages; and either of two.
_ONE_OF = {
    "CaseListOut": {"CaseOut", "CasePartOut"},
    "CaseReadOut": {"CaseOut", "CasePartOut"},
    "EventListOut": {"EventOut"},
}


def _each(names: set[Any]) -> set[Any]:
    return set().union(*(_ONE_OF.get(name, {name}) for name in names))


def _reference(content: Any) -> str:
    return content.get("schema", {}).get("$ref", "").rpartition("/")[2]


def _told(method: Any) -> Any:
    told = get_type_hints(method)["return"]
    [inside] = get_args(told)
    assert get_origin(told) is Answer or inside in (
        models.CaseOut,
        models.CasePartOut,
        models.EventOut,
    )
    return inside
