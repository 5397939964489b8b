"""After the answer, or instead of it: say what it was worth, what does not open, complain; and what
to do about a fee."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.cases.errors import CaseError, Invalid
from dsar.cases.models import Case
from dsar.cases.operations.charging import answer_fee
from dsar.cases.operations.complaining import complain_about
from dsar.cases.operations.responding import cannot_open as say_unreadable
from dsar.cases.operations.responding import judge_answer

from .. import limits, own_page
from ..forms import PlainForm
from ..own_forms import CannotOpenForm, ComplainForm, FeeForm, JudgeForm
from .common import WRONG, too_many, words_of
from .own import done_with, own, refused, show


@require_http_methods(["GET", "HEAD", "POST"])
@own
def judge(request: HttpRequest, case: Case) -> HttpResponse:
    form = JudgeForm(_posted(request))
    return _take(
        request, case, form, "judge.html", "judged",
        lambda now: judge_answer(case_id=case.pk, **form.cleaned_data, now=now),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own
def cannot_open(request: HttpRequest, case: Case, document_id: UUID) -> HttpResponse:
    document = own_page.answer_files(case).filter(pk=document_id).first()
    if document is None or not own_page.files_of(case):
        raise Http404("no such file")
    file, form = own_page.file_of(document), CannotOpenForm(_posted(request))
    return _take(
        request, case, form, "cannot_open.html", "unreadable",
        lambda now: say_unreadable(
            case_id=case.pk, document=document, name=file.name, **form.cleaned_data, now=now
        ),
        file=file,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own
def complain(request: HttpRequest, case: Case) -> HttpResponse:
    """Who they are and which request it is about, we know."""
    form = ComplainForm(_posted(request))
    return _take(
        request, case, form, "complain.html", "complained",
        lambda now: complain_about(case_id=case.pk, **form.cleaned_data, now=now),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own
def fee(request: HttpRequest, case: Case) -> HttpResponse:
    """Whatever is chosen, the officers read it and no date moves by it."""
    form = FeeForm(_posted(request))
    if form.is_bound and form.is_valid():
        if form.cleaned_data["choice"] == form.WITHDRAW:
            return redirect("portal:withdraw")
        if form.cleaned_data["choice"] == form.COMPLAIN:
            return redirect("portal:case_complain")
    return _take(
        request, case, form, "fee.html", "fee",
        lambda now: answer_fee(
            case_id=case.pk, seen=request.POST.get("seen", ""), **form.cleaned_data, now=now
        ),
    )  # fmt: skip


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _take(
    request: HttpRequest,
    case: Case,
    form: PlainForm,
    template: str,
    done: str,
    change: Callable[[datetime], Any],
    **facts: Any,
) -> HttpResponse:
    """The page; or the change and back; or what is wrong, beside its box."""
    if request.method != "POST" or not form.is_valid():
        status = WRONG if form.errors else 200
        return show(request, template, case, {"form": form, **facts}, status)
    if not limits.allows(limits.SENDS, request):
        return too_many(request, case.company)
    try:
        change(timezone.now())
    except Invalid as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, words_of(wrong))
        return show(request, template, case, {"form": form, **facts}, WRONG)
    except CaseError as refusal:
        return refused(request, case, words_of(refusal))
    return done_with(done)
