"""Which call goes on from the answer of which other: the links of the OpenAPI schema.

A program that reads the schema finds its way with them, from a case that was created to what can be
done on it; a test walks them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_HERE = {"reference": "$request.path.reference"}
# A list may be empty, and `fields` leaves the rest away: then there is nothing to go on with.
_MADE = {"reference": "$response.body#/reference"}
_NEWEST = {"reference": "$response.body#/results/0/reference"}
_OF_EVENT = {"reference": "$response.body#/results/0/case"}
_UNCHANGED = {**_HERE, "If-Match": "$response.header.ETag"}
_CHANGES = ("actions_do", "files_add", "messages_send")
_READS = (
    "cases_retrieve",
    "actions_list",
    "clock_retrieve",
    "files_list",
    "messages_list",
    "tasks_list",
)

_GOES_ON: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    # A file is part of an answer, which is begun once it is known who asks.
    "cases_create": dict.fromkeys((*_READS, "actions_do", "messages_send"), _MADE),
    "cases_list": dict.fromkeys(_READS, _NEWEST),
    "cases_retrieve": dict.fromkeys(_CHANGES, _UNCHANGED) | dict.fromkeys(_READS[1:], _HERE),
    "actions_list": {"actions_do": _UNCHANGED},
    "actions_do": dict.fromkeys((*_READS, "actions_do"), _HERE),
    "files_list": {"files_retrieve": {**_HERE, "id": "$response.body#/results/0/id"}},
    "files_add": {
        "files_list": _HERE,
        "files_retrieve": {**_HERE, "id": "$response.body#/id"},
    },
    "messages_send": {"messages_list": _HERE},
    "tasks_list": {"tasks_retrieve": {**_HERE, "id": "$response.body#/results/0/id"}},
    "events_list": {
        "cases_retrieve": _OF_EVENT,
        "events_list": {"after": "$response.body#/last"},
    },
    "policies_list": {"policies_retrieve": {"version": "$response.body#/results/0/version"}},
    "reports_list": {"reports_retrieve": {"id": "$response.body#/results/0/id"}},
}


def with_links(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    for operation in _operations(result):
        links = {
            name: {"operationId": name, "parameters": dict(parameters)}
            for name, parameters in _GOES_ON.get(operation["operationId"], {}).items()
        }
        for status, response in operation["responses"].items():
            if links and status.startswith("2"):
                response["links"] = links
    return result


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()
