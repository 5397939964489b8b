"""One question a page. Every answer is saved before the next is asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dsar.cases.proof import MANDATE
from dsar.companies.models import Company
from dsar.content.taking_in import TakenIn
from dsar.vault.files import Full
from dsar.visits import stay

from .. import drafts, limits
from ..forms import PlainForm, form_for
from ..models import Draft
from ..questions import contact_without_item, email_item, first_open, plan, proof_slug, step_named
from ..steps import Answer, Answers, Step
from . import visiting
from .common import WRONG, company_or_404, page, private, too_many

# Whoever gives one of these does not use the other.
_OTHER_WAY = {"contact": "by-post", "by-post": "contact"}
_WITH_EMAIL = ("contact", "address", "saved")


@dataclass(frozen=True)
class Asked:
    """One page put to one browser."""

    company: Company
    step: Step
    draft: Draft | None
    answers: Answers
    now: datetime
    without: bool = False
    """They have no address of the kind that the policy asks for."""

    @property
    def given(self) -> Answer:
        return self.answers.get(self.step.slug, {})


@require_http_methods(["GET", "HEAD", "POST"])
@private
def step(request: HttpRequest, slug: str, step_slug: str) -> HttpResponse:
    company, now = company_or_404(slug), timezone.now()
    draft = visiting.draft_of(request, company, now)
    if draft and draft.sent_case_id:
        if step_slug != "what" or request.method == "POST":
            return redirect("portal:sent", slug)
        visiting.forget(request, company)
        draft = None
    answers = drafts.answers_of(draft) if draft else {}
    found = step_named(
        step_slug, plan_of(company, answers), rules=company.policy.rules, answers=answers
    )
    if found is None:
        return no_such_step(request, company, draft, answers)
    asked = Asked(company, found, draft, answers, now)
    if found.slug == "contact" and _has_no_such_address(request, asked):
        asked = replace(asked, step=contact_without_item(found), without=True)
    if request.method == "POST":
        try:
            return _take(request, asked)
        except drafts.AlreadySent:
            return redirect("portal:sent", slug)
        except Draft.DoesNotExist:  # deleted in another tab meanwhile
            return no_such_step(request, company, None, {})
    return _show(request, asked, form_for(asked.step, answer=asked.given or _carried(asked)))


def _carried(asked: Asked) -> Answer:
    """What was said on another page and need not be said twice."""
    if asked.step.slug not in _WITH_EMAIL:
        return {}
    said = (asked.answers.get(slug, {}).get("email") for slug in _WITH_EMAIL)
    email = next(filter(None, said), "")
    return {"email": email} if email else {}


def _take(request: HttpRequest, asked: Asked) -> HttpResponse:
    draft = asked.draft
    if "take-back" in request.POST and draft:
        answers = drafts.take_back(draft_id=draft.pk, step=asked.step.slug, now=asked.now)
        if asked.step.slug == "behalf":  # what showed that they may is nobody's to keep
            mandate = proof_slug(MANDATE.code)
            answers = drafts.take_back(draft_id=draft.pk, step=mandate, now=asked.now)
        return _go_on(asked.company, answers)
    if request.FILES and not limits.allows(limits.UPLOADS, request):
        return too_many(request, asked.company)  # before anything is looked at
    instead = _instead(request, asked.step)
    form = form_for(asked.step, data=request.POST, files=request.FILES, answer=asked.given)
    if not instead and not form.is_valid():
        return _show(request, asked, form, status=WRONG)
    if draft is None:
        if not limits.allows(limits.DRAFTS, request):
            return too_many(request, asked.company)
        draft = visiting.begin(request, asked.company, asked.now)
    try:
        answer = {"instead": instead} if instead else _answer(form, draft, asked)
        kept = _keep(draft, asked, answer)
    except Full:
        no_room = _(
            "There is no room for another file here. Send the rest after your request, or by post."
        )
        form.add_error("file", no_room)
        return _show(request, asked, form, status=WRONG)
    stay(request)
    return _go_on(asked.company, kept)


def _keep(draft: Draft, asked: Asked, answer: Answer) -> Answers:
    if asked.without:
        answer["instead"] = "none"
    step = asked.step.slug
    other = _OTHER_WAY.get(step, "")
    return drafts.keep(draft_id=draft.pk, step=step, answer=answer, now=asked.now, instead_of=other)


def _answer(form: PlainForm, draft: Draft, asked: Asked) -> Answer:
    answer: Answer = dict(form.cleaned_data)
    if "file" not in form.fields:
        return answer
    file = answer.pop("file", None)
    if isinstance(file, TakenIn):
        kept = drafts.keep_file(draft_id=draft.pk, file=file, now=asked.now)
        return answer | {"file": str(kept.pk), "file_name": file.name}
    before = {name: asked.given[name] for name in ("file", "file_name") if name in asked.given}
    return answer | before


def _instead(request: HttpRequest, step: Step) -> str:
    """Which of the ways out beside a proof was taken; empty for none."""
    said = request.POST.get("instead", "")
    if step.item is None or step.item.kind == "email":
        return ""
    return said if said == "none" or (said == "post" and step.item.by_post) else ""


def _has_no_such_address(request: HttpRequest, asked: Asked) -> bool:
    if asked.step.item is None:
        return False
    if request.method == "POST":
        return "without" in request.POST
    if "with" in request.GET:
        return False
    return "without" in request.GET or asked.given.get("instead") == "none"


def _go_on(company: Company, answers: Answers) -> HttpResponse:
    """To the first page without an answer, or to the check of all."""
    following = first_open(plan_of(company, answers), answers)
    if following is None:
        return redirect("portal:check", company.slug)
    return redirect("portal:step", company.slug, following.slug)


def _show(request: HttpRequest, asked: Asked, form: PlainForm, status: int = 200) -> HttpResponse:
    rules = asked.company.policy.rules
    facts = {
        "step": asked.step,
        "form": form,
        "draft": asked.draft,
        "given": asked.given,
        "back": _before(asked.step, plan_of(asked.company, asked.answers)),
        "without": asked.without,
        "address_item": email_item(rules) if asked.step.slug == "contact" else None,
    }
    return page(request, "step.html", asked.company, facts, status)


def _before(step: Step, steps: tuple[Step, ...]) -> str:
    """The page before this one; empty for the first, which goes back to the start."""
    slugs = [each.slug for each in steps]
    if step.slug not in slugs:
        return "contact"
    index = slugs.index(step.slug)
    return slugs[index - 1] if index else ""


def plan_of(company: Company, answers: Answers) -> tuple[Step, ...]:
    return plan(company=company.name, rules=company.policy.rules, answers=answers)


def no_such_step(
    request: HttpRequest, company: Company, draft: Draft | None, answers: Answers
) -> HttpResponse:
    """A page of another right, or a draft that is gone: never a dead end."""
    following = first_open(plan_of(company, answers), answers) if draft else None
    facts = {"draft": draft, "following": following}
    return page(request, "no_draft.html", company, facts, status=404)
