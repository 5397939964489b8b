"""What a trigger of Zendesk calls with: the body that the customer's template wrote, signed."""

from datetime import datetime
from typing import Any, Final

from rest_framework.request import Request

from dsar.ticketing import signed
from dsar.ticketing.following import Change
from dsar.ticketing.models import HelpDesk, Ticket
from dsar.ticketing.zendesk import Zendesk

from . import problems
from .help_desk_views import Door, HelpDeskView, read

# As an account in English writes them.
_STATES: Final = {
    **dict.fromkeys(("new", "open", "pending", "on-hold", "hold"), Ticket.State.OPEN),
    **dict.fromkeys(("solved", "closed"), Ticket.State.DONE),
    "deleted": Ticket.State.GONE,
}
# A request that also says that something happened is one all the same, and is told as one.
_OF_A_CHANGE: Final = frozenset({"happened", "at", "status", "comment", "external"})


class ZendeskDoor(Door):
    account = Zendesk
    fix = "Send {“system”: “zendesk”, “id”: “{{ticket.id}}”}."

    def check(self, request: Request, *, secret: str, now: datetime) -> None:
        signed.check(
            secret=secret,
            signature=request.headers.get(signed.SIGNATURE, ""),
            timestamp=request.headers.get(signed.TIMESTAMP, ""),
            body=request.body,
            now=now,
        )

    def shape(self, raw: bytes, desk: HelpDesk) -> Any:  # noqa: ARG002
        content = read(raw)
        is_change = isinstance(content, dict) and "happened" in content
        return None if is_change and set(content) <= _OF_A_CHANGE else content

    def ticket(self, raw: bytes, desk: HelpDesk) -> str:
        external = read(raw).get("external")
        if not isinstance(external, dict) or external.get("system") != desk.system:
            return ""
        return str(external.get("id"))

    def change(self, raw: bytes) -> Change:
        content = read(raw)
        try:
            at = datetime.fromisoformat(str(content.get("at")))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            fix = "Send “{{ticket.updated_at_with_timestamp}}”."
            raise problems.invalid([problems.error("at", "The moment is missing.", fix)])
        state = _STATES.get(str(content.get("status", "")).lower(), "")
        comment = str(content.get("comment") or "")
        return Change(str(content["external"]["id"]), at, state, comment)


class ZendeskView(HelpDeskView):
    door = ZendeskDoor()
