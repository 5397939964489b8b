"""A company says that a system is asked by OpenDSR, where, and what may be sent there."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from dsar.audit.operations import record
from dsar.fulfilment.models import System
from dsar.outside import calling
from dsar.vault import operations as vault

from .models import IDENTITIES, Processor

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class ProcessorRefused(Exception):
    """Nothing was changed. `field` is what was wrong, the text a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def processor_of(system: System) -> Processor | None:
    found = Processor.objects.filter(system=system)
    return found.select_related("company", "system", "data_key__company_key").first()


@sensitive_variables("credential")
@transaction.atomic
def set_processor(
    *,
    system_id: int,
    base_url: str,
    domain: str,
    route: str,
    algorithm: str,
    door: str,
    credential: str,
    identities: Sequence[str],
    is_on: bool,
    actor: str,
    now: datetime,
) -> Processor:
    """Searches asked for from now on are asked of it. An empty `credential` keeps the one
    there is, at the same address. Another address or domain has to be read anew. Raises
    ProcessorRefused."""
    system = System.objects.select_for_update(no_key=True, of=("self",)).select_related("company")
    found = system.get(pk=system_id)
    base_url = _address(base_url)
    domain = _domain(domain or urlsplit(base_url).hostname or "")
    processor = processor_of(found) or _new(found, now=now)
    moved = (processor.base_url, processor.domain) != (base_url, domain)
    if moved:
        processor.certificate, processor.read_at, processor.looked_at = "", None, None
        processor.does, processor.takes, processor.trouble = [], [], ""
    elsewhere = processor.base_url != base_url
    processor.base_url, processor.domain, processor.route = base_url, domain, route
    processor.algorithm = algorithm
    _lock_door(processor, door, credential, elsewhere=elsewhere)
    processor.identities = [code for code in IDENTITIES if code in identities]
    if not processor.identities:
        raise ProcessorRefused("identities", "Choose at least one thing to send.")
    if is_on and not processor.certificate:
        raise ProcessorRefused(
            "is_on",
            "Save it switched off and press “Try it” first: its certificate has to be read.",
        )
    if is_on and not processor.is_on:
        processor.on_since = now
    processor.is_on = is_on
    processor.save()
    _note(processor, actor=actor, now=now)
    return processor


def _new(system: System, *, now: datetime) -> Processor:
    key = vault.new_key(company_id=system.company_id, now=now)
    processor = Processor(company=system.company, system=system, data_key=key)
    processor.save(force_insert=True)
    return processor


def _lock_door(processor: Processor, door: str, credential: str, *, elsewhere: bool) -> None:
    """What opened the door at one address is not shown at another."""
    kept = processor.credential is not None and not elsewhere and processor.door == door
    processor.door = door
    if door == Processor.Door.NONE:
        processor.credential = None
    elif credential:
        if door == Processor.Door.BASIC and ":" not in credential:
            raise ProcessorRefused("credential", "Write it as name:password.")
        if not credential.isascii() or not credential.isprintable():
            raise ProcessorRefused("credential", "It holds characters that no header may have.")
        vault.seal(processor, "credential", credential)
    elif not kept:
        raise ProcessorRefused("credential", "Give what opens the processor’s door.")


def _address(url: str) -> str:
    url = url.strip().rstrip("/")
    try:
        parts = calling.parts_of(url)
    except ValueError:
        parts = urlsplit("")
    free = calling.may_stay_inside()
    if not (parts.scheme == "https" or (parts.scheme and free)) or parts.query or parts.fragment:
        raise ProcessorRefused(
            "base_url", "Give an address that begins with https:// and ends with the version."
        )
    return url


def _domain(name: str) -> str:
    name = name.strip().lower()
    if not _DOMAIN.fullmatch(name):
        raise ProcessorRefused("domain", "Give a name like opendsr.example.com.")
    return name


def _note(processor: Processor, *, actor: str, now: datetime) -> None:
    company = processor.company
    record(
        company_id=company.pk,
        event="processor.set",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={
            "system": processor.system.code,
            "active": processor.is_on,
            "identities": processor.identities,
        },
    )
