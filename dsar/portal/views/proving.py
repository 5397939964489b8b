"""Give a proof that was asked for later, or say that there is none."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dsar.cases.errors import NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations.intake import Proof
from dsar.cases.operations.verifying import give_evidence
from dsar.content.taking_in import TakenIn
from dsar.vault import files

from .. import limits, own_page
from ..forms import form_for
from .common import WRONG, too_many
from .own import act, own, show

WORDS = ("text", "email", "which")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def proof(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    item = next((item for item in own_page.proofs_wanted(case) if item.code == code), None)
    if item is None:
        raise Http404(f"nothing called {code} is asked for")
    step = own_page.step_for(case, item)
    if request.FILES and not limits.allows(limits.UPLOADS, request):
        return too_many(request, case.company)  # before anything is looked at
    instead = request.POST.get("instead", "")
    form = form_for(step, data=request.POST or None, files=request.FILES or None)
    if request.method != "POST" or (not instead and not form.is_valid()):
        status = WRONG if request.method == "POST" else 200
        return show(request, "proof.html", case, {"form": form, "step": step}, status)
    if instead:
        given, file = Proof(code, not_held=instead != "post", by_post=instead == "post"), None
    else:
        words = next((form.cleaned_data[name] for name in WORDS if form.cleaned_data.get(name)), "")
        given, file = Proof(code, text=str(words)), form.cleaned_data.get("file")
    return act(request, case, "proof", lambda now: _give(case, given, file, now=now))


@transaction.atomic
def _give(case: Case, given: Proof, file: TakenIn | None, *, now: datetime) -> None:
    """The upload and the note that it came stand or fall together."""
    if file is not None:
        try:
            kept = files.store(
                data_key=case.data_key,
                name=file.name,
                content_type=file.content_type,
                stream=file.stream,
                now=now,
            )
        except files.Full as full:
            raise NotAllowed(f"{full} Send the rest by post.") from full
        given = replace(given, file_id=kept.pk)
    give_evidence(case_id=case.pk, proof=given, now=now)
