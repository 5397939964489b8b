"""What a draft comes to, shown by the pages, clocks and letters that it would be in force for."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dsar import languages
from dsar.cases.trying import as_published, try_draft
from dsar.companies.drafts import digest_of, obstacles_of

from ...access import Desk, desk_page, page
from ...case_parts import LETTERS
from .reading import managed


@desk_page
@require_safe
def trial(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """A test request from its start to its letters. With something in the way: back to the gaps."""
    company = managed(desk, slug)
    draft = company.policies.drafts().first()
    if draft is None:
        return redirect("desk:policy_preview", slug=slug)
    rules, now = draft.rules, timezone.now()
    if obstacles_of(draft):
        return redirect("desk:company_gaps", slug=slug)
    language = languages.known(request.GET.get("language"))
    tried = try_draft(company_id=company.pk, rules=rules, now=now, language=language)
    context = {
        "company": company,
        "draft": draft,
        "digest": digest_of(draft),
        "rules": rules,
        "tried": tried,
        "language": language,
        "languages": languages.NAMES.items(),
        "letters": [(LETTERS.get(kind, kind), words) for kind, words in tried.letters],
    }
    return page(request, desk, "adding/try.html", context)


@desk_page
@require_safe
def portal(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """The page where people will ask, made by the view that will show it."""
    company = managed(desk, slug)
    draft = company.policies.drafts().first()
    if draft is None or obstacles_of(draft):
        raise Http404("there is nothing to show yet")
    there = resolve(reverse("portal:start", args=[slug]))
    language = languages.known(request.GET.get("language"))
    with (
        as_published(company_id=company.pk, rules=draft.rules, now=timezone.now()),
        languages.spoken(language),
    ):
        shown: HttpResponseBase = there.func(request, *there.args, **there.kwargs)
    return shown
