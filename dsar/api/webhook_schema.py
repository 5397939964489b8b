"""What the OpenAPI schema says of the events that a company's own systems are sent: a webhook for
each, with its thin body and the headers of Standard Webhooks."""

from typing import Any

from dsar.cases.event_names import TOLD
from dsar.companies.webhooks import PING
from dsar.outbox.channels.webhook import REMINDER

_TEXT: dict[str, Any] = {"type": "string"}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
_COMPANY: dict[str, Any] = {"type": "string", "description": "Its name in addresses."}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    """Each of these is always there, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _event(data: dict[str, Any], **more: dict[str, Any]) -> dict[str, Any]:
    return _object(**more, type=_TEXT, timestamp=_MOMENT, data=data)


SCHEMAS = {
    "CaseEvent": _event(
        _object(company=_COMPANY, reference=_TEXT),
        id={"type": "integer", "description": "That of `GET /api/v1/events`."},
    ),
    "ReminderEvent": _event(
        _object(
            reference=_TEXT,
            kind={"type": "string", "description": "Such as `due-14`: 14 days before."},
            due_on={"type": ["string", "null"], "format": "date"},
            link={"type": "string", "format": "uri", "description": "The case at the desk."},
        )
    ),
    "PingEvent": _event(_object(company=_COMPANY)),
}
_KINDS = {PING: "PingEvent", REMINDER: "ReminderEvent"}
_HEADERS = {
    "webhook-id": (_TEXT, "The same on every try, and when it is sent again."),
    "webhook-timestamp": (
        {"type": "string", "pattern": "^[0-9]+$"},
        "Seconds since 1970 of this try: refuse what is older than five minutes.",
    ),
    "webhook-signature": (
        _TEXT,
        "`v1,` and the signature by Standard Webhooks; two, with a space between, for seven days "
        "after a new secret was made.",
    ),
}
_ANSWERS = {
    "2XX": "Taken.",
    "410": "Gone for good: the webhook is switched off.",
    "default": "Not taken. It is tried again, and not before the seconds of `Retry-After`.",
}


def with_webhooks(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    result["components"]["schemas"] |= SCHEMAS
    result["webhooks"] = {event: {"post": _told(event)} for event in sorted(TOLD)}
    return result


def _told(event: str) -> dict[str, Any]:
    schema = f"#/components/schemas/{_KINDS.get(event, 'CaseEvent')}"
    body = {"allOf": [{"$ref": schema}, {"properties": {"type": {"const": event}}}]}
    return {
        "operationId": "told_" + event.replace(".", "_").replace("-", "_"),
        "summary": TOLD[event],
        "tags": ["webhooks"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": schema, "description": says}
            for name, (schema, says) in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {status: {"description": says} for status, says in _ANSWERS.items()},
    }
