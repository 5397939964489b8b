"""The letters of a company: what the desk says in each, and what the company says itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from dsar.accounts.roles import Permission
from dsar.cases.letter_example import Example
from dsar.cases.letter_kinds import KINDS
from dsar.companies.letter_words import (
    FIELDS,
    PARTS,
    Where,
    Words,
    WordsChanged,
    WordsRefused,
    checked,
    set_words,
    versions_of,
    worded,
    words_for,
    words_of,
)
from dsar.companies.models import Company
from dsar.companies.rights import NAMES as RIGHTS
from dsar.content.serving import as_attachment
from dsar.languages import NAMES as LANGUAGES
from dsar.typeset.paper import Unprintable

from ..access import Desk, desk_page, page
from ..forms.wording import LAWS, OwnWords, Which
from ..happened import names_of, when, who

CHANGED = "Somebody saved other words since you opened this page. Look at them first."


@desk_page
@require_safe
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    """Every letter, and for which languages and rights the company has words of its own."""
    company = _company(desk, slug)
    own: dict[str, list[tuple[str, str]]] = {}
    for where in worded(company):
        own.setdefault(where.kind, []).append((_named(where), _asked(where)))
    rows = [(code, kind, own.get(code, [])) for code, kind in KINDS.items()]
    return page(request, desk, "wordings.html", {"company": company, "rows": rows})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, desk: Desk, slug: str, kind: str) -> HttpResponseBase:
    """One letter as somebody invented would get it. A POST saves, or shows what was typed."""
    company = _company(desk, slug)
    if kind not in KINDS or not company.published_at:
        raise Http404
    which = Which(request.GET, company=company)
    where = Where(kind, **which.chosen())
    if request.method == "POST":
        return _post(request, desk, company, where)
    return _show(request, desk, company, where)


def _post(request: HttpRequest, desk: Desk, company: Company, where: Where) -> HttpResponseBase:
    form, has_own = OwnWords(request.POST), KINDS[where.kind].has_own
    if not form.is_valid():
        return _show(request, desk, company, where, form, status=400)
    try:
        # Of a letter that has no place for them, none are taken.
        words = checked(form.words()) if has_own else Words()
        as_paper = _example(company, where, words).pdf()
        if wanted := request.POST.get("show", "" if has_own else "page"):
            return _shown(request, desk, company, where, form, wanted, words, as_paper)
        set_words(
            company_id=company.pk,
            where=where,
            words=words,
            looked_at=form.cleaned_data["looked_at"],
            actor=desk.actor,
            now=timezone.now(),
        )
    except WordsRefused as refused:
        form.add_error(refused.part, str(refused))
        return _show(request, desk, company, where, form, status=400)
    except Unprintable as reason:
        form.add_error(None, str(reason))
        return _show(request, desk, company, where, form, status=400)
    except WordsChanged:
        form.add_error(None, CHANGED)
        return _show(request, desk, company, where, form, status=409)
    messages.success(request, "Saved. Letters written from now on say this.")
    return redirect(f"{_address(company, where)}?{_asked(where)}")


def _shown(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    where: Where,
    form: OwnWords,
    wanted: str,
    words: Words,
    as_paper: bytes,
) -> HttpResponseBase:
    """What was typed, unsaved: on the page, or as the file that mail and paper would be."""
    if wanted == "pdf":
        return _file(as_paper, "application/pdf", "letter.pdf")
    if wanted == "html":
        html = _example(company, where, words).html()
        return _file(html.encode(), "text/html; charset=utf-8", "letter.html")
    return _show(request, desk, company, where, form)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    as_attachment(response, name)
    return response


def _show(
    request: HttpRequest,
    desk: Desk,
    company: Company,
    where: Where,
    form: OwnWords | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    versions = versions_of(company, where)
    inherited = Words()
    if form is None:
        said = words_of(versions[0]) if versions else Words()
        inherited = Words() if said else words_for(company, where)
        form = OwnWords(initial={"looked_at": len(versions), **said.parts()})
    names = names_of(one.made_by for one in versions)
    context: dict[str, Any] = {
        "company": company,
        "kind": KINDS[where.kind],
        "where": where,
        "which": Which(_chosen(where), company=company),
        "form": form,
        "fields": FIELDS,
        "inherited": inherited,
        "text": _text(company, where, form, inherited),
        "reads": "" if where.language == "en" else LANGUAGES[where.language],
        "versions": [
            {
                "number": one.version,
                "who": who(one.made_by, names),
                "when": when(one.made_at, company),
                "parts": [
                    (PARTS[part], text) for part, text in words_of(one).parts().items() if text
                ],
            }
            for one in versions
        ],
    }
    return page(request, desk, "wording.html", context, status=status)


def _text(company: Company, where: Where, form: OwnWords, inherited: Words) -> str:
    """With what stands in the fields; without it, where it cannot be used."""
    try:
        words = checked(form.words())
    except WordsRefused:
        words = Words()
    return _example(company, where, words or inherited).text()


def _example(company: Company, where: Where, words: Words) -> Example:
    return Example(company, where, words, timezone.now())


def _chosen(where: Where) -> dict[str, str]:
    return {"language": where.language, "right": where.right, "regime": where.regime}


def _asked(where: Where) -> str:
    return urlencode({key: value for key, value in _chosen(where).items() if value})


def _address(company: Company, where: Where) -> str:
    return reverse("desk:wording", args=[company.slug, where.kind])


def _named(where: Where) -> str:
    right, law = RIGHTS.get(where.right, ""), LAWS.get(where.regime, "")
    return ", ".join(part for part in (LANGUAGES[where.language], right, law) if part)


def _company(desk: Desk, slug: str) -> Company:
    company = desk.company(slug)
    desk.require(Permission.WORD_LETTERS, company.pk)
    return company
