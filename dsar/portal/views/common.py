"""What every public page does alike: find the company, stay private, say no kindly."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsar import tenancy
from dsar.cases.errors import NotNow
from dsar.companies import queries as companies
from dsar.companies.models import Company

View = Callable[..., HttpResponse]

WRONG = 422  # a form that says what is wrong with it
TOO_MANY = 429


def private(view: View) -> View:
    """A page about one person: not stored, not indexed, its address told to nobody."""

    @wraps(view)
    def sealed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return never_stored(view(request, *args, **kwargs))

    return sealed


def never_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The last one known counts. With no-referrer alone a browser sends its own forms with
    # “Origin: null”, and the protection against forged ones must refuse them.
    response["Referrer-Policy"] = "no-referrer, same-origin"
    return response


def company_or_404(slug: str) -> Company:
    company = companies.published().filter(slug=slug).first()
    if company is None:
        raise Http404(f"no company {slug}")
    tenancy.narrow_to([company.pk])
    return company.read_policy_once()


def page(
    request: HttpRequest,
    template: str,
    company: Company,
    facts: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of this company: its name, and its other ways in, stand on each."""
    context = {"company": company, "rules": company.policy.rules, **(facts or {})}
    return render(request, f"portal/{template}", context, status=status)


def words_of(refusal: Exception) -> str:
    """Why it was not done, to whoever asked for it."""
    if isinstance(refusal, NotNow):
        return _("This is not possible where your request stands now.")
    return str(refusal)


def too_many(request: HttpRequest, company: Company | None = None) -> HttpResponse:
    rules = company.policy.rules if company else None
    context = {"company": company, "rules": rules}
    response = render(request, "portal/too_many.html", context, status=TOO_MANY)
    response["Retry-After"] = "3600"
    return never_stored(response)
