"""Data for another company: what would go where, and only on their word."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.cases.models import Case
from dsar.cases.operations.transferring import change_receiver, choose

from .. import limits, own_page
from ..own_forms import ReceiverForm
from .common import WRONG, too_many
from .own import act, own, show


@require_http_methods(["GET", "HEAD", "POST"])
@own
def transfer(request: HttpRequest, case: Case) -> HttpResponse:
    """`seen` and `answer`: what stood on the page whose button was pressed."""
    _there_or_404(case)
    if request.method != "POST":
        return show(request, "transfer.html", case, {})
    said = {name: request.POST.get(name, "") for name in ("choice", "seen", "answer")}
    done = "sending" if said["choice"] == "send" else "keeping"
    return act(request, case, done, lambda now: choose(case_id=case.pk, **said, now=now))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: HttpRequest, case: Case) -> HttpResponse:
    known = _there_or_404(case)["receiver"]
    before = {"receiver": known.get("name", ""), "address": known.get("address", "")}
    form = ReceiverForm(request.POST if request.method == "POST" else None, initial=before)
    if not form.is_valid():
        return show(request, "receiver.html", case, {"form": form}, WRONG if form.errors else 200)
    if not limits.allows(limits.SENDS, request):
        return too_many(request, case.company)
    said = form.cleaned_data
    return act(
        request,
        case,
        "receiver",
        lambda now: change_receiver(
            case_id=case.pk, name=said["receiver"], address=said["address"], now=now
        ),
    )


def _there_or_404(case: Case) -> dict[str, dict[str, str]]:
    found = own_page.facts_of(case, now=timezone.now())["transfer"]
    if found is None:
        raise Http404("nothing to send on")
    return found  # type: ignore[no-any-return]
