"""Somebody else says who they are: the company's account system, or an outside service.

We hand out a secret that works once and stands for one item of one case; whoever vouches brings it
back, signed. Nothing personal goes out, and of what comes back only yes or no is kept.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dsar.companies import identity_sources as sources
from dsar.companies.models import Company, IdentitySource
from dsar.outside.addresses import Refused
from dsar.outside.calling import post
from dsar.vault.operations import unseal
from identity import operations as identity
from identity.errors import BadCallback, BadToken, ExpiredCode
from identity.methods import account_token
from identity.vendors import LONGEST_BODY, Result

from ..errors import NotAllowed
from ..models import Case
from .changing import lock_case, record
from .intake import Proof
from .verifying import give_evidence

ACCOUNT_PURPOSE, VENDOR_PURPOSE = "account", "vendor"
# To look for a password takes minutes; to look for a passport takes an evening.
FOR_ACCOUNT, FOR_VENDOR = timedelta(minutes=10), timedelta(days=1)


def ask_account(*, case: Case, code: str, back: str, now: datetime) -> str:
    """The address at which they sign in. It brings a token to `back` that is good for ten
    minutes, for this item, once."""
    source = _source(case.company, IdentitySource.Kind.ACCOUNT)
    made, _code = identity.challenge(
        purpose=ACCOUNT_PURPOSE,
        subject=subject_of(case, code),
        company_id=case.company_id,
        lifetime=FOR_ACCOUNT,
        now=now,
    )
    joint = "&" if "?" in source.url else "?"
    asked = {"state": made.secret, "return_to": back, "audience": sources.audience_of(case.company)}
    return f"{source.url}{joint}{urlencode(asked)}"


@transaction.atomic
def take_token(*, state: str, token: str, now: datetime) -> Case:
    """The account system vouched for whom our answer goes to. Raises BadToken, ExpiredCode.

    A wrong token uses nothing up, so that nobody can spoil the question for whoever was asked.
    """
    asked = identity.peek_link(digest=identity.digest_of(state), purpose=ACCOUNT_PURPOSE, now=now)
    case, code = _locked(asked.subject)
    source = _source(case.company, IdentitySource.Kind.ACCOUNT)
    email = unseal(case, "person").get("email", "")
    if not email:
        raise BadToken(other_address=True)
    account_token.check(token, trust=sources.trust_of(source), nonce=state, email=email, now=now)
    identity.use(challenge_id=asked.pk, now=now)
    return give_evidence(case_id=case.pk, proof=Proof(code, confirmed=True), now=now)


def ask_vendor(*, case: Case, code: str, back: str, callback: str, now: datetime) -> str:
    """The service's page for them. Raises NotAllowed where it cannot be reached."""
    source = _source(case.company, IdentitySource.Kind.VENDOR)
    vendor = sources.vendor_of(source)
    made, _code = identity.challenge(
        purpose=VENDOR_PURPOSE,
        subject=subject_of(case, code),
        company_id=case.company_id,
        lifetime=FOR_VENDOR,
        now=now,
    )
    question = vendor.start(
        secret=made.secret, question=str(made.pk), back=back, callback=callback, now=now
    )
    try:
        answer = post(question.url, question.body, question.headers, most=LONGEST_BODY)
        if answer.status != 200:
            raise Refused(f"http-{answer.status}")
        return vendor.where(answer.body)
    except (Refused, BadCallback) as error:
        raise NotAllowed(
            _("{service} cannot be reached now. Try again later, or choose another way.").format(
                service=source.name
            )
        ) from error


def take_result(*, company: Company, headers: dict[str, str], body: bytes, now: datetime) -> None:
    """What the service found is noted, once. Raises BadCallback for everything else."""
    source = sources.in_use(company, IdentitySource.Kind.VENDOR)
    if source is None:
        raise BadCallback
    result = sources.vendor_of(source).read(headers=headers, body=body, now=now)
    try:
        _note(result, company=company, now=now)
    except ExpiredCode as over:
        raise BadCallback from over


@transaction.atomic
def _note(result: Result, *, company: Company, now: datetime) -> None:
    digest = identity.digest_of(result.secret)
    asked = identity.peek_link(digest=digest, purpose=VENDOR_PURPOSE, now=now)
    if asked.company_id != company.pk:
        raise BadCallback
    case, code = _locked(asked.subject) if result.passed else _asked(asked.subject)
    identity.use(challenge_id=asked.pk, now=now)
    if result.passed:
        give_evidence(case_id=case.pk, proof=Proof(code, confirmed=True), now=now)
        return
    # They may try again, or choose another way: a no of a machine refuses nobody.
    record(case, "identity.not-vouched-for", actor="system", now=now, item=code)


def _source(company: Company, kind: str) -> IdentitySource:
    found = sources.in_use(company, kind)
    if found is None:
        raise NotAllowed(_("This way is closed at the moment; choose another one."))
    return found


def subject_of(case: Case, code: str) -> str:
    """What a question to somebody else is about: one item of one case."""
    return f"{case.pk}:{code}"


def _asked(subject: str) -> tuple[Case, str]:
    case_id, _, code = subject.partition(":")
    found = Case.objects.select_related("company", "data_key__company_key", "verification")
    return found.get(pk=UUID(case_id)), code


def _locked(subject: str) -> tuple[Case, str]:
    """The same, before what was asked is used up: whoever changes the address meanwhile waits for
    us, or we for them, and then nothing is asked any more."""
    case_id, _, code = subject.partition(":")
    return lock_case(UUID(case_id), doing="give_evidence"), code
