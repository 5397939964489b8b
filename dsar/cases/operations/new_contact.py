"""The colleague whom a requester named as the contact instead is told whose list they are on now:
from whom we have their name, for what, and how to object (Art. 14)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from dsar import languages
from dsar.vault.operations import Shredded, unseal

from .. import to_others
from ..grounds import Ground
from ..letters import greeted
from ..models import Case
from .changing import record

INTEREST = Ground("A legitimate interest", _("Art. 6(1)(f)"))


def colleague_of(case: Case) -> tuple[str, str] | None:
    """Name and address as the requester gave them; None where no address is held."""
    try:
        details: dict[str, Any] = unseal(case, "details") or {}
    except Shredded:
        return None
    said = details.get("colleague")
    return (said["name"], said["email"]) if said else None


def as_kept(colleague: tuple[str, str] | None) -> dict[str, Any]:
    if colleague is None:
        return {}
    name, email = colleague
    return {"colleague": {"name": name, "email": email}}


def was_told(case: Case) -> bool:
    return to_others.was_told(case, to_others.NEW_CONTACT)


def is_to_post(case: Case) -> bool:
    """The mail to them came back, and its letter was not posted yet."""
    return to_others.is_to_post(case, to_others.NEW_CONTACT)


def tell(case: Case, *, actor: str, now: datetime) -> None:
    """They are owed one mail, however often it is recorded, and another where it was given up;
    nothing, where no address is held, or its letter waits to be posted."""
    colleague = colleague_of(case)
    if colleague is None or was_told(case) or is_to_post(case):
        return
    to_others.send(
        case,
        to_others.NEW_CONTACT,
        "The colleague who is the contact now was told",
        to=colleague[1].strip(),
        language=case.language,
        actor=actor,
        now=now,
        **facts_of(case),
    )
    record(case, "contact.told", actor=actor, now=now)


def facts_of(case: Case) -> dict[str, Any]:
    """What the mail says besides who we are; not what the requester asked for."""
    person: dict[str, Any] = unseal(case, "person") or {}
    name = (colleague_of(case) or ("", ""))[0]
    rules = case.policy.rules
    with languages.spoken(case.language):
        article = INTEREST.cite(case.law)
    return {
        "name": greeted(" ".join(name.split())),
        "named": bool(name.strip()),
        "source": greeted(person.get("name", "")),
        "form_link": f"{settings.PUBLIC_URL}/{case.company.slug}/",
        "article": article,
        "has_regulator": case.law != "ccpa",
        "regulator": rules.regulator.value if rules.regulator else None,
    }
