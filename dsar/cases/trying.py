"""A request made to try a draft: published, asked, counted and written to by the functions that do
it for real, in a transaction that is taken back. Nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deadlines.working import Working
from dsar.companies.models import Company
from dsar.companies.operations import publish_policy
from dsar.companies.rules import Rules
from dsar.vault.operations import unseal

from .models import Case
from .operations import intake
from .operations.extending import extend
from .operations.intake import Person, Request

ACTOR = "system"
SOMEBODY = Person(name="Test Person", email="test@example.org")


@dataclass(frozen=True)
class Tried:
    """What came of it."""

    reference: str
    letters: tuple[tuple[str, str], ...]
    """Kind and words of each letter that the requester would have."""
    working: Working
    """After the extension."""


@contextmanager
def as_published(*, company_id: int, rules: Rules, now: datetime) -> Iterator[Company]:
    """Inside, these rules are in force; afterwards all is as it was. Raises NotReady."""
    with transaction.atomic():
        publish_policy(company_id=company_id, rules=rules, actor=ACTOR, now=now)
        yield Company.objects.get(pk=company_id)
        transaction.set_rollback(True)


def try_draft(*, company_id: int, rules: Rules, now: datetime, language: str = "en") -> Tried:
    """A copy is asked for by somebody who reads that language, and more time taken. Raises NotReady
    for a draft with something in its way."""
    with as_published(company_id=company_id, rules=rules, now=now) as company:
        request = Request("access", "form", now, SOMEBODY, is_test=True, language=language)
        case = intake.receive_request(company=company, request=request, actor="requester", now=now)
        extend(
            case_id=case.pk,
            ground="complexity",
            reasons="A test.",
            actor=ACTOR,
            now=now,
        )
        return _seen(case)


def _seen(case: Case) -> Tried:
    case = Case.objects.select_related("clock", "data_key").get(pk=case.pk)
    letters = tuple(
        (letter.kind, unseal(letter, "body")["text"])
        for letter in case.messages.filter(direction="out").order_by("at", "pk")
    )
    return Tried(case.reference, letters, case.clock.explained)
