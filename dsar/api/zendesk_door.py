"""What a trigger of Zendesk calls with: the body that the customer's template wrote, signed."""

from datetime import datetime
from typing import Any

from rest_framework.request import Request

from dsar.ticketing import signed
from dsar.ticketing.models import HelpDesk
from dsar.ticketing.zendesk import Zendesk

from .help_desk_views import Door, HelpDeskView, read


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
        return read(raw)


class ZendeskView(HelpDeskView):
    door = ZendeskDoor()
