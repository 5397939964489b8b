"""Which case a message belongs to, or which mail of ours it brings back."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from dsar.cases.letters import TO_REQUESTER
from dsar.cases.models import Case
from dsar.cases.references import normalise
from dsar.outbox import ids
from dsar.outbox.models import Channel, State
from dsar.outbox.models import Message as Sent
from dsar.vault import search
from dsar.vault.operations import Shredded, unseal

from .reading import Facts

# How far back it is looked for which of our mails an id belongs to.
RECENT = timedelta(days=180)
MOST = 20_000
_REFERENCE = re.compile(r"\b[A-Z]{2,6}-[0-9A-Z]{4}-[0-9A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Belongs:
    """`surely`: by an id that only the requester, who got our mail, can know, or by a reference
    together with the address on file. A reference alone stands in many subjects and proves little.
    """

    case: Case
    surely: bool
    same_address: bool


def belongs_to(company_id: int, facts: Facts, *, now: datetime) -> Belongs | None:
    """The case that it answers to, if it names one."""
    cases = Case.objects.filter(company_id=company_id, erased_at=None).select_related(
        "company", "data_key__company_key"
    )
    if ours := _ours(facts.ids):
        case, surely = _by_ids(company_id, ours, now=now)
        if case and (found := cases.filter(pk=case).first()):
            return Belongs(found, surely, same_address=is_address_of(found, facts.email))
    for text in (facts.subject, facts.text[:5000]):
        for named in _REFERENCE.findall(text)[:20]:
            if found := cases.filter(reference=normalise(named) or "").first():
                same = is_address_of(found, facts.email)
                return Belongs(found, surely=same, same_address=same)
    return None


def returned(company_id: int, facts: Facts, *, now: datetime) -> Sent | None:
    """The mail of ours that came back, by the id it left with."""
    ours = _ours((*facts.mentioned, *facts.ids))
    found = _sent(company_id, ours, now=now) if ours else None
    return Sent.objects.select_related("data_key").filter(pk=found).first() if found else None


def is_to_requester(sent: Sent) -> bool:
    return sent.key.startswith(TO_REQUESTER)


def is_ours(facts: Facts) -> bool:
    """A mail that we sent ourselves has come in: a loop."""
    return bool(_ours((facts.id,))) and facts.headers.get("auto-submitted") == "auto-generated"


def cases_of_address(company_id: int, address: str) -> list[Case]:
    """Those of whoever has this address, the newest first; ten at most."""
    if "@" not in address:
        return []
    keys = search.find(company_ids=[company_id], kind="email", value=address)
    found = Case.objects.filter(company_id=company_id, data_key__in=keys, erased_at=None)
    return list(found.select_related("company", "clock").order_by("-created_at")[:10])


def is_address_of(case: Case, address: str) -> bool:
    try:
        on_file = str((unseal(case, "person") or {}).get("email", ""))
    except Shredded:
        return False
    return bool(on_file) and on_file.strip().casefold() == address.strip().casefold()


def _ours(found: tuple[str, ...]) -> set[str]:
    host = "@" + (urlsplit(settings.PUBLIC_URL).hostname or "localhost")
    return {f"<{one}>" for one in found if one.endswith(host)}


def _by_thread(company_id: int, ours: set[str]) -> UUID | None:
    cases = Case.objects.filter(company_id=company_id).order_by("-created_at")
    names = cases.values_list("pk", "reference")[:MOST].iterator()
    return next((pk for pk, reference in names if ids.thread_id(reference) in ours), None)


def _by_ids(company_id: int, ours: set[str], *, now: datetime) -> tuple[UUID | None, bool]:
    """The case, and whether it is its requester's mail that is answered. What we wrote about a case
    to our own people, or to who runs a system, is answered by them."""
    found = _sent(company_id, ours, now=now)
    sent = Sent.objects.filter(pk=found).first() if found else None
    if sent is None:
        return _by_thread(company_id, ours), True
    case = Case.objects.filter(data_key=sent.data_key_id).values_list("pk", flat=True).first()
    return case, is_to_requester(sent)


def _sent(company_id: int, ours: set[str], *, now: datetime) -> UUID | None:
    sent = Sent.objects.filter(
        company_id=company_id, channel=Channel.EMAIL, state=State.SENT, sent_at__gte=now - RECENT
    )
    rows = sent.order_by("-sent_at").values_list("pk", flat=True)[:MOST].iterator()
    return next((pk for pk in rows if ids.message_id(pk) in ours), None)
