"""The processor that a system's searches are asked of by OpenDSR. For its administrators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.fulfilment.models import System
from dsar.opendsr import discovery, protocol, words
from dsar.opendsr.discovery import NoDiscovery
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.setting_up import ProcessorRefused, processor_of, set_processor

from ..access import Desk, desk_page, page
from ..forms.processor import ProcessorForm
from ..happened import when

FIELDS = ("base_url", "domain", "route", "algorithm", "door", "identities", "is_on")
SHOWN = 10
NEW = {"identities": ["email:sha256"]}


@desk_page
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
def of_system(request: HttpRequest, desk: Desk, slug: str, pk: int) -> HttpResponseBase:
    """A POST with `do` tries it; without, it is set as the form says."""
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    system = company.systems.filter(pk=pk).first()
    if system is None:
        raise Http404
    processor = processor_of(system)
    if request.method != "POST":
        return _show(request, desk, system, _form(processor))
    if request.POST.get("do") == "try":
        return _try(request, processor, system)
    form = ProcessorForm(request.POST, keeps=_keeps(processor))
    if form.is_valid():
        if not recently_proved(request, timezone.now()):
            return ask_again(request)  # whoever is named here is told of people
        if _set(desk, system, form):
            messages.success(request, "Saved.")
            return redirect("desk:processor", slug=slug, pk=pk)
    return _show(request, desk, system, form, status=400)


def _set(desk: Desk, system: System, form: ProcessorForm) -> bool:
    """False where the form says by now why it was not set."""
    try:
        set_processor(
            system_id=system.pk, actor=desk.actor, now=timezone.now(), **form.cleaned_data
        )
    except ProcessorRefused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


def _try(request: HttpRequest, processor: Processor | None, system: System) -> HttpResponseBase:
    """It is asked what it takes; nobody is named."""
    if processor is None:
        raise Http404
    try:
        discovery.read(processor, now=timezone.now())
    except NoDiscovery as error:
        messages.error(request, f"It cannot be used: {words.why(error.code)}.")
    else:
        messages.success(request, "It works: what it says of itself stands below.")
    return redirect("desk:processor", slug=system.company.slug, pk=system.pk)


def _form(processor: Processor | None) -> ProcessorForm:
    initial = {name: getattr(processor, name) for name in FIELDS} if processor else NEW
    return ProcessorForm(initial=initial, keeps=_keeps(processor))


def _keeps(processor: Processor | None) -> bool:
    return processor is not None and processor.credential is not None


def _show(
    request: HttpRequest, desk: Desk, system: System, form: ProcessorForm, *, status: int = 200
) -> HttpResponseBase:
    processor = processor_of(system)
    context: dict[str, Any] = {"company": system.company, "system": system, "form": form}
    if processor:
        context |= {
            "processor": processor,
            "callback": protocol.callback_of(processor),
            "read": processor.read_at and when(processor.read_at, system.company),
            "looked": processor.looked_at and when(processor.looked_at, system.company),
            "trouble": words.why(processor.trouble) if processor.trouble else "",
            "answers": [_line(one) for one in _last(processor)],
        }
    return page(request, desk, "processor.html", context, status=status)


def _last(processor: Processor) -> list[ProcessorRequest]:
    found = processor.requests.select_related("case__company").order_by("-asked_at", "-pk")
    return list(found[:SHOWN])


def _line(request: ProcessorRequest) -> dict[str, str]:
    heard = request.heard_at and when(request.heard_at, request.case.company)
    return {
        "reference": request.case.reference,
        "id": str(request.subject_request_id),
        "stands": words.stands(request),
        "heard": heard or "Nothing yet",
    }
