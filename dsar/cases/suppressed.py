"""Whose data were deleted, as nothing but hashes: so that it is noticed when a list that is to be
imported brings them back (Art. 6(1)(f); Art. 17(1) would be done in vain without it)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models

from dsar.companies.models import Company
from dsar.vault.ids import new_id
from dsar.vault.marks import marks

EMAIL, PHONE = "email", "phone"
MOST_LINES: Final = 20_000
MOST_BYTES: Final = 1024 * 1024
_EMAIL = re.compile(r"[^\s,;\"'<>()]+@[^\s,;\"'<>()]+")
_PHONE = re.compile(r"\+?\d[\d ()/.\-]{6,}\d")
_DIGITS = 8  # fewer are no telephone number


class Suppressed(models.Model):
    """One address or number of somebody whose data were deleted. It says nothing but that, and
    which case it was."""

    class Kind(models.TextChoices):
        EMAIL = EMAIL, "Email address"
        PHONE = PHONE, "Phone number"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="suppressed")
    kind = models.CharField(max_length=5, choices=Kind)
    mark = models.BinaryField(max_length=32)
    reference = models.CharField(max_length=16)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "mark", "reference"], name="suppressed_once_a_case"
            )
        ]
        indexes = [models.Index(fields=["company", "-added_at"], name="suppressed_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.reference}"


@dataclass(frozen=True)
class Asked:
    """What stands in one line of a list."""

    line: int
    kind: str
    value: str


@dataclass(frozen=True)
class Match:
    """Which line, and whose deletion it goes against; not what stood there."""

    line: int
    kind: str
    reference: str
    added_at: datetime


def read(text: str) -> Iterator[Asked]:
    """Every e-mail address and telephone number in a list, whatever parts its columns."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _EMAIL.finditer(line):
            yield Asked(number, EMAIL, found.group().strip("."))
        for found in _PHONE.finditer(_EMAIL.sub(" ", line)):
            if sum(map(str.isdecimal, found.group())) >= _DIGITS:
                yield Asked(number, PHONE, found.group())


def matches(company_id: int, asked: Iterable[Asked], *, now: datetime) -> list[Match]:
    """Those that are on the company's list, by line. What was asked is kept nowhere."""
    wanted = list(asked)
    found: list[Match] = []
    for kind in (EMAIL, PHONE):
        of_kind = [one for one in wanted if one.kind == kind]
        made = marks(
            company_id=company_id, kind=kind, values=[one.value for one in of_kind], now=now
        )
        listed: dict[bytes, list[Suppressed]] = {}
        known = Suppressed.objects.filter(company=company_id, kind=kind, mark__in=set(made))
        for row in known.order_by("added_at", "pk"):
            listed.setdefault(bytes(row.mark), []).append(row)
        for one, mark in zip(of_kind, made, strict=True):
            found += [
                Match(one.line, kind, row.reference, row.added_at) for row in listed.get(mark, ())
            ]
    return sorted(found, key=lambda match: (match.line, match.kind, match.reference))
