"""Whether what came was signed by the processor: on an answer, and on a call of its own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from . import certificates, discovery, protocol
from .certificates import Untrusted
from .models import Processor

# A wrong signature has us fetch the certificate anew; a stranger's has us do so this often at most.
ANEW_AFTER: Final = timedelta(minutes=10)


def check(processor: Processor, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Raises Untrusted unless the processor signed these bytes: its domain, then the certificate,
    then the signature. A certificate that does not fit any more is fetched anew, once."""
    domain = _header(headers, protocol.DOMAIN_HEADERS)
    if domain.lower() != processor.domain:
        raise Untrusted("other-domain")
    signature = _header(headers, protocol.SIGNATURE_HEADERS)
    if not signature:
        raise Untrusted("no-signature")
    try:
        _check(processor, signature, body, now=now)
    except Untrusted:
        if not _is_ours_to_fetch(processor, now=now):
            raise
        before = processor.certificate
        discovery.read_again(processor, now=now)
        if processor.certificate == before:
            raise
        _check(processor, signature, body, now=now)


def _is_ours_to_fetch(processor: Processor, *, now: datetime) -> bool:
    """Of many who find at once that it does not hold, one fetches it anew."""
    long_ago = Q(looked_at=None) | Q(looked_at__lte=now - ANEW_AFTER)
    return bool(Processor.objects.filter(long_ago, pk=processor.pk).update(looked_at=now))


def _check(processor: Processor, signature: str, body: bytes, *, now: datetime) -> None:
    if not processor.certificate:
        raise Untrusted("no-certificate")
    own = certificates.check_chain(processor.certificate, domain=processor.domain, now=now)
    certificates.check_signature(own, processor.algorithm, signature, body)


def _header(headers: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((headers[name].strip() for name in names if headers.get(name)), "")
