"""What Jira calls with when an issue is made or changed: a body of Jira's own, signed.

An issue becomes a case when it is labelled `dsar-access`, or with another right, in capitals or
not: as it is made, or later. Any other change asks for nothing, so that an issue whose case is
gone makes no new one.
"""

from datetime import UTC, datetime
from typing import Any, Final

from rest_framework.request import Request

from dsar.ticketing import hub_signed
from dsar.ticketing.following import NUMBER, Change
from dsar.ticketing.jira import Jira
from dsar.ticketing.models import HelpDesk, Ticket

from .help_desk_views import Door, HelpDeskView, read

LABEL: Final = "dsar"
# The account of a person who asks in a service desk; a colleague's is “atlassian”.
_CUSTOMER: Final = "customer"
_TOLD: Final = ("jira:issue_updated", "jira:issue_deleted", "comment_created")


class JiraDoor(Door):
    account = Jira
    fix = "Send the webhook of an issue."

    def check(self, request: Request, *, secret: str, now: datetime) -> None:
        signature = request.headers.get(hub_signed.SIGNATURE, "")
        hub_signed.check(secret=secret, signature=signature, body=request.body, now=now)

    def shape(self, raw: bytes, desk: HelpDesk) -> Any:
        content = _dict(read(raw))
        issue = _dict(content.get("issue"))
        fields = _dict(issue.get("fields"))
        if not (rights := _marks(content, fields)):
            return None
        return {
            "right": rights[0] if len(rights) == 1 else ", ".join(rights),
            "channel": "api",
            "received_at": fields.get("created"),
            "requester": _requester(fields, desk),
            "text": "\n\n".join(filter(None, map(_text, _told(fields)))),
            "external": {"system": desk.system, "id": str(issue.get("id", ""))},
        }

    def ticket(self, raw: bytes, desk: HelpDesk) -> str:  # noqa: ARG002
        content = _dict(read(raw))
        told = content.get("webhookEvent") in _TOLD
        return str(_dict(content.get("issue")).get("id", "")) if told else ""

    def change(self, raw: bytes) -> Change:
        content = _dict(read(raw))
        issue, comment = _dict(content.get("issue")), _dict(content.get("comment"))
        number = str(issue.get("id", ""))
        at = datetime.fromtimestamp(content["timestamp"] / 1000, UTC)  # it was signed with one
        match content["webhookEvent"]:
            case "jira:issue_deleted":
                return Change(number, at, Ticket.State.GONE)
            case "jira:issue_updated":
                return Change(number, at, _state(issue))
            case _:
                known_as = str(comment.get("id", ""))
                known_as = known_as if NUMBER.fullmatch(known_as) else ""
                return Change(number, at, "", _text(comment.get("body")), known_as)


def _state(issue: dict[str, Any]) -> str:
    """Names of states are the customer's own; their categories are Jira's."""
    status = _dict(_dict(issue.get("fields")).get("status"))
    match _dict(status.get("statusCategory")).get("key"):
        case "done":
            return Ticket.State.DONE
        case "new" | "indeterminate":
            return Ticket.State.OPEN
        case _:
            return ""


class JiraView(HelpDeskView):
    door = JiraDoor()


def _marks(content: dict[str, Any], fields: dict[str, Any]) -> list[str]:
    """The rights that it was labelled with by this very event."""
    now = _rights(fields.get("labels"))
    match content.get("webhookEvent"):
        case "jira:issue_created":
            return now
        case "jira:issue_updated":
            return now if set(now) - set(_before(content)) else []
        case _:
            return []


def _before(content: dict[str, Any]) -> list[str]:
    """As it was labelled before this event; as now, where that was not what changed."""
    items = _dict(content.get("changelog")).get("items")
    for item in map(_dict, items if isinstance(items, list) else ()):
        if item.get("field") == "labels":
            return _rights(str(item.get("fromString") or "").split())
    return _rights(_dict(_dict(content.get("issue")).get("fields")).get("labels"))


def _rights(labels: Any) -> list[str]:
    """What follows `dsar-`. Any other label that begins so is meant for us as well: as it stands
    it is no right, and so it is refused and told."""
    found = [one for one in labels if isinstance(one, str)] if isinstance(labels, list) else []
    ours = [one for one in map(str.casefold, found) if one.startswith(LABEL)]
    return sorted({one.removeprefix(f"{LABEL}-") for one in ours})


def _requester(fields: dict[str, Any], desk: HelpDesk) -> dict[str, str]:
    """Who asks; nobody where a colleague reported it, which says nothing of who that is."""
    if desk.email_field is not None:
        email, name = _own(fields, desk.email_field), _own(fields, desk.name_field)
        return {"name": name or email, "email": email}
    reporter = _dict(fields.get("reporter"))
    if reporter.get("accountType") != _CUSTOMER:
        return {}
    given = {"name": reporter.get("displayName"), "email": reporter.get("emailAddress")}
    return {name: str(value or "") for name, value in given.items()}


def _own(fields: dict[str, Any], number: int | None) -> str:
    return str(fields.get(f"customfield_{number}") or "").strip()


def _told(fields: dict[str, Any]) -> tuple[Any, Any]:
    return fields.get("summary"), fields.get("description")


def _text(value: Any) -> str:
    """A text, or the words of a document of Jira's (Atlassian Document Format)."""
    if isinstance(value, str):
        return value.strip()
    node = _dict(value)
    if isinstance(words := node.get("text"), str):
        return words
    parts = node.get("content")
    if not isinstance(parts, list):
        return "\n" if node.get("type") == "hardBreak" else ""
    return ("\n" if node.get("type") == "doc" else "").join(map(_text, parts))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
