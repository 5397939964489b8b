"""What the page of a request says: where it stands, what is to be done, what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dsar.cases.labels import is_late, label_of
from dsar.cases.models import Case, Document, Message
from dsar.cases.operations.intake import ADDRESS
from dsar.cases.queries import today_at
from dsar.companies.rights import RIGHTS
from dsar.companies.rules import IdentityItem
from dsar.vault.operations import Shredded, unseal
from identity.models import Item

from .questions import proof_step
from .steps import Step

_KINDS: Mapping[Item.Kind, Literal["email", "text", "document"]] = {
    Item.Kind.EMAIL: "email",
    Item.Kind.TEXT: "text",
    Item.Kind.DOCUMENT: "document",
}


@dataclass(frozen=True)
class Letter:
    """One message of the conversation; `theirs` is the company's."""

    theirs: bool
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True)
class File:
    id: UUID
    name: str
    size: int
    explanation: str


def facts_of(case: Case, *, now: datetime) -> dict[str, Any]:
    today = today_at(case, now)
    rules = case.policy.rules
    return {
        "case": case,
        "company": case.company,
        "rules": rules,
        "today": today,
        "label": label_of(case),
        "late": is_late(case, today=today),
        "right": RIGHTS.get(case.right, "Something else"),
        "question": waits_for_answer(case),
        "fee": label_of(case).code == "needs_fee",
        "proofs": proofs_wanted(case),
        "files": files_of(case),
        "letters": letters_of(case),
        "may_withdraw": case.is_open and case.released_at is None,
        "is_uk": rules.regime.value == "uk-gdpr",
    }


def waits_for_answer(case: Case) -> bool:
    return label_of(case).code == "needs_answer"


def letters_of(case: Case) -> list[Letter]:
    """Newest first; notes of the officers are not among them."""
    kept = case.messages.filter(body__isnull=False)
    shown = kept.exclude(direction=Message.Direction.NOTE).select_related(
        "case__data_key__company_key"
    )
    return [_letter(message) for message in shown.order_by("-at", "-pk")]


def _letter(message: Message) -> Letter:
    body = unseal(message, "body") or {}
    return Letter(
        message.direction == Message.Direction.OUT,
        message.at,
        body.get("subject", ""),
        body.get("text", ""),
    )


def files_of(case: Case) -> list[File]:
    """The files of the answer, once it has been released."""
    if case.released_at is None:
        return []
    return [file_of(document) for document in answer_files(case) if document.file.wrapped]


def answer_files(case: Case) -> Any:
    return (
        case.documents.filter(kind=Document.Kind.ANSWER)
        .select_related("file__data_key__company_key", "case__data_key__company_key")
        .order_by("added_at", "pk")
    )


def file_of(document: Document) -> File:
    try:
        name = unseal(document.file, "name") or ""
    except Shredded:
        name = ""
    return File(
        document.pk, name or "file", document.file.size, unseal(document, "explanation") or ""
    )


def proofs_wanted(case: Case) -> list[Item]:
    """What they were asked for and have not given, while it still matters. Their own address is
    shown by the code that they type."""
    if not case.is_open or case.verification.decided_at is not None:
        return []
    waiting = {Item.State.ASKED, Item.State.NOT_HELD, Item.State.BY_POST, Item.State.REFUSED}
    return list(case.verification.items.filter(state__in=waiting).exclude(code=ADDRESS))


def step_for(case: Case, item: Item) -> Step:
    """The page that takes this proof, in the words of the policy where it has any."""
    named = {said.value.code: said.value for said in case.policy.rules.identity.items}
    known = named.get(item.code)
    asked = known or IdentityItem(
        code=item.code,
        kind=_KINDS[Item.Kind(item.kind)],
        label=item.label,
        hint="",
        by_post=item.kind == Item.Kind.DOCUMENT,
    )
    return proof_step(asked)
