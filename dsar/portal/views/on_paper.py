"""A form to print, fill in by hand and post."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dsar.qr import square

from ..known import how_known
from ..proof_steps import BLACKENED
from ..questions import plan
from .common import company_or_404, page


@require_safe
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of the form with boxes and lines; nothing is typed here and nothing kept."""
    company = company_or_404(slug)
    rules = company.policy.rules
    what, *_ = plan(company=company.name, rules=rules, answers={})
    known, *_ = how_known(company.name, rules, {})
    channels = [said.value for said in rules.channels if said.value.value]
    online = f"{settings.PUBLIC_URL}{resolve_url('portal:start', company.slug)}"
    facts = {
        "what": what.fields[0],
        "known": known.fields[0],
        "post": next((one for one in channels if one.kind == "post"), None),
        "email": next((one for one in channels if one.kind == "email"), None),
        "items": [said.value for said in rules.identity.items],
        "cover": gettext(BLACKENED[0]),
        "online": online,
        "square": square(online),
        "lines": range(5),
    }
    return page(request, "on_paper.html", company, facts)
