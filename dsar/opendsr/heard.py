"""A processor calls back: by whom and about what is found out in the order that keeps us safe."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from dsar import tenancy
from dsar.limits import HOUR, allows_of

from . import operations, protocol, trusting
from .models import Processor, ProcessorRequest
from .protocol import Malformed

CALLBACKS: Final = ("processor-callback", 3600, HOUR)


class Unknown(Exception):
    """No processor is called back at this address."""


class TooOften(Exception):
    """More than a processor has to say in an hour."""


def hear(*, key: UUID, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """How the request stands is noted; from here on its company is in force. Nothing of the body is
    read before the signature holds. Raises Unknown, TooOften, Untrusted or Malformed."""
    processor = find(key)
    trusting.check(processor, headers, body, now=now)
    # Only what it signed is counted: a stranger does not use up what it may say.
    if not allows_of(CALLBACKS, str(processor.pk)):
        raise TooOften
    said = protocol.read(body)
    if said.get("status_callback_url") != protocol.callback_of(processor):
        raise Malformed("other-callback")
    asked = ProcessorRequest.objects.filter(processor=processor)
    request = asked.filter(subject_request_id=protocol.id_of(said)).first()
    if request is None:
        raise Malformed("no-such-request")
    standing = protocol.standing_of(said, now=now)
    operations.note_standing(request_id=request.pk, standing=standing, now=now)


def find(key: UUID) -> Processor:
    with tenancy.every_company("an address says whose processor calls only once it is found"):
        found = Processor.objects.select_related("data_key__company_key").filter(key=key).first()
    if found is None or not found.is_on:
        raise Unknown
    tenancy.narrow_to([found.company_id])
    return found
