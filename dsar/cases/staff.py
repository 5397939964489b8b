"""Who at a company stands on a rung of its ladder, today: whoever is away is stood in for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dsar.accounts.models import User
from dsar.accounts.roles import Permission, Role, allows
from dsar.companies.models import Absence, Company, Membership
from dsar.companies.queries import rules_by_policy
from dsar.companies.rules import Escalating, Rules

from .dates import civil_date
from .models import Case

OWNER, LEAD = "owner", "lead"
# From the bottom up, for a level that a policy leaves out of its own ladder.
ORDER = (OWNER, LEAD, "dpo", "deputy")
# Nowhere on Earth is the civil date further than this from that of UTC.
_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """One person to be told, as whom, and for whom if somebody is away."""

    person: User
    level: str = OWNER
    instead_of: User | None = None
    away_until: date | None = None


@dataclass
class Staff:
    """All that is known of the people at some companies, read once a batch."""

    members: dict[int, list[Membership]] = field(default_factory=dict)
    away: dict[tuple[int, int], Absence] = field(default_factory=dict)
    """By company and person: only those who are away today."""
    rules: dict[int, Rules] = field(default_factory=dict)
    """By policy."""

    def escalating(self, case: Case) -> Escalating:
        return self.rules[case.policy_id].escalating.value

    def above(self, case: Case, level: str) -> Sequence[str]:
        """Who is asked after this level, in the order of the case's own policy."""
        levels = self.escalating(case).levels
        if level in levels:
            return levels[levels.index(level) + 1 :]
        return [one for one in levels if ORDER.index(one) > ORDER.index(level)]


def staff_of(cases: Iterable[Case], *, now: datetime) -> Staff:
    """Who works where, who is away, and by which rules: three statements, however many cases."""
    cases = list(cases)
    companies = {case.company_id: case.company for case in cases}
    staff = Staff(members={company: [] for company in companies})
    for membership in Membership.objects.filter(
        company__in=companies, user__is_active=True
    ).select_related("user"):
        staff.members[membership.company_id].append(membership)
    staff.away = away_at(companies.values(), now=now)
    staff.rules = rules_by_policy({case.policy_id for case in cases})
    return staff


def away_at(companies: Iterable[Company], *, now: datetime) -> dict[tuple[int, int], Absence]:
    """Who is away now, by company and person; the day is that of each company's own place."""
    today = {company.pk: civil_date(company, now) for company in companies}
    near = Absence.objects.filter(
        company__in=today,
        first_on__lte=now.date() + _AROUND,
        last_on__gte=now.date() - _AROUND,
    )
    return {
        (absence.company_id, absence.user_id): absence
        for absence in near
        if absence.first_on <= today[absence.company_id] <= absence.last_on
    }


def people_on(levels: Iterable[str], case: Case, staff: Staff) -> list[Told]:
    """Everybody on these rungs, once, each as the highest they stand on.

    Instead of somebody away comes their deputy, along a chain of absences if need be; where that
    ends with nobody, everybody else of the same role; where nobody is left of these, the next
    level at once. Nobody above either: whoever works there, and in the last resort those who are
    away. A case without an owner is every officer's; so is that of an owner who has left.
    """
    told: dict[int, Told] = {}
    for level in sorted(levels, key=ORDER.index):
        for one in _reached(level, case, staff):
            before = told.get(one.person.pk)
            if before is None or before.level != one.level or one.instead_of is None:
                told[one.person.pk] = one
    return [told[pk] for pk in sorted(told)]


def _reached(level: str, case: Case, staff: Staff) -> list[Told]:
    for rung in (level, *staff.above(case, level)):
        if found := _present(rung, case, staff):
            return found
    here = _workers(staff.members[case.company_id])
    at_work = [one for one in here if (case.company_id, one.user_id) not in staff.away]
    return [Told(one.user) for one in at_work or here]


def _present(rung: str, case: Case, staff: Staff) -> list[Told]:
    """Who can be told on this rung today: themselves, or whoever stands in for them."""
    here = staff.members[case.company_id]
    owner = [one for one in here if one.user_id == case.owner_id] if rung == OWNER else []
    stood_in = [_stand_in(one, rung, staff) for one in owner or _of_role(rung, here)]
    if owner and stood_in == [None]:
        stood_in = [_stand_in(one, rung, staff) for one in _of_role(rung, here)]
    return [one for one in stood_in if one]


def _of_role(rung: str, here: list[Membership]) -> list[Membership]:
    if rung == "deputy":
        return _workers([one for one in here if one.is_deputy])
    role = Role.OFFICER if rung == OWNER else Role(rung)
    return [one for one in here if one.role == role]


def _stand_in(member: Membership, rung: str, staff: Staff) -> Told | None:
    """The person, or the first of their chain of deputies who is here; None where it ends."""
    company, met = member.company_id, {member.user_id}
    absence = first = staff.away.get((company, member.user_id))
    at = member
    while absence is not None:
        found = [one for one in staff.members[company] if one.user_id == absence.deputy_id]
        if absence.deputy_id in met or not _workers(found):
            return None
        at = found[0]
        met.add(at.user_id)
        absence = staff.away.get((company, at.user_id))
    if first is None:
        return Told(member.user, rung)
    return Told(at.user, rung, instead_of=member.user, away_until=first.last_on)


def _workers(members: list[Membership]) -> list[Membership]:
    return [one for one in members if allows(one.role, Permission.WORK_CASES)]
