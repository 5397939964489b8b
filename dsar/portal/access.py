"""Who may see a case as its requester: whoever has typed a code that went to its address."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from dsar import tenancy
from dsar.accounts.sessions import take_new_key
from dsar.cases import letters
from dsar.cases.models import Case, Document
from dsar.cases.operations.verifying import confirm_address
from dsar.cases.queries import find_for_requester
from dsar.cases.references import normalise
from dsar.companies.models import Company
from dsar.evenly import Pace
from dsar.vault.operations import unseal
from identity import operations as identity
from identity.errors import ExpiredCode
from identity.models import Challenge

from .mailing import STATUS, may_mail
from .own_page import beside

_FOLLOWING, _ASKED, _LINK = "following", "asked", "link"
DOWNLOAD = "download"
_NOBODY = "nobody:"
OPEN_FOR = timedelta(hours=1)
# Above what a letter takes on a machine that has time, measured at 50 ms.
LONGEST_SECONDS = 0.25
_PACE = Pace()


def ask_code(request: HttpRequest, *, reference: str, email: str, now: datetime) -> None:
    """A code is owed to the address if the two belong together. Nothing that can be seen, nor
    what it costs, says whether they do."""
    with _PACE.kept(LONGEST_SECONDS) as work:
        companies = _settle_on(reference)
        case = find_for_requester(reference=reference, email=email)
        subject = str(case.pk) if case else _nobody(reference, email)
        work.found = _ask(request, subject, case, companies, now=now)


def ask_code_again(request: HttpRequest, *, now: datetime) -> None:
    """A new code for whoever the last one was for, known or not."""
    with _PACE.kept(LONGEST_SECONDS) as work:
        if asked := request.session.get(_ASKED):
            tenancy.narrow_to(companies := asked.get("companies", []))
            case = _case_of(asked["subject"])
            work.found = _ask(request, asked["subject"], case, companies, now=now)


def _ask(
    request: HttpRequest, subject: str, case: Case | None, companies: list[int], *, now: datetime
) -> bool:
    """The same path for both: whether there is a case decides only if a letter is written. True if
    one was."""
    written = False
    with transaction.atomic():
        if identity.may_send(purpose=STATUS, subject=subject, now=now):
            made, written = _challenge(STATUS, case, subject, now=now)
        elif request.session.get(_ASKED, {}).get("subject") == subject:
            return False  # asked twice in a minute: the first code still works
        else:
            made = identity.decoy(purpose=STATUS, now=now)
    request.session[_ASKED] = {
        "challenge": str(made.pk),
        "subject": subject,
        "companies": companies,
    }
    return written


def has_asked(request: HttpRequest) -> bool:
    return _ASKED in request.session


def open_with(request: HttpRequest, *, code: str, now: datetime) -> UUID:
    """The case is open in this browser for an hour, under a new session key, and its address is
    theirs. Raises what `identity.check` raises."""
    asked = request.session[_ASKED]
    tenancy.narrow_to(asked.get("companies", []))
    challenge = identity.check(
        challenge_id=UUID(asked["challenge"]),
        code=code,
        purpose=STATUS,
        now=now,
    )
    return _open(request, challenge, now=now)


def keep_link(request: HttpRequest, secret: str) -> None:
    """Somebody, or their mail scanner, followed a link. Nothing is used up and nothing is looked
    up: only a button says that a person is there, and no session has the secret itself."""
    request.session[_LINK] = identity.digest_of(secret)


def has_link(request: HttpRequest) -> bool:
    return _LINK in request.session


def open_with_link(request: HttpRequest, *, now: datetime) -> UUID:
    """As `open_with`, for the link that came with the code."""
    digest = request.session.pop(_LINK)
    with tenancy.every_company("a link says whose it is only once it is found"):
        challenge = identity.peek_link(digest=digest, purpose=STATUS, now=now)
    tenancy.narrow_to([] if challenge.company_id is None else [challenge.company_id])
    return _open(request, challenge, now=now)


def _open(request: HttpRequest, challenge: Challenge, *, now: datetime) -> UUID:
    if challenge.subject.startswith(_NOBODY):
        raise ExpiredCode  # guessed, and there is nothing behind it
    case_id = UUID(challenge.subject)
    confirm_address(case_id=case_id, challenge_id=challenge.pk, now=now)
    take_new_key(request)
    request.session.pop(_ASKED, None)
    request.session[_FOLLOWING] = {
        "case": challenge.subject,
        "company": challenge.company_id,
        "until": (now + OPEN_FOR).isoformat(),
        "since": now.isoformat(),
    }
    return case_id


def case_followed(request: HttpRequest, *, now: datetime) -> Case | None:
    """The case this browser has opened, for as long as that holds."""
    opened = request.session.get(_FOLLOWING)
    if not opened or "company" not in opened or datetime.fromisoformat(opened["until"]) <= now:
        return None
    tenancy.narrow_to([opened["company"]])
    case = (
        Case.objects.filter(pk=opened["case"], erased_at=None)
        .select_related("company", "policy", "clock", "verification", "data_key__company_key")
        .prefetch_related("fees")
        .first()
    )
    if case and case.opened_anew_at and _opened_at(opened) < case.opened_anew_at:
        return None  # another address, or another proof, since then
    return case


def open_beside(request: HttpRequest, *, reference: str, now: datetime) -> bool:
    """Whether the page of another request that is linked with the open one is open in its place:
    the same code went to the same address. It stays open no longer by it."""
    case = case_followed(request, now=now)
    if case is None:
        return False
    opened = request.session[_FOLLOWING]
    asked = normalise(reference)
    other = next((one for one in beside(case) if one.reference == asked), None)
    if other is None:
        return False
    if other.opened_anew_at and _opened_at(opened) < other.opened_anew_at:
        return False
    request.session[_FOLLOWING] = {**opened, "case": str(other.pk)}
    return True


def _opened_at(opened: dict[str, str]) -> datetime:
    return datetime.fromisoformat(opened["since"])


def leave(request: HttpRequest) -> None:
    for key in (_FOLLOWING, _ASKED, _LINK, DOWNLOAD):
        request.session.pop(key, None)


def ask_download(request: HttpRequest, *, case: Case, document: Document, now: datetime) -> None:
    """A fresh code for this one file is owed. Within a minute of the last one, that one counts."""
    subject = str(document.pk)
    if not identity.may_send(purpose=DOWNLOAD, subject=subject, now=now):
        return
    with transaction.atomic():
        made, _ = _challenge(DOWNLOAD, case, subject, now=now)
    request.session[DOWNLOAD] = {"document": subject, "challenge": str(made.pk)}


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


def _challenge(
    purpose: str, case: Case | None, subject: str, *, now: datetime
) -> tuple[Challenge, bool]:
    """A code, on its way to the case's address if there is a case and its mailbox is not full of
    them; whether it is. The page is the same: whoever reads it may be a stranger."""
    made, code = identity.challenge(
        purpose=purpose, subject=subject, company_id=case.company_id if case else None, now=now
    )
    # From our own address, whatever name a request came by: a forged one would send them elsewhere.
    path = reverse("portal:link", args=[made.secret]) if purpose == STATUS else ""
    link = f"{settings.PUBLIC_URL}{path}" if path else ""
    written = case is not None and (purpose == DOWNLOAD or _may_mail(case))
    if case and written:
        letters.send_code(
            case, code=code, purpose=purpose, challenge_id=made.pk, link=link, now=now
        )
    return made, written


def _may_mail(case: Case) -> bool:
    email = unseal(case, "person")["email"]
    return may_mail(company_id=case.company_id, email=email)


def _case_of(subject: str) -> Case | None:
    if subject.startswith(_NOBODY):
        return None
    return (
        Case.objects.filter(pk=subject, erased_at=None)
        .select_related("company", "policy", "clock", "data_key__company_key")
        .first()
    )


def _settle_on(reference: str) -> list[int]:
    """The company whose letters open the reference, whether or not there is such a case."""
    code = (normalise(reference) or "").split("-")[0]
    found = list(Company.objects.filter(code=code).values_list("pk", flat=True))
    tenancy.narrow_to(found)
    return found


def _nobody(reference: str, email: str) -> str:
    """Stands for what was asked for, however it was typed, in a form that tells nothing."""
    typed = f"{normalise(reference) or reference.strip()}\n{email.strip().casefold()}"
    return _NOBODY + salted_hmac("portal.access", typed, algorithm="sha256").hexdigest()
