"""What a processor says of itself: what it takes, what it does, by which certificate it signs."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dsar.outside import calling
from dsar.outside.addresses import Refused

from . import calls, certificates
from .certificates import Untrusted
from .models import Processor
from .protocol import LONGEST_BODY, object_of

_SAID = ("version", "takes", "does", "certificate", "read_at", "looked_at", "trouble")


class NoDiscovery(Exception):
    """Nothing was taken over. `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(processor: Processor, *, now: datetime) -> None:
    """What the processor says of itself is kept. Raises NoDiscovery; what it said before stays."""
    try:
        _read(processor, now=now)
    except NoDiscovery as error:
        processor.looked_at, processor.trouble = now, error.code
        processor.save(update_fields=["looked_at", "trouble"])
        raise
    processor.read_at = processor.looked_at = now
    processor.trouble = ""
    processor.save(update_fields=_SAID)


def read_again(processor: Processor, *, now: datetime) -> None:
    """The same where nobody waits for what comes of it: the processor's page says so."""
    try:
        read(processor, now=now)
    except NoDiscovery:
        return


def _read(processor: Processor, *, now: datetime) -> None:
    said = _json(_fetch(lambda: calls.call(processor, "GET", "discovery")))
    processor.version = str(said.get("api_version") or "")[:10]
    processor.does = _texts(said.get("supported_subject_request_types"))
    processor.takes = [
        f"{one.get('identity_type')}:{one.get('identity_format')}"[:60]
        for one in said.get("supported_identities") or []
        if isinstance(one, dict)
    ][:100]
    where = str(said.get("processor_certificate") or "")
    if not _is_theirs(where, processor):
        raise NoDiscovery("certificate-elsewhere")
    headers = {"user-agent": "dsar-desk"}
    pem = _fetch(lambda: calling.call("GET", where, None, headers, most=LONGEST_BODY))
    text = pem.decode("ascii", errors="replace")
    try:
        certificates.check_chain(text, domain=processor.domain, now=now)
    except Untrusted as error:
        raise NoDiscovery(error.code) from error
    processor.certificate = text


def _fetch(call: Any) -> bytes:
    try:
        answer: calling.Answer = call()
    except Refused as error:
        raise NoDiscovery(error.code) from error
    if answer.status != 200:
        raise NoDiscovery(f"http-{answer.status}")
    return answer.body


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = object_of(body)
    except ValueError:
        raise NoDiscovery("not-json") from None
    if not isinstance(found.get("supported_identities"), list):
        raise NoDiscovery("not-discovery")
    return found


def _texts(found: object) -> list[str]:
    return (
        [one[:20] for one in found if isinstance(one, str)][:20] if isinstance(found, list) else []
    )


def _is_theirs(url: str, processor: Processor) -> bool:
    """At the domain of the certificate, or where the requests go."""
    try:
        parts = calling.parts_of(url)
    except ValueError:
        return False
    known = {processor.domain, (urlsplit(processor.base_url).hostname or "").lower()}
    return (parts.hostname or "").lower() in known
