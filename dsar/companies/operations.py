"""Add a company, publish its policy, say who works there."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.operations import record
from dsar.companies.codes import refuse_close
from dsar.companies.drafts import digest_of, obstacles_at, obstacles_of, source_of
from dsar.companies.mail_keys import drop_mail_key
from dsar.companies.models import Company, Membership, Policy, PolicyText
from dsar.companies.office_changes import opens_otherwise, owe_planning
from dsar.companies.presets import PRESETS
from dsar.companies.presets.preset import Preset
from dsar.companies.rules import Rules

# First parts of addresses that are not a company's portal.
RESERVED = frozenset(
    [
        *(
            "api",
            "calendar",
            "desk",
            "drp",
            "healthz",
            "mailbox",
            "metrics",
            "opendsr",
            "readyz",
            "search",
            "static",
            "status",
        ),
        *("accessibility", "cookies", "help", "look", "privacy"),
    ],
)


class NotReady(Exception):
    """A policy with blanks, or one that cannot be followed, is not published; `gaps` are sentences
    for the administrator."""

    def __init__(self, gaps: list[str]) -> None:
        super().__init__(" ".join(gaps))
        self.gaps = gaps


class AlreadyPublished(Exception):
    """Cases were received under it: what they were promised stands."""


class ChangedSince(Exception):
    """The draft is another than the one that was looked at."""


class NothingElse(Exception):
    pass


class UnknownPreset(Exception):
    pass


class ReservedSlug(Exception):
    pass


@transaction.atomic
def add_company(
    *,
    slug: str,
    code: str,
    name: str,
    website: str,
    what_it_does: str,
    actor: str,
    now: datetime,
) -> Company:
    """A company without a policy: strangers cannot see it yet."""
    _one_at_a_time()
    if slug in RESERVED:
        raise ReservedSlug(f"/{slug}/ is an address of the desk itself. Choose another.")
    refuse_close(code, Company.objects.values_list("code", flat=True))
    company = Company(slug=slug, code=code, name=name, website=website, what_it_does=what_it_does)
    company.full_clean()
    company.save()
    record(
        company_id=company.pk,
        event="company.added",
        subject=f"company:{slug}",
        actor=actor,
        now=now,
        facts={"code": code},
    )
    return company


@transaction.atomic
def correct_names(
    *,
    company_id: int,
    slug: str,
    code: str,
    name: str,
    website: str,
    what_it_does: str,
    actor: str,
    now: datetime,
) -> Company:
    """What it is called from now on, as long as nobody outside can know it by another name.

    Raises AlreadyPublished once a policy of it was in force.
    """
    _one_at_a_time()
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    if company.policies.published().exists():
        raise AlreadyPublished(f"{company.name} is published: people know it by its names.")
    if slug in RESERVED:
        raise ReservedSlug(f"/{slug}/ is an address of the desk itself. Choose another.")
    refuse_close(code, Company.objects.exclude(pk=company.pk).values_list("code", flat=True))
    names = {
        "slug": slug,
        "code": code,
        "name": name,
        "website": website,
        "what_it_does": what_it_does,
    }
    changed = [field for field, value in names.items() if getattr(company, field) != value]
    if not changed:
        return company
    for field, value in names.items():
        setattr(company, field, value)
    company.full_clean()
    company.save(update_fields=changed)
    record(
        company_id=company.pk,
        event="company.corrected",
        subject=f"company:{slug}",
        actor=actor,
        now=now,
        facts={"code": code, "changed": changed},
    )
    return company


@transaction.atomic
def save_draft(*, company_id: int, rules: Rules, preset: str = "") -> Policy:
    """The company's one draft holds these rules; nothing is in force yet."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    draft = company.policies.drafts().first() or Policy(
        company=company, version=_next_version(company)
    )
    draft.rules_json = rules.to_json()
    draft.preset = preset or draft.preset
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, company_id: int) -> None:
    """There is no draft any more; without one, nothing happens.

    Raises NothingElse where the draft is the only policy there is: the answers in it would be lost.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    if not company.policies.published().exists():
        raise NothingElse(f"{company.name} has no policy but this draft: publish it, or edit it.")
    company.policies.drafts().delete()


@transaction.atomic
def publish_policy(
    *,
    company_id: int,
    rules: Rules,
    actor: str,
    now: datetime,
    by_hand: bool = True,
    looked_at: str | None = None,
) -> Policy:
    """These rules are in force for requests received from now on; cases keep their version.

    Publishing what is already in force changes nothing. Raises NotReady while something stands in
    the way, and ChangedSince where the draft has another digest than the one `looked_at`.
    """
    _one_at_a_time()
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    draft = company.policies.drafts().first()
    if looked_at is not None and (draft is None or digest_of(draft) != looked_at):
        raise ChangedSince
    if gaps := obstacles_at(company, rules, source_of(draft)):
        raise NotReady(gaps)
    current = company.policies.published().order_by("-version").first()
    if current and current.rules_json == rules.to_json():
        return current

    policy = save_draft(company_id=company_id, rules=rules)
    policy.published_at, policy.by_hand = now, by_hand
    policy.save(update_fields=["published_at", "by_hand"])
    _copy_to_company(company, rules, now)
    if current and opens_otherwise(current.rules, rules):
        owe_planning(company_id=company_id, now=now)
    record(
        company_id=company_id,
        event="policy.published",
        subject=f"policy:{company.slug}",
        actor=actor,
        now=now,
        facts={"version": policy.version, "rules_sha256": _digest(policy.rules_json)},
    )
    return policy


@transaction.atomic
def install_preset(*, slug: str, actor: str, now: datetime, examples: bool = False) -> Company:
    """The company exists and its policy is published, or a draft where blanks are left.

    Run again, it changes nothing until the preset does. What an administrator published stays.
    """
    preset = PRESETS.get(slug)
    if preset is None:
        raise UnknownPreset(f"No preset {slug}. There are: {', '.join(PRESETS)}.")
    _one_at_a_time()
    company = _company_of(preset, actor=actor, now=now)
    rules = preset.with_examples(preset.rules) if examples else preset.rules
    if company.policies.published().filter(preset=preset.digest).exists():
        return company

    current = company.policies.published().order_by("-version").first()
    draft = save_draft(company_id=company.pk, rules=rules, preset=preset.digest)
    # Its rules are the preset's now, and not read from a text that somebody gave before.
    PolicyText.objects.filter(policy=draft).delete()
    if obstacles_of(draft) or (current and current.by_hand):
        return company
    _copy_card(company, preset)
    publish_policy(company_id=company.pk, rules=rules, actor=actor, now=now, by_hand=False)
    company.refresh_from_db()
    return company


@transaction.atomic
def give_role(
    *, user_id: int, company_id: int, role: Role, actor: str, now: datetime
) -> Membership:
    """The person holds this one role at the company, whatever they held before."""
    membership, _ = Membership.objects.update_or_create(
        user_id=user_id, company_id=company_id, defaults={"role": role}
    )
    record(
        company_id=company_id,
        event="role.given",
        subject=f"user:{user_id}",
        actor=actor,
        now=now,
        facts={"role": str(role)},
    )
    return membership


@transaction.atomic
def take_role(*, user_id: int, company_id: int, actor: str, now: datetime) -> None:
    """The person has no part in the company; with none before, nothing happens."""
    rows = Membership.objects.select_for_update()
    gone = rows.filter(user_id=user_id, company_id=company_id).first()
    if gone:
        gone.delete()
        drop_mail_key(gone, now=now)
        record(
            company_id=company_id,
            event="role.taken",
            subject=f"user:{user_id}",
            actor=actor,
            now=now,
        )


def _one_at_a_time() -> None:
    """No other transaction adds a company or publishes until this one ends.

    Two containers that install at once must not meet, nor two codes that are one slip apart, nor
    two companies that would send from one address.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('companies.company'))")


def _next_version(company: Company) -> int:
    return company.policies.count() + 1


def _digest(rules_json: Any) -> str:
    return hashlib.sha256(json.dumps(rules_json, sort_keys=True).encode()).hexdigest()


def _company_of(preset: Preset, *, actor: str, now: datetime) -> Company:
    """Also where its names were put right since, or the preset was."""
    rows = Company.objects.select_for_update(no_key=True)
    found = rows.filter(pk__in=_installed_from(preset)).first()
    return (
        found
        or rows.filter(slug=preset.slug).first()
        or add_company(
            slug=preset.slug,
            code=preset.code,
            name=preset.name,
            website=preset.website,
            what_it_does=preset.what_it_does,
            actor=actor,
            now=now,
        )
    )


def _installed_from(preset: Preset) -> set[int]:
    """Whose policy was made from the preset as it is, or who was added under its address and has
    one that was made from a preset."""
    named = Event.objects.filter(event="company.added", subject=f"company:{preset.slug}")
    added = Policy.objects.exclude(preset="").filter(
        company__in=list(named.values_list("company_id", flat=True))
    )
    as_it_is = Policy.objects.filter(preset=preset.digest)
    return {policy.company_id for policy in as_it_is | added}


def _copy_card(company: Company, preset: Preset) -> None:
    """The code stays: it stands in references that people hold. So does what was put right."""
    corrected = Event.objects.filter(company_id=company.pk, event="company.corrected")
    kept = {
        name for facts in corrected.values_list("facts", flat=True) for name in facts["changed"]
    }
    for field in {"name", "website", "what_it_does"} - kept:
        setattr(company, field, getattr(preset, field))
    company.save(update_fields=["name", "website", "what_it_does"])


def _copy_to_company(company: Company, rules: Rules, now: datetime) -> None:
    for name in ("legal_name", "town", "country", "calendar", "timezone"):
        said = getattr(rules, name)
        setattr(company, name, said.value if said else "")
    company.sender_email = rules.sender_email.value
    company.languages = list(rules.languages.value)
    company.published_at = company.published_at or now
    company.save()
