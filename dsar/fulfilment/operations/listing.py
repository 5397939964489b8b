"""The list of a company's systems: from its policy, and changed by its administrator."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.companies.queries import rules_in_force

from ..models import IDENTIFIERS, System
from ..shipped import kept_in


class SystemRefused(Exception):
    """Nothing was changed; `field` names what cannot be used. Its text is a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def list_named(*, company_id: int, actor: str, now: datetime) -> list[System]:
    """Every system that the policy in force names is on the list; what was added by it.

    One that is there already, retired or not, stays as it is.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    rules = rules_in_force([company_id]).get(company_id)
    known = set(company.systems.values_list("code", flat=True))
    added = []
    for place in [said.value for said in rules.search_places] if rules else []:
        if place.code in known:
            continue
        kept = kept_in(company.slug, place.code, place.note)
        added.append(
            System(
                company=company,
                code=place.code[:40],
                name=place.name[:80],
                keeps=kept.keeps[:400],
                searched_by=list(kept.searched_by),
            )
        )
    System.objects.bulk_create(added)
    if added:
        _note(company, "systems.listed", actor, now, systems=[system.code for system in added])
    return added


@transaction.atomic
def add_system(
    *,
    company_id: int,
    name: str,
    keeps: str,
    owner_name: str,
    owner_email: str,
    searched_by: Collection[str],
    actor: str,
    now: datetime,
) -> System:
    """The company has one more. Raises SystemRefused for a name that another in use has."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    system = System(company=company, code=_free_code(company, name))
    _fill(system, name, keeps, owner_name, owner_email, searched_by)
    system.save(force_insert=True)
    _note(company, "system.added", actor, now, system=system.code)
    return system


@transaction.atomic
def change_system(
    *,
    system_id: int,
    name: str,
    keeps: str,
    owner_name: str,
    owner_email: str,
    searched_by: Collection[str],
    actor: str,
    now: datetime,
) -> System:
    """It is called, searched and owned like that from now on. Links that are out keep working:
    an officer withdraws them."""
    system = _locked(system_id)
    _fill(system, name, keeps, owner_name, owner_email, searched_by)
    system.save()
    _note(system.company, "system.changed", actor, now, system=system.code)
    return system


@transaction.atomic
def retire_system(*, system_id: int, actor: str, now: datetime) -> System:
    """Nobody is asked to search there any more; what was asked already stays open."""
    system = _locked(system_id)
    if system.retired_at is None:
        system.retired_at = now
        system.save(update_fields=["retired_at"])
        _note(system.company, "system.retired", actor, now, system=system.code)
    return system


@transaction.atomic
def use_system_again(*, system_id: int, actor: str, now: datetime) -> System:
    """It is searched again. Raises SystemRefused if another took its name."""
    system = _locked(system_id)
    if system.retired_at is not None:
        _refuse_taken(system, system.name)
        system.retired_at = None
        system.save(update_fields=["retired_at"])
        _note(system.company, "system.used-again", actor, now, system=system.code)
    return system


def _fill(
    system: System,
    name: str,
    keeps: str,
    owner_name: str,
    owner_email: str,
    searched_by: Collection[str],
) -> None:
    name = name.strip()
    if not name:
        raise SystemRefused("name", "Give the name by which people know the system.")
    _refuse_taken(system, name)
    system.name, system.keeps = name, keeps.strip()
    system.owner_name, system.owner_email = owner_name.strip(), owner_email.strip()
    system.searched_by = [code for code in IDENTIFIERS if code in searched_by]
    if not system.searched_by:
        raise SystemRefused("searched_by", "Choose at least one thing to search by.")


def _refuse_taken(system: System, name: str) -> None:
    others = System.objects.filter(company=system.company, retired_at=None, name__iexact=name)
    if others.exclude(pk=system.pk).exists():
        raise SystemRefused("name", f"There is a system called {name} already. Change that one.")


def _free_code(company: Company, name: str) -> str:
    """Short, of the name, and nobody else's at this company."""
    stem, number = slugify(name)[:34] or "system", 1
    code, taken = stem, set(company.systems.values_list("code", flat=True))
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def _locked(system_id: int) -> System:
    return (
        System.objects.select_for_update(of=("self",)).select_related("company").get(pk=system_id)
    )


def _note(company: Company, event: str, actor: str, now: datetime, **facts: object) -> None:
    record(
        company_id=company.pk,
        event=event,
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts=facts,
    )
