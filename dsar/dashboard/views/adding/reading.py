"""The text of a policy is given, and what was read in it decided about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.companies.drafts import choices_of, read_in, source_of, text_digest
from dsar.companies.languages import ENGLISH, language_of
from dsar.companies.models import Company, PolicyText
from dsar.companies.policy_texts import TextReplaced, decide, give_text
from dsar.companies.proposing import Proposal
from dsar.companies.reading.plain import cut_short

from ...access import Desk, desk_page, page
from ...forms.adding import Decisions, TextForm

AROUND = 300
"""Characters of the text that are shown on each side of a sentence."""


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = managed(desk, slug)
    sent = request.method == "POST"
    form = TextForm(request.POST, request.FILES) if sent else TextForm()
    if form.is_valid():
        give_text(company_id=company.pk, text=form.given(), actor=desk.actor, now=timezone.now())
        return redirect("desk:company_rules", slug=slug)
    context = {
        "company": company,
        "form": form,
        "source": source_of(company.policies.drafts().first()),
    }
    return page(request, desk, "adding/text.html", context, status=400 if sent else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """One row a sentence. What needs no decision is shown below."""
    company = managed(desk, slug)
    source = source_of(company.policies.drafts().first())
    if source is None:
        messages.error(request, "There is no text yet. Paste it first.")
        return redirect("desk:company_text", slug=slug)
    if request.method != "POST":
        return _rules(request, desk, company, source, _decisions(source))
    read = request.POST.get("of_text", "")
    decisions = _decisions(source, request.POST)
    try:
        if read != text_digest(source):
            raise TextReplaced
        if not decisions.is_valid():
            return _rules(request, desk, company, source, decisions, status=400)
        decide(company_id=company.pk, choices=decisions.choices(), text=read)
    except TextReplaced:
        source.refresh_from_db()
        return _rules(request, desk, company, source, _decisions(source), status=409)
    return redirect("desk:company_gaps", slug=slug)


def _decisions(source: PolicyText, sent: QueryDict | None = None) -> Decisions:
    deciding = [one for one in read_in(source) if one.becomes_rule]
    rest = sent is not None and sent.get("rest") == "yes"
    return Decisions(deciding, choices_of(source), sent, rest=rest)


def _rules(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    source: PolicyText,
    decisions: Decisions,
    *,
    status: int = 200,
) -> HttpResponseBase:
    language = language_of(source.body)
    context: dict[str, Any] = {
        "company": company,
        "form": decisions,
        "rows": [(row, _around(source, row.proposal)) for row in decisions.rows],
        "besides": [one for one in read_in(source) if not one.becomes_rule],
        "of_text": text_digest(source),
        "was_replaced": status == 409,
        "written_in": language,
        "cut_short": cut_short(source.body),
        "is_read": language == ENGLISH,
    }
    return page(request, desk, "adding/rules.html", context, status=status)


def managed(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    return company


def _around(source: PolicyText, one: Proposal) -> tuple[str, str]:
    """What stands before the sentence and after it."""
    end = one.start + len(one.quote)
    return source.body[max(one.start - AROUND, 0) : one.start], source.body[end : end + AROUND]
