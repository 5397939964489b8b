"""Give a proof that was asked for later, or say that there is none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dsar.cases.dates import civil_date, in_words
from dsar.cases.errors import CaseError, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations.confirming import enter_letter_code, tell_fact
from dsar.cases.operations.filing import keep_along
from dsar.cases.operations.intake import Proof
from dsar.cases.operations.verifying import give_evidence
from dsar.content.taking_in import TakenIn
from dsar.security_events import happened
from dsar.vault import files
from identity.errors import ExpiredCode, IdentityError, TooManyTries, WrongCode, WrongFact
from identity.models import Item

from .. import limits, own_page
from ..forms import PlainForm, form_for
from ..proof_steps import DECLARED, step_for
from ..steps import Step
from .common import WRONG, too_many, words_of
from .own import act, done_with, own, refused, show
from .vouching import address_elsewhere

ELSEWHERE = (Item.Kind.ACCOUNT, Item.Kind.VENDOR)
WORDS = ("text", "email", "which")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def proof(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    item = next((item for item in own_page.proofs_wanted(case) if item.code == code), None)
    if item is None:
        raise Http404(f"nothing called {code} is asked for")
    step = step_for(case, item)
    if request.FILES and not limits.allows(limits.UPLOADS, request):
        return too_many(request, case.company)  # before anything is looked at
    instead = request.POST.get("instead", "")
    if item.kind in ELSEWHERE and request.method == "POST" and not instead:
        return _leave(request, case, item, step)
    form = form_for(step, data=request.POST or None, files=request.FILES or None)
    if request.method != "POST" or (not instead and not form.is_valid()):
        status = WRONG if request.method == "POST" else 200
        return show(request, "proof.html", case, {"form": form, "step": step}, status)
    if instead:
        given, file = Proof(code, not_held=instead != "post", by_post=instead == "post"), None
    else:
        words = next((form.cleaned_data[name] for name in WORDS if form.cleaned_data.get(name)), "")
        given, file = Proof(code, text=str(words)), form.cleaned_data.get("file")
        if tell := TELLS.get(item.kind):
            return _tell(request, case, form, step, lambda now: tell(case, given, now))
    return act(request, case, "proof", lambda now: _give(case, given, file, now=now))


def _leave(request: HttpRequest, case: Case, item: Item, step: Step) -> HttpResponse:
    """A link, no redirect: what our own form is sent to may be nowhere but here."""
    if not limits.allows(limits.CODES, request):
        return too_many(request, case.company)
    try:
        address = address_elsewhere(case, item)
    except CaseError as refusal:
        return refused(request, case, words_of(refusal))
    facts = {"step": step, "address": address, "host": urlsplit(address).hostname}
    return show(request, "elsewhere.html", case, facts)


def _tell(
    request: HttpRequest,
    case: Case,
    form: PlainForm,
    step: Step,
    change: Callable[[datetime], object],
) -> HttpResponse:
    """What is compared at once: a wrong one is said beside the box, and another try is open."""
    try:
        change(timezone.now())
    except (WrongFact, WrongCode, ExpiredCode, TooManyTries) as refusal:
        happened("code.refused", at="proof")
        form.add_error("text", words_of(refusal))
        return show(request, "proof.html", case, {"form": form, "step": step}, WRONG)
    except (CaseError, IdentityError) as refusal:
        return refused(request, case, words_of(refusal))
    return done_with("proof")


def _declare(case: Case, given: Proof, now: datetime) -> object:
    """Name, words and date, as they were before them."""
    on = in_words(civil_date(case.company, now))
    shown = _(DECLARED)
    text = f"{given.text}, {on}: “{shown}”"
    if shown != DECLARED:
        text += f" ({DECLARED})"  # for the officer
    return give_evidence(case_id=case.pk, proof=replace(given, text=text), page=case, now=now)


TELLS: Mapping[str, Callable[[Case, Proof, datetime], object]] = {
    Item.Kind.TEXT: lambda case, given, now: tell_fact(
        case=case, code=given.code, text=given.text, now=now
    ),
    Item.Kind.LETTER: lambda case, given, now: enter_letter_code(
        case=case, typed=given.text, now=now
    ),
    Item.Kind.SIGNED: _declare,
}


@transaction.atomic
def _give(case: Case, given: Proof, file: TakenIn | None, *, now: datetime) -> None:
    """The upload and the note that it came stand or fall together."""
    if file is not None:
        try:
            (kept,) = keep_along(case, [file], now=now)
        except files.Full as full:
            raise NotAllowed(
                _("There is no room for another file here. Send the rest by post.")
            ) from full
        given = replace(given, file_id=kept.pk)
    give_evidence(case_id=case.pk, proof=given, page=case, now=now)
