"""What the page of a request says: where it stands, what is to be done, what was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deadlines.models import Clock
from dsar.cases import done, letters, listed
from dsar.cases.authority import Authority
from dsar.cases.dates import in_words
from dsar.cases.grounds import FEE_GROUNDS
from dsar.cases.incidents import is_shut
from dsar.cases.labels import days_left, is_late, label_of
from dsar.cases.models import Case, Document, Message
from dsar.cases.operations.complaining import open_complaint
from dsar.cases.operations.intake import ADDRESS
from dsar.cases.operations.posting import PROVING_KINDS
from dsar.cases.operations.settling import have_one_address
from dsar.cases.operations.transferring import address_of, answer_of, transfer_of
from dsar.cases.proof import cool_until, is_representative
from dsar.cases.queries import linked, today_at
from dsar.cases.stopping import may_be_stopped, wait_of
from dsar.companies.rights import AT_ONCE, asked_for
from dsar.vault.operations import Shredded, unseal
from identity.models import Item

VERY_LATE = 31  # days after which nobody should be told to be patient


@dataclass(frozen=True)
class Letter:
    """One message of the conversation; `theirs` is the company's."""

    theirs: bool
    at: datetime
    subject: str
    text: str
    files: tuple[str, ...]
    """The names of those that came with it."""
    language: str
    """Of ours: what it is written in. Theirs: most likely the one that they read."""
    kind: str


@dataclass(frozen=True)
class File:
    id: UUID
    name: str
    size: int
    explanation: str


def facts_of(case: Case, *, now: datetime) -> dict[str, Any]:
    today = today_at(case, now)
    rules = case.policy.rules
    letters = letters_of(case, now=now)
    return {
        "case": case,
        "company": case.company,
        "rules": rules,
        "today": today,
        "label": label_of(case),
        "late": is_late(case, today=today),
        "very_late": (days_left(case, today=today) or 0) < -VERY_LATE,
        "transfer": _transfer(case),
        "answered": _is_out(case),
        # What is stopped is stopped at once, and told before any letter (Art. 7(3), 21(3)).
        "done_sentences": done.sentences(case) if case.right in AT_ONCE or _is_out(case) else [],
        "listed": listed.lines(case) if _is_out(case) else [],
        "complaint": open_complaint(case),
        "right": asked_for(case.right),
        "question": waits_for_answer(case),
        "fee": _fee(case),
        "proofs": proofs_wanted(case),
        "standing_in": standing_in(case, today),
        "files": files_of(case),
        "download_shut": is_shut(case),
        "download_over": case.released_at is not None and not case.answer_is_open(now),
        "letters": letters,
        "asked": next((letter for letter in letters if letter.kind == "question"), None),
        "kept_back": _kept_back(case, now),
        "beside": [(one, asked_for(one.right), label_of(one)) for one in beside(case)],
        "stop": wait_of(case) if may_be_stopped(case, today=today) else None,
        "may_withdraw": case.is_open and case.released_at is None,
        "is_uk": rules.regime.value == "uk-gdpr",
    }


def _is_out(case: Case) -> bool:
    """Answered, and nobody found that the answer reached somebody else."""
    return case.released_at is not None and not is_shut(case)


def beside(case: Case) -> list[Case]:
    """The linked requests that still answer to the same address: whoever reads here reads mail
    there, and need not be the one whom another answers to."""
    left = linked(case).filter(erased_at=None)
    return [one for one in left if have_one_address(case, one)]


def _fee(case: Case) -> dict[str, Any] | None:
    """The open one: how much, on what ground, by what facts, and whether the time waits for it."""
    found = next((fee for fee in case.fees.all() if fee.is_open), None)
    if found is None or label_of(case).code != "needs_fee":
        return None
    found.case = case  # its key is the case's
    return {
        "id": found.pk,
        "amount": letters.money(found.amount, found.currency),
        "ground": FEE_GROUNDS[found.ground].label,
        "facts": unseal(found, "facts") or "",
        "delays": case.clock.state == Clock.State.STARTS_LATER,
    }


def _transfer(case: Case) -> dict[str, Any] | None:
    """Where their data would go, once there is something to send; what they said, what was done."""
    found = transfer_of(case)
    if found is None or case.released_at is None or is_shut(case):
        return None
    receiver = unseal(found, "receiver") or {}
    shown = {"to": address_of(found), "answer": answer_of(case)}
    return {**shown, "receiver": receiver, "found": found}


def waits_for_answer(case: Case) -> bool:
    return label_of(case).code == "needs_answer"


def letters_of(case: Case, *, now: datetime) -> list[Letter]:
    """Newest first, but for the officers' notes and for what itself would prove who somebody is:
    whoever reads along in a mailbox must not find it here. Nor does whoever had the address changed
    find what was written before, within the cool-down."""
    shown = (
        case.messages.filter(body__isnull=False)
        .exclude(direction=Message.Direction.NOTE)
        .exclude(kind__in=PROVING_KINDS)
        .select_related("case__data_key__company_key")
    )
    # Whoever reads here may be the one whom it was not for.
    astray = case.incidents.filter(released_at__isnull=False).values("released_at")
    shown = shown.exclude(kind="answer", at__in=astray)
    if case.contact_changed_at and _cools_until(case, now):
        shown = shown.filter(at__gte=case.contact_changed_at)
    return [_letter(message) for message in _not_taken_back(shown.order_by("-at", "-pk"))]


def _cools_until(case: Case, now: datetime) -> datetime | None:
    until = cool_until(case)
    return until if until and now < until else None


def _kept_back(case: Case, now: datetime) -> str:
    """Why what was written to the address before is not here, and from when it is; or ""."""
    until = _cools_until(case, now)
    if until is None:
        return ""
    there = until.astimezone(ZoneInfo(case.company.timezone))
    return _(
        "The address of this request was changed. In case somebody else had it changed, messages "
        "from before are not shown until {day}, {time} (the company’s time)."
    ).format(day=in_words(there.date()), time=f"{there:%H:%M}")


def _not_taken_back(newest_first: Iterable[Message]) -> Iterator[Message]:
    """Without the letter of an answer that was recalled after it."""
    recalled = False
    for message in newest_first:
        if recalled and message.kind == "answer":
            recalled = False
            continue
        recalled = recalled or message.kind == "recalled"
        yield message


def _letter(message: Message) -> Letter:
    body = unseal(message, "body") or {}
    return Letter(
        message.direction == Message.Direction.OUT,
        message.at,
        _(body.get("subject", "")),
        body.get("as_shown") or body.get("text", ""),
        tuple(body.get("files", ())),
        message.language if message.direction == Message.Direction.OUT else message.case.language,
        message.kind,
    )


def files_of(case: Case) -> list[File]:
    """The files of the answer, once it has been released."""
    if case.released_at is None or is_shut(case):
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


def standing_in(case: Case, today: date) -> str:
    """For somebody who asks for another person: whether we have accepted that they may."""
    if not is_representative(case):
        return ""
    found = Authority.objects.filter(case=case).first()
    if found is None:
        return _("You ask for somebody else. We still have to check that you may.")
    until = in_words(found.expires_on)
    if found.expires_on < today:
        return _(
            "You ask for somebody else. What you showed us held until {day}: renew it."
        ).format(day=until)
    return _("You ask for somebody else. We have noted that you may, until {day}.").format(
        day=until
    )
