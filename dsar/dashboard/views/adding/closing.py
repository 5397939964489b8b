"""What the text leaves open, and where it parts from the law."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.companies.concerns import concerns
from dsar.companies.drafts import choices_of, obstacles_at, read_in, source_of
from dsar.companies.lint import Concern, lint_rules
from dsar.companies.models import Company, PolicyText
from dsar.companies.operations import save_draft
from dsar.companies.reading import read
from dsar.companies.reading.missing import gaps as not_said
from dsar.companies.reading.plain import cut_short
from dsar.companies.rules import Rules

from ...access import Desk, desk_page, page
from ...forms.gaps import GapsForm
from .reading import managed


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def gaps(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = managed(desk, slug)
    newest = company.policies.latest("version")
    source = source_of(company.policies.drafts().first())
    sent = request.method == "POST"
    form = GapsForm(request.POST if sent else None, rules=newest.rules, company=company)
    rules, open_still = newest.rules, []
    if form.is_valid():
        rules = form.result()
        if rules != newest.rules:
            save_draft(company_id=company.pk, rules=rules)
        open_still = obstacles_at(company, rules, source)
        if not open_still:
            return redirect("desk:company_try", slug=slug)
        if form.has_moved:
            # What the other country brings is shown, and not sent back as if it was typed.
            form = GapsForm(rules=rules, company=company)
    return _page(request, desk, company, form, rules, source, open_still)


def _page(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    form: GapsForm,
    rules: Rules,
    source: PolicyText | None,
    open_still: list[str],
) -> HttpResponseBase:
    sent = request.method == "POST"
    silent, found = _found(source, rules)
    context = {
        "company": company,
        "form": form,
        "source": source,
        "open_still": open_still or ([] if sent else obstacles_at(company, rules, source)),
        "cut_short": cut_short(source.body) if source else "",
        "silent": silent,
        "concerns": found,
        "sent": sent,
    }
    return page(request, desk, "adding/gaps.html", context, status=400 if sent else 200)


def _found(source: PolicyText | None, rules: Rules) -> tuple[list[str], list[Concern]]:
    """What the text does not say, and what is to be said about what it does."""
    today = timezone.localdate()
    if source is None:
        return [], lint_rules(rules, on=today)
    reading = read(source.body)
    made, choices = read_in(source), choices_of(source)
    silent = [one for one in not_said(reading) if one != cut_short(source.body)]
    return silent, concerns(rules, reading, made, choices, on=today)
