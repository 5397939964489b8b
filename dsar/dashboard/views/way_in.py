"""The address at which people ask a company, as a link and as a square to photograph."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from dsar.companies.models import Company
from dsar.content.serving import as_attachment
from dsar.qr import square

from ..access import Desk, desk_page, page


@desk_page
@require_safe
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company = desk.company(slug)
    address = _address(company)
    context = {
        "company": company,
        "address": address,
        "square": square(address),
        "snippet": f'<a href="{address}">Ask for your personal data</a>',
    }
    return page(request, desk, "way_in.html", context)


@desk_page
@require_safe
def picture(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:  # noqa: ARG001
    """In black on white and as large as anybody wants it: for a letterhead, a counter, a poster."""
    company = desk.company(slug)
    if not company.published_at:
        raise Http404("nobody can ask there yet")
    drawn = render_to_string("dashboard/way_in.svg", {"square": square(_address(company))})
    response = HttpResponse(drawn, content_type="image/svg+xml")
    as_attachment(response, f"{company.slug}.svg")
    return response


def _address(company: Company) -> str:
    return f"{settings.PUBLIC_URL}/{company.slug}/"
