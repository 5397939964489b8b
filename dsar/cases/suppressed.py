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
TOO_MUCH: Final = f"Take {MOST_LINES:,} lines or 1 MB at most, and check the rest after that."
# Each takes a line in one pass, however long it is.
_TOKEN = re.compile(r"[^\s,;:|=<>()\[\]{}\"\\]+")
_PHONE = re.compile(r"\+?\d[\d ()/.\-]{6,}\d")
_DIGITS = 8  # fewer are no telephone number
_LONGEST_EMAIL = 320
_AROUND_EMAIL = ".'`‘’“”„«»"


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


def is_too_much(text: str) -> bool:
    return len(text) > MOST_BYTES or len(text.splitlines()) > MOST_LINES


def read(text: str) -> Iterator[Asked]:
    """Every e-mail address and telephone number in a list, whatever parts its columns."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _TOKEN.findall(line):
            if "@" in found and len(found) <= _LONGEST_EMAIL and (email := _email(found)):
                yield Asked(number, EMAIL, email)
        for found in _PHONE.findall(_TOKEN.sub(_without_email, line)):
            if sum(map(str.isdecimal, found)) >= _DIGITS:
                yield Asked(number, PHONE, found)


def _email(token: str) -> str:
    """Quotes are taken off its ends only: o'neill@example.org has one inside."""
    email = token.strip(_AROUND_EMAIL)
    before, _, after = email.partition("@")
    return email if before and after else ""


def _without_email(token: re.Match[str]) -> str:
    return "@" if "@" in token.group() else token.group()


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
