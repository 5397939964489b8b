"""Who may see a case as its requester: whoever has typed a code that went to its address."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from dsar.cases import letters
from dsar.cases.models import Case, Document
from dsar.cases.queries import find_for_requester
from identity import operations as identity
from identity.models import Challenge

_FOLLOWING, _ASKED = "following", "asked"
STATUS, DOWNLOAD = "status", "download"
OPEN_FOR = timedelta(hours=1)
# Above what a letter takes, measured at 50 ms.
LONGEST_SECONDS = 0.25


@contextmanager
def _as_long_as_any() -> Iterator[None]:
    """Finding nobody is quicker than writing a letter; waiting out the rest tells them apart no
    more."""
    until = time.monotonic() + LONGEST_SECONDS
    try:
        yield
    finally:
        time.sleep(max(0.0, until - time.monotonic()))


@_as_long_as_any()
def ask_code(request: HttpRequest, *, reference: str, email: str, now: datetime) -> None:
    """A code is owed to the address if the two belong together. Nothing that can be seen, nor
    what it costs, says whether they do."""
    case = find_for_requester(reference=reference, email=email)
    known = request.session.get(_ASKED, {})
    with transaction.atomic():
        made = _challenge(STATUS, case, str(case.pk), now=now) if case else None
        if made is None and known.get("for") == _digest(reference, email):
            return  # asked twice in a minute: the first code still works
        challenge = made or identity.decoy(purpose=STATUS, now=now)
    request.session[_ASKED] = {"challenge": str(challenge.pk), "for": _digest(reference, email)}


@_as_long_as_any()
def ask_code_again(request: HttpRequest, *, now: datetime) -> None:
    """A new code for whoever the last one was for, known or not."""
    asked = request.session.get(_ASKED)
    if not asked:
        return
    last = Challenge.objects.filter(pk=asked["challenge"], purpose=STATUS).first()
    case = _case_of(last)
    with transaction.atomic():
        made = _challenge(STATUS, case, str(case.pk), now=now) if case else None
        if made is None and case is None and last is not None:
            made = identity.decoy(purpose=STATUS, now=now)
    if made:
        request.session[_ASKED] = asked | {"challenge": str(made.pk)}


def has_asked(request: HttpRequest) -> bool:
    return _ASKED in request.session


def open_with(request: HttpRequest, *, code: str, now: datetime) -> UUID:
    """The case is open in this browser for an hour, under a new session key. Raises what
    `identity.answer` raises."""
    challenge = identity.answer(
        challenge_id=UUID(request.session[_ASKED]["challenge"]),
        code=code,
        purpose=STATUS,
        now=now,
    )
    request.session.cycle_key()
    request.session.pop(_ASKED, None)
    request.session[_FOLLOWING] = {
        "case": challenge.subject,
        "until": (now + OPEN_FOR).isoformat(),
    }
    return UUID(challenge.subject)


def case_followed(request: HttpRequest, *, now: datetime) -> Case | None:
    """The case this browser has opened, for as long as that holds."""
    opened = request.session.get(_FOLLOWING)
    if not opened or datetime.fromisoformat(opened["until"]) <= now:
        return None
    return (
        Case.objects.filter(pk=opened["case"])
        .select_related("company", "policy", "clock", "verification", "data_key__company_key")
        .prefetch_related("fees")
        .first()
    )


def leave(request: HttpRequest) -> None:
    for key in (_FOLLOWING, _ASKED, DOWNLOAD):
        request.session.pop(key, None)


def ask_download(request: HttpRequest, *, case: Case, document: Document, now: datetime) -> None:
    """A fresh code for this one file is owed. Within a minute of the last one, that one counts."""
    with transaction.atomic():
        made = _challenge(DOWNLOAD, case, str(document.pk), now=now)
    if made:
        request.session[DOWNLOAD] = {"document": str(document.pk), "challenge": str(made.pk)}


def may_download(request: HttpRequest, *, document: Document, code: str, now: datetime) -> None:
    """Uses the code up, or raises what `identity.answer` raises."""
    asked = request.session.get(DOWNLOAD, {})
    mine = asked.get("document") == str(document.pk)
    used = identity.answer(
        challenge_id=UUID(asked["challenge"]) if mine else document.pk,
        code=code,
        purpose=DOWNLOAD,
        now=now,
    )
    if used.subject != str(document.pk):
        raise LookupError("a code for another file")


def has_asked_download(request: HttpRequest, document: Document) -> bool:
    return bool(request.session.get(DOWNLOAD, {}).get("document") == str(document.pk))


def _challenge(purpose: str, case: Case, subject: str, *, now: datetime) -> Challenge | None:
    """A code on its way to the case's address; None when one went a moment ago."""
    if not identity.may_send(purpose=purpose, subject=subject, now=now):
        return None
    made, code = identity.challenge(
        purpose=purpose, subject=subject, company_id=case.company_id, now=now
    )
    letters.send_code(case, code=code, purpose=purpose, challenge_id=made.pk, now=now)
    return made


def _case_of(challenge: Challenge | None) -> Case | None:
    if challenge is None or challenge.subject.startswith("nobody:"):
        return None
    return (
        Case.objects.filter(pk=challenge.subject)
        .select_related("company", "policy", "clock", "data_key__company_key")
        .first()
    )


def _digest(reference: str, email: str) -> str:
    """What was asked for, in a form that tells nothing: a session's row is not sealed."""
    return salted_hmac("portal.access", f"{reference.strip()}\n{email.strip()}").hexdigest()
