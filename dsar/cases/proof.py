"""Which proof a case needs, by its policy, its right and its risk, and what may be asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from dsar.companies.identity_sources import in_use
from dsar.companies.models import IdentitySource
from dsar.companies.proof import Ways, asks_in_form, enough_for
from dsar.companies.rules import Risk
from dsar.vault.operations import Shredded, unseal
from identity.models import Item, Method, SkipReason
from identity.operations import ItemSpec, standing

from .authority import Authority
from .dates import civil_date, in_words
from .incident import Incident
from .models import Case, Channel, GoesTo

# What an officer can ask for, by the method that it serves.
KINDS: dict[str, str] = {
    Item.Kind.EMAIL: Method.EMAIL_CODE,
    Item.Kind.ACCOUNT: Method.ACCOUNT_TOKEN,
    Item.Kind.LETTER: Method.LETTER_CODE,
    Item.Kind.TEXT: Method.KNOWN_FACT,
    Item.Kind.SIGNED: Method.SIGNED_DECLARATION,
    Item.Kind.VENDOR: Method.VENDOR,
    Item.Kind.DOCUMENT: Method.DOCUMENT,
}

# What lets somebody act for another, as the person is asked for it.
DECLARATION = ItemSpec(
    "declaration", Item.Kind.SIGNED, gettext_noop("A signed declaration of who you are")
)
MANDATE = ItemSpec(
    "mandate", Item.Kind.MANDATE, gettext_noop("What shows that you may act for this person")
)


def is_representative(case: Case) -> bool:
    try:
        return bool((unseal(case, "person") or {}).get("representing"))
    except Shredded:
        return False


def is_between(case: Case) -> bool:
    """Whether an agent is. Whoever files by the protocol always is one, and the address may be its
    own."""
    return case.channel == Channel.DRP or is_representative(case)


def risk_of(case: Case) -> Risk:
    """Two things make a stranger likelier: an agent in between, and another address on the way."""
    return "higher" if case.contact_changed_at or is_between(case) else "ordinary"


def ways_of(case: Case, *, right: str = "") -> Ways:
    """The combinations of which one is enough for its right, or for another; least intrusive first.

    A document is among them only where the policy demands one, or where one was asked for, which
    took a written reason.
    """
    ways = enough_for(case.policy.rules, right or case.right, risk_of(case)).value.ways
    asked = case.verification.items.filter(kind=Item.Kind.DOCUMENT).exists()
    if asked or asks_in_form(case.policy.rules, "document"):
        return ways
    return tuple(way for way in ways if Method.DOCUMENT not in way)


def ready_ways(case: Case) -> list[tuple[str, ...]]:
    """Those that an officer could rest a decision on now; their own eyes always among them."""
    found = standing(case.verification, list(case.verification.items.all()))
    return [way for way in ways_of(case) if set(way) <= found | {Method.BY_OFFICER}]


def needs_reason(case: Case, items: Iterable[ItemSpec]) -> bool:
    """Whether this is more than the policy's first step, and so wants a doubt in writing.

    That somebody may act for another is asked of every representative, and doubts nobody.
    """
    first = set(ways_of(case)[0])
    if not case.verification.items.filter(kind=Item.Kind.EMAIL).exists():
        first.add(Method.LETTER_CODE)  # for somebody without e-mail it is the code to the address
    asked = {item.kind for item in items if item.kind != Item.Kind.MANDATE}
    return any(KINDS[kind] not in first for kind in asked)


def why_not_released(case: Case, *, now: datetime) -> str:
    """A sentence on what keeps an answer from leaving although the identity is settled; or ""."""
    return (
        _misdelivered(case)
        or _cooling_down(case, now)
        or _no_authority(case, now)
        or _unproved_address(case)
    )


def _misdelivered(case: Case) -> str:
    """Nothing goes a second time where it reached the wrong person."""
    gone_astray = case.incidents.exclude(what=Incident.What.OTHERS_DATA)
    if case.contact_changed_at is not None:
        gone_astray = gone_astray.filter(reported_at__gt=case.contact_changed_at)
    if gone_astray.exists():
        return (
            f"{case.reference}: an answer to this address reached the wrong person. Change the "
            "address first, or close the case."
        )
    return ""


def cool_until(case: Case) -> datetime | None:
    """When something may leave for the new address; None if the address is the first one."""
    if case.contact_changed_at is None:
        return None
    hours = case.policy.rules.identity.cool_down.value
    return case.contact_changed_at + timedelta(hours=hours)


def _cooling_down(case: Case, now: datetime) -> str:
    until = cool_until(case)
    if until is None or now >= until:
        return ""
    at = until.astimezone(ZoneInfo(case.company.timezone))
    return (
        f"{case.reference}: the address was changed, so nothing is released before "
        f"{in_words(at.date())}, {at:%H:%M}. The old address has been told."
    )


def goes_to(case: Case) -> GoesTo | None:
    """Whom an answer would reach; None where that is somebody nobody proved anything about."""
    if not unseal(case, "person").get("email"):
        return GoesTo.POST
    if case.contact_confirmed_at is not None:
        return GoesTo.PROVED
    words_only = case.verification.reason == SkipReason.NO_DATA_LEAVES
    return GoesTo.UNPROVED if words_only and case.contact_changed_at is None else None


def _unproved_address(case: Case) -> str:
    if goes_to(case) is not None:
        return ""
    if case.contact_changed_at is not None:
        return f"{case.reference}: the new address has not been confirmed with a code yet."
    if case.identity_settled_at is None:
        return ""  # that comes first, and proves the address with it, or is followed by this
    return (
        f"{case.reference}: nobody has proved the email address that the answer would go to. Ask "
        "them to confirm it with a code, or change to a postal address."
    )


def _no_authority(case: Case, now: datetime) -> str:
    if not is_representative(case):
        return ""
    found = Authority.objects.filter(case=case).first()
    if found is None:
        return (
            f"{case.reference}: somebody asks for another person, and nobody has accepted yet "
            "that they may. Accept the authority first."
        )
    if found.expires_on < civil_date(case.company, now):
        return (
            f"{case.reference}: the authority ended on {in_words(found.expires_on)}. "
            "Ask for one that still holds, and accept it."
        )
    return ""


def askable(case: Case) -> dict[str, ItemSpec]:
    """What an officer can ask this person for, by code: the policy's list, whoever else vouches for
    them, and a declaration; a mandate from whoever acts for another."""
    specs = {
        said.value.code: ItemSpec(said.value.code, said.value.kind, said.value.label)
        for said in case.policy.rules.identity.items
    }
    for kind in IdentitySource.Kind.values:
        if source := in_use(case.company, kind):
            specs[kind] = ItemSpec(kind, kind, source.name)
    specs[DECLARATION.code] = DECLARATION
    if is_representative(case):
        specs[MANDATE.code] = MANDATE
    return specs
