"""Reference and address, a code by mail, then the page of the request. A GET uses nothing up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar import way_back
from dsar.security_events import happened
from identity.errors import IdentityError

from .. import access, limits
from ..forms import CodeForm, FindForm
from .common import WRONG, private, too_many

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
@private
def find(request: HttpRequest) -> HttpResponse:
    """The same words for a request we know and for one we do not."""
    now = timezone.now()
    if request.method != "POST":
        form = FindForm(initial={"reference": request.GET.get("ref", "")[:40]})
        followed = access.case_followed(request, now=now)
        return render(request, "portal/status/find.html", {"form": form, "followed": followed})
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/status/find.html", {"form": form}, status=WRONG)
    if not limits.allows(limits.CODES, request):
        return too_many(request)
    access.ask_code(request, **form.cleaned_data, now=now)
    return redirect("portal:code")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def code(request: HttpRequest) -> HttpResponse:
    if not access.has_asked(request):
        return redirect("portal:find")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            case_id = access.open_with(request, code=form.cleaned_data["code"], now=now)
        except IdentityError as refusal:
            happened("code.refused", at="status")
            form.add_error("code", str(refusal))
        else:
            return redirect(way_back.take(request, case_id) or "portal:case")
    status = WRONG if form.errors else 200
    page = render(request, "portal/status/code.html", {"form": form}, status=status)
    return way_back.allow(request, page)


@require_POST
@private
def code_again(request: HttpRequest) -> HttpResponse:
    if not limits.allows(limits.CODES, request):
        return too_many(request)
    access.ask_code_again(request, now=timezone.now())
    return redirect("portal:code")


@require_safe
@private
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """The secret leaves the address at once. A scanner may come here as often as it likes."""
    access.keep_link(request, secret)
    return redirect("portal:open")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def open_page(request: HttpRequest) -> HttpResponse:
    """A button for a person. The page is the same whether the link is good for anything."""
    if not access.has_link(request):
        return redirect("portal:find")
    if request.method != "POST":
        return way_back.allow(request, render(request, "portal/status/open.html"))
    if not limits.allows(limits.CODES, request):
        return too_many(request)
    now = timezone.now()
    try:
        case_id = access.open_with_link(request, now=now)
    except IdentityError:
        happened("code.refused", at="link")
        return render(request, "portal/status/link_over.html", status=GONE)
    return redirect(way_back.take(request, case_id) or "portal:case")


@require_POST
@private
def leave(request: HttpRequest) -> HttpResponse:
    access.leave(request)
    way_back.forget(request)
    return redirect("portal:find")
