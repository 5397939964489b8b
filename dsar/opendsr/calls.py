"""A call to a processor: guarded, and with what opens its door."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dsar.outside import calling
from dsar.outside.calling import Answer
from dsar.vault.operations import unseal

from . import protocol
from .models import Processor


def call(
    processor: Processor, method: str, path: str, body: Mapping[str, Any] | None = None
) -> Answer:
    """What the processor answers at this path. Raises `addresses.Refused`."""
    sent = None if body is None else json.dumps(body, separators=(",", ":")).encode()
    return calling.call(
        method,
        f"{processor.base_url.rstrip('/')}/{path}",
        sent,
        headers_of(processor) | ({"content-type": "application/json"} if sent else {}),
        most=protocol.LONGEST_BODY,
    )


def call_about(processor: Processor, method: str, request_id: UUID) -> Answer:
    return call(processor, method, f"{processor.route}/{request_id}")


def headers_of(processor: Processor) -> dict[str, str]:
    headers = {"accept": "application/json", "user-agent": "dsar-desk"}
    if processor.door == Processor.Door.NONE:
        return headers
    credential = str(unseal(processor, "credential") or "")
    if processor.door == Processor.Door.BASIC:
        credential = base64.b64encode(credential.encode()).decode()
    return headers | {"authorization": f"{processor.door.capitalize()} {credential}"}
