"""What in the policies parts from the law, so that the company can be told."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.lint import Concern, lint_rules
from dsar.companies.models import Company
from dsar.companies.queries import rules_in_force

from .document import Cell, Table
from .models import ToldProblem
from .scope import Scope

# What is stricter than the law, or only worth a note, is no problem of the policy.
PROBLEMS = ("conflict", "inconsistent", "weaker", "stale", "silent")
KINDS = {
    "conflict": "Conflicts with the law",
    "inconsistent": "Contradicts itself",
    "weaker": "Weaker than the law",
    "stale": "Out of date",
    "silent": "Says nothing",
}


class NoProblem(LookupError):
    """The policy in force has no such problem."""


@dataclass(frozen=True)
class Problem:
    company: Company
    concern: Concern
    told: ToldProblem | None
    """That the company was told, by whom and when."""

    @property
    def key(self) -> str:
        return key_of(self.concern)

    @property
    def kind(self) -> str:
        return KINDS[self.concern.severity]


def problems(companies: Iterable[Company], *, on: date) -> list[Problem]:
    """Of the policies in force, by company, the worst first."""
    companies = list(companies)
    rules = rules_in_force(company.pk for company in companies)
    told = {
        (one.company_id, one.key): one for one in ToldProblem.objects.filter(company__in=companies)
    }
    return [
        Problem(company, concern, told.get((company.pk, key_of(concern))))
        for company in companies
        if company.pk in rules
        for concern in lint_rules(rules[company.pk], on=on)
        if concern.severity in PROBLEMS
    ]


@transaction.atomic
def mark_told(*, company_id: int, key: str, actor: str, now: datetime, on: date) -> ToldProblem:
    """The company was told of this problem. Saying so twice is once. Raises NoProblem."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    found = next((one for one in problems([company], on=on) if one.key == key), None)
    if found is None:
        raise NoProblem(key)
    if found.told:
        return found.told
    made = ToldProblem.objects.create(company=company, key=key, told_by=actor, told_at=now)
    record(
        company_id=company.pk,
        event="policy.problem-told",
        subject=f"policy:{company.slug}",
        actor=actor,
        now=now,
        facts={"rule": found.concern.rule},
    )
    return made


def key_of(concern: Concern) -> str:
    """The same for the same problem of the same words, whatever version they stand in."""
    said = "\n".join((concern.severity, concern.rule, concern.sentence, concern.says))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def table_of(scope: Scope) -> Table:
    rows = tuple(
        (
            Cell(one.company.name),
            Cell(one.kind),
            Cell(one.concern.says),
            Cell(one.concern.article),
            Cell("Yes" if one.told else "Not yet"),
        )
        for one in problems(scope.companies, on=scope.last)
    )
    head = ("Company", "Problem", "What is wrong", "Law", "Company told")
    return Table("problems", "Policy problems", head, rows)
