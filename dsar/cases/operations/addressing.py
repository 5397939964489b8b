"""Another address to answer to. To steal somebody's data, the easiest is to move their mail."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dsar.languages import NAMES
from dsar.vault import search
from dsar.vault.operations import seal, unseal
from identity import operations as identity
from identity.models import Item, SkipReason
from identity.operations import ItemSpec

from .. import letters, on_paper
from ..approval import Approval
from ..dates import civil_date
from ..errors import Invalid, NotAllowed
from ..models import Case
from ..proof import cool_until, goes_to
from ..transitions import Status
from . import approving, vouching
from .answering import ask_anew
from .changing import lock_case, move, note_down, record, save
from .files import destroy
from .intake import ADDRESS
from .stopping import tell_anew

CONTROL = ItemSpec(ADDRESS, Item.Kind.EMAIL, "Control of the email address")


@transaction.atomic
def change_contact(
    *, case_id: UUID, email: str, postal: str, reason: str, actor: str, now: datetime
) -> Case:
    """Answers go to the new address, after the policy's cool-down and once somebody there typed a
    code. The old address is told, who is asking is found out again, and pages that are open are
    closed. Raises Invalid.
    """
    case = lock_case(case_id, doing="change_contact")
    before = unseal(case, "person")
    person = before | {"email": email.strip(), "postal": postal.strip()}
    _check(before, person)
    note_down(case, "contact-changed", "Why the address was changed", reason, actor=actor, now=now)
    search.forget(data_key=case.data_key, kind="email")
    if person["email"]:
        search.index(data_key=case.data_key, kind="email", value=person["email"])
    seal(case, "person", person)
    identity.end_codes(subject=str(case.pk), now=now)
    changes: dict[str, Any] = _prove_again(case, before, person, now=now)
    move(
        case,
        doing="change_contact",
        person=case.person,
        contact_changed_at=now,
        contact_confirmed_at=None,
        opened_anew_at=now,
        **changes,
    )
    record(case, "contact.changed", actor=actor, now=now, proved_again=bool(changes))
    approving.end(
        case, kind=Approval.Kind.RELEASE, state=Approval.State.WITHDRAWN, actor=actor, now=now
    )
    tell_anew(case)
    ask_anew(case, actor=actor, now=now)
    _tell_the_old_address(case, before, now=now)
    letters.send(case, "new_address", actor=actor, now=now, cool=_cool_date(case))
    return case


@transaction.atomic
def ask_address(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """They are asked by mail to open their request with a code, which proves the address.

    Raises NotAllowed where nothing is left to prove.
    """
    case = lock_case(case_id, doing="ask_address")
    if goes_to(case) is not None:
        raise NotAllowed(f"{case.reference}: nothing about the address is left to prove.")
    letters.send(case, "confirm_address", actor=actor, now=now)
    record(case, "contact.asked", actor=actor, now=now)
    return case


@transaction.atomic
def change_language(*, case_id: UUID, language: str, actor: str, now: datetime) -> Case:
    """What is written to them from now on is in this language; what was sent stays as it is.

    Raises Invalid for one that we do not write, or that it is already.
    """
    case = lock_case(case_id, doing="change_language")
    if language not in NAMES:
        raise Invalid("language", "Choose a language from the list.")
    if language == case.language:
        raise Invalid("language", f"We write to them in {NAMES[language]} already.")
    before = case.language
    save(case, language=language)
    record(case, "language.changed", actor=actor, now=now, before=before, after=language)
    return case


def _check(before: dict[str, Any], after: dict[str, Any]) -> None:
    if not (after["email"] or after["postal"]):
        raise Invalid("email", "Give an email address or a postal address to answer to.")
    if len(after["email"].splitlines()) > 1:
        raise Invalid("email", "Write one email address, on one line.")
    if all(before.get(name, "") == after[name] for name in ("email", "postal")):
        raise Invalid("email", "That is the address we have already.")


def _prove_again(
    case: Case, before: dict[str, Any], person: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    """What changes of the case. Nothing, where nothing leaves and so nothing was proved.

    Where the answer goes to another mailbox, or by post to another place, whoever is there has
    shown nothing yet: what was shown from the old one says who was there.
    """
    if case.verification.reason == SkipReason.NO_DATA_LEAVES:
        return {}
    elsewhere = not person["email"] or not _is_same_mailbox(before, person)
    if elsewhere:
        for code in case.verification.items.values_list("code", flat=True):
            identity.end_codes(subject=vouching.subject_of(case, code), now=now)
    unwanted = identity.prove_again(
        verification_id=case.verification_id, codes={ADDRESS}, from_nothing=elsewhere, now=now
    )
    destroy(unwanted, now=now)
    if person["email"]:
        # Whoever asked by post first has no such item yet.
        identity.ask_for(verification_id=case.verification_id, items=[CONTROL], now=now)
    waits = case.status in (Status.AWAITING_REQUESTER, Status.RECEIVED)
    status = case.status if waits else Status.VERIFYING
    return {"status": status, "identity_settled_at": None}


def _is_same_mailbox(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return bool(before.get("email", "").casefold() == after["email"].casefold())


def _tell_the_old_address(case: Case, before: dict[str, Any], *, now: datetime) -> None:
    """Nobody who has stolen the new one can keep this from arriving."""
    text = letters.write(case, "contact_changed", person=before, cool=_cool_date(case))
    if before.get("email"):
        key = f"contact-changed:{case.pk}:{now.isoformat()}"
        letters.owe_mail(case, key=key, to=before["email"], text=text, now=now)
        return
    to = on_paper.address(before)
    letters.keep(case, "contact_changed", text, to=to, by_post=True, actor="system", now=now)


def _cool_date(case: Case) -> date | None:
    until = cool_until(case)
    return civil_date(case.company, until) if until else None
