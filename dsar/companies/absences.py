"""Who is away and who stands in, who can act for the data protection officer, who wants mail."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from deadlines.words import long
from dsar.accounts.roles import Permission, Role, allows
from dsar.audit.operations import record
from dsar.companies.models import Absence, Membership


class Refused(Exception):
    """Its text is for the person who asked; nothing was changed. `field` is what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def say_away(
    *,
    company_id: int,
    user_id: int,
    deputy_id: int,
    first_on: date,
    last_on: date,
    actor: str,
    now: datetime,
) -> Absence:
    """From the first to the last day, whatever would go to this person goes to the deputy.

    Raises Refused for days in the wrong order, days that meet those of another absence, and for
    a deputy who could not do the work.
    """
    people = _locked(company_id, user_id, deputy_id)
    if user_id not in people:
        raise Refused("user", "This person does not work here. Choose somebody from the list.")
    if last_on < first_on:
        raise Refused("last_on", "The last day lies before the first. Give the later day as last.")
    if deputy_id == user_id:
        raise Refused("deputy", "Nobody stands in for themselves. Choose somebody else.")
    if not _can_stand_in(people.get(deputy_id), people[user_id]):
        raise Refused(
            "deputy", "This person does not work on cases of this company. Choose somebody else."
        )
    meets = Absence.objects.filter(company_id=company_id, user_id=user_id)
    if other := meets.filter(first_on__lte=last_on, last_on__gte=first_on).first():
        raise Refused(
            "first_on",
            f"These days meet another absence, {long(other.first_on)} to {long(other.last_on)}."
            " Take that one back first, or choose other days.",
        )
    absence = Absence.objects.create(
        company_id=company_id,
        user_id=user_id,
        deputy_id=deputy_id,
        first_on=first_on,
        last_on=last_on,
    )
    _record("absence.said", absence, actor=actor, now=now)
    return absence


@transaction.atomic
def take_back_absence(*, absence_id: int, actor: str, now: datetime) -> None:
    """They are here as if nothing had been said; done twice, the second time changes nothing."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is not None:
        _record("absence.taken-back", absence, actor=actor, now=now)
        absence.delete()


@transaction.atomic
def name_deputies(*, company_id: int, user_ids: Collection[int], actor: str, now: datetime) -> None:
    """Just these people can act for the data protection officer of the company.

    Raises Refused for somebody who does not work on cases there, or is such an officer.
    """
    members = Membership.objects.select_for_update(no_key=True).filter(company_id=company_id)
    if not set(user_ids) <= {one.user_id for one in members if can_act_for_dpo(one)}:
        raise Refused(
            "deputies",
            "A deputy works on cases and is no data protection officer. Choose from the list.",
        )
    before = {one.user_id for one in members if one.is_deputy}
    if before == set(user_ids):
        return
    Membership.objects.filter(company_id=company_id).update(is_deputy=False)
    Membership.objects.filter(company_id=company_id, user__in=user_ids).update(is_deputy=True)
    record(
        company_id=company_id,
        event="deputies.named",
        subject="deputies",
        actor=actor,
        now=now,
        facts={"people": [f"user:{pk}" for pk in sorted(user_ids)]},
    )


def can_act_for_dpo(member: Membership) -> bool:
    """Whoever holds the role itself has been asked by then."""
    return allows(member.role, Permission.WORK_CASES) and member.role != Role.DPO


def want_morning_mail(*, company_id: int, user_id: int, wanted: bool) -> None:
    """Their own choice, and nobody's business: it stands in no audit trail."""
    Membership.objects.filter(company_id=company_id, user_id=user_id).update(morning_mail=wanted)


def _locked(company_id: int, *user_ids: int) -> dict[int, Membership]:
    """Held until the end, so that two absences said at once cannot meet."""
    rows = Membership.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(company_id=company_id, user__in=user_ids, user__is_active=True)
    return {one.user_id: one for one in found.order_by("pk")}


def _can_stand_in(deputy: Membership | None, away: Membership) -> bool:
    if deputy is None:
        return False
    needed = Permission.WORK_CASES
    return allows(deputy.role, needed) or not allows(away.role, needed)


def _record(event: str, absence: Absence, *, actor: str, now: datetime) -> None:
    record(
        company_id=absence.company_id,
        event=event,
        subject=f"user:{absence.user_id}",
        actor=actor,
        now=now,
        facts={
            "deputy": f"user:{absence.deputy_id}",
            "first_on": absence.first_on.isoformat(),
            "last_on": absence.last_on.isoformat(),
        },
    )
