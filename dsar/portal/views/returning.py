"""Save a draft and come back to it, in this browser or another. A GET opens nothing."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dsar.companies.models import Company
from dsar.companies.rights import choices
from dsar.visits import stay
from identity.operations import digest_of

from .. import drafts, limits, returning
from ..forms import DraftCodeForm, SaveForm
from ..mailing import SAVED, mail_way_back
from ..models import Draft
from ..questions import first_open, rights_of
from . import visiting
from .asking import no_such_step, plan_of
from .common import WRONG, company_or_404, page, private, too_many

GONE = 410
_LINK = "draft_link"


@require_http_methods(["GET", "HEAD", "POST"])
@private
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """A link and a code by mail, and on no page; or a code on this page and nowhere else."""
    company, now = company_or_404(slug), timezone.now()
    draft = visiting.draft_of(request, company, now)
    if draft is None:
        return no_such_step(request, company, None, {})
    if draft.sent_case_id:
        return redirect("portal:sent", slug)
    alone = "alone" in request.POST
    sent = request.POST if request.method == "POST" and not alone else None
    form = SaveForm(sent, initial=_known_email(draft))
    if not alone and not form.is_valid():
        return page(request, "draft/save.html", company, {"form": form}, _status(form))
    if not limits.allows(limits.CODES, request):
        return too_many(request, company)
    email, code = "" if alone else form.cleaned_data["email"], ""
    try:
        if email:
            mail_way_back(draft_id=draft.pk, to=email, now=now)
        else:
            code = returning.keep_for_later(draft_id=draft.pk, now=now).code
    except drafts.AlreadySent:
        return redirect("portal:sent", slug)
    except Draft.DoesNotExist:
        return no_such_step(request, company, None, {})
    stay(request)
    # The code is shown once, so this page is not made again in another language.
    facts = {"code": code, "email": email, "until": now + drafts.KEPT, "languages": ()}
    return page(request, "draft/saved.html", company, facts)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is in this browser, and a box for a code from elsewhere."""
    company, now = company_or_404(slug), timezone.now()
    form = DraftCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not limits.allows(limits.CODES, request):
            return too_many(request, company)
        found = returning.open_by_code(company=company, typed=form.cleaned_data["code"], now=now)
        if found:
            return _go_on(request, company, found)
        form.add_error(
            "code",
            _(
                "This code fits no draft. Check it, or start again: after seven days a draft is"
                " deleted."
            ),
        )
    facts = {"form": form, **_what_is_there(request, company, now)}
    return page(request, "draft/resume.html", company, facts, _status(form))


@require_safe
@private
def link(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """The secret leaves the address at once, and no session has it. Nothing is looked up."""
    company = company_or_404(slug)
    request.session[_LINK] = digest_of(secret)
    return redirect("portal:draft_open", company.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def open_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A button for a person; the page is the same whether the link is good for anything."""
    company, now = company_or_404(slug), timezone.now()
    if _LINK not in request.session:
        return redirect("portal:draft", slug)
    if request.method != "POST":
        return page(request, "draft/open.html", company)
    if not limits.allows(limits.CODES, request):
        return too_many(request, company)
    digest = request.session.pop(_LINK)
    found = returning.open_by_link(company=company, digest=digest, now=now)
    if found is None:
        return page(request, "draft/link_over.html", company, status=GONE)
    return _go_on(request, company, found)


def _go_on(request: HttpRequest, company: Company, draft: Draft) -> HttpResponse:
    visiting.adopt(request, draft)
    answers = drafts.answers_of(draft)
    following = first_open(plan_of(company, answers), answers)
    if following is None:
        return redirect("portal:check", company.slug)
    return redirect("portal:step", company.slug, following.slug)


def _what_is_there(request: HttpRequest, company: Company, now: datetime) -> dict[str, object]:
    draft = visiting.draft_of(request, company, now)
    if draft is None or draft.sent_case_id:
        return {}
    asked, names = rights_of(drafts.answers_of(draft)), dict(choices())
    return {"draft": draft, "asked": [names[right] for right in asked if right in names]}


def _known_email(draft: Draft) -> dict[str, str]:
    answers = drafts.answers_of(draft)
    said = (answers.get(slug, {}).get("email") for slug in (SAVED, "contact", "address"))
    return {"email": next(filter(None, said), "")}


def _status(form: SaveForm | DraftCodeForm) -> int:
    return WRONG if form.errors else 200
