"""A company that an administrator adds: its names, what the law gives it, and who set it up."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from dsar.accounts.roles import Role
from dsar.companies.countries import COUNTRIES, authority_of
from dsar.companies.models import Company
from dsar.companies.operations import add_company, give_role, save_draft
from dsar.companies.proposal_rules import IN_DOUBT
from dsar.companies.rules import Identity, Rules, Said

TYPED = "Typed in when the company was added"
FOLLOWS = "Follows from the country"


@dataclass(frozen=True)
class Names:
    name: str
    legal_name: str
    town: str
    website: str
    what_it_does: str
    country: str
    """A code of COUNTRIES."""
    code: str
    slug: str
    sender_email: str


@transaction.atomic
def add_by_hand(*, names: Names, user_id: int, actor: str, now: datetime) -> Company:
    """The company exists with a draft of what the law gives, and whoever adds it runs it. Nobody
    can ask it yet."""
    company = add_company(
        slug=names.slug,
        code=names.code,
        name=names.name,
        website=names.website,
        what_it_does=names.what_it_does,
        actor=actor,
        now=now,
    )
    give_role(user_id=user_id, company_id=company.pk, role=Role.ADMIN, actor=actor, now=now)
    save_draft(company_id=company.pk, rules=statutory(names))
    return company


def moved(rules: Rules, code: str) -> Rules:
    """The rules in another country: its law, and its days and authority in the place of those that
    followed from the one before. What a text or an administrator said stays."""
    country = COUNTRIES[code]
    calendar, timezone, regulator = rules.calendar, rules.timezone, rules.regulator
    if _follows(calendar):
        calendar = _typed(country.calendar, FOLLOWS) if country.calendar else None
    if _follows(timezone):
        timezone = _typed(country.timezone, FOLLOWS)
    if regulator is None or regulator.source == "law":
        regulator = authority_of(code)
    return replace(
        rules,
        country=_typed(code),
        regime=Said(country.regime, "law", FOLLOWS),
        calendar=calendar,
        timezone=timezone,
        regulator=regulator,
    )


def _follows(said: Said[str] | None) -> bool:
    return said is None or said.source == "law" or said.where == FOLLOWS


def statutory(names: Names) -> Rules:
    """Works for a policy that says nothing: every right, the law's times, no fee, no demand."""
    country = COUNTRIES[names.country]
    rules = Rules(
        regime=Said(country.regime, "law", FOLLOWS),
        sender_email=_typed(names.sender_email),
        identity=Identity(IN_DOUBT),
        legal_name=_typed(names.legal_name),
        town=_typed(names.town) if names.town else None,
        country=_typed(names.country),
        timezone=_typed(country.timezone, FOLLOWS),
        regulator=authority_of(names.country),
    )
    if country.calendar:
        rules = replace(rules, calendar=_typed(country.calendar, FOLLOWS))
    return rules


def _typed(value: str, where: str = TYPED) -> Said[str]:
    return Said(value, "administrator", where)
