"""A company's record of what it does with personal data (Art. 30), by item of Art. 15(1) and (2).

Answers to requests for a copy are filled from it; an officer fits them to the person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.companies.presets.processing import SHIPPED
from dsar.companies.processing_record import ProcessingRecord

# What only the company can say; its own words, for officers and administrators named in English.
ITEMS: Final[dict[str, str]] = {
    "purposes": "What the data are used for",
    "categories": "Which kinds of data",
    "recipients": "Who receives them",
    "storage": "How long they are kept",
    "source": "Where they come from",
    "automated": "Decisions by automated means alone",
    "transfers": "Countries outside, and what protects the data there",
}
LONGEST = 4000  # characters an item


class ProcessingRefused(Exception):
    """Nothing was changed; `field` names what cannot be used. Its text is a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Entry:
    """One item: what is said of it, or why it does not apply. Never both."""

    says: str = ""
    none: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.says) != bool(self.none)


@dataclass(frozen=True)
class Processing:
    language: str = "en"
    entries: dict[str, Entry] = field(default_factory=dict)

    def entry(self, item: str) -> Entry:
        return self.entries.get(item, Entry())

    def missing(self) -> list[str]:
        return [item for item in ITEMS if not self.entry(item).is_answered]

    def to_json(self) -> dict[str, dict[str, str]]:
        return {item: asdict(self.entry(item)) for item in ITEMS}


def from_json(language: str, entries: Mapping[str, Mapping[str, str]]) -> Processing:
    return Processing(language, {item: Entry(**entries[item]) for item in ITEMS if item in entries})


def processing_of(company: Company) -> Processing:
    """Its own record, or the one that it was shipped with; empty where there is neither."""
    own = ProcessingRecord.objects.filter(company=company).first()
    if own is not None:
        return from_json(own.language, own.entries)
    shipped = SHIPPED.get(company.slug, {})
    return Processing("en", {item: Entry(**{kind: text}) for item, (kind, text) in shipped.items()})


def checked(language: str, entries: Mapping[str, Entry]) -> Processing:
    """Without the space around the words. Raises ProcessingRefused for an item that is said and
    denied at once."""
    clean = {item: Entry(one.says.strip(), one.none.strip()) for item, one in entries.items()}
    for item in _known(clean):
        if clean[item].says and clean[item].none:
            raise ProcessingRefused(
                item, f"“{ITEMS[item]}”: give an answer, or the reason why there is none, not both."
            )
    return Processing(language, clean)


@transaction.atomic
def set_processing(
    *, company_id: int, language: str, entries: Mapping[str, Entry], actor: str, now: datetime
) -> Processing:
    """Answers that are put forward from now on are filled from this; those out stay as they are.

    What is left empty an officer has to answer in each case.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    before, after = processing_of(company), checked(language, entries)
    if before == after:
        return after
    ProcessingRecord.objects.update_or_create(
        company=company,
        defaults={
            "language": after.language,
            "entries": after.to_json(),
            "changed_by": actor,
            "changed_at": now,
        },
    )
    record(
        company_id=company.pk,
        event="processing.set",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={"items": [item for item in ITEMS if before.entry(item) != after.entry(item)]},
    )
    return after


def _known(entries: Iterable[str]) -> list[str]:
    return [item for item in ITEMS if item in entries]
