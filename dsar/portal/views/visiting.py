"""The draft that belongs to this browser: one essential cookie, the session's, points to it."""

from datetime import datetime

from django.http import HttpRequest

from dsar.accounts.sessions import take_new_key
from dsar.companies.models import Company
from dsar.visits import stay

from .. import drafts
from ..models import Draft

_DRAFTS = "drafts"


def draft_of(request: HttpRequest, company: Company, now: datetime) -> Draft | None:
    """This browser's draft for this company, sent or not, unless its seven days are over or it
    was opened in another browser since."""
    known = request.session.get(_DRAFTS, {}).get(company.slug)
    if not known:
        return None
    return (
        Draft.objects.select_related("data_key__company_key", "sent_case")
        .filter(holder=known, company=company, expires_at__gt=now)
        .first()
    )


def begin(request: HttpRequest, company: Company, now: datetime) -> Draft:
    draft = drafts.start(company=company, now=now)
    _point_to(request, draft)
    return draft


def _point_to(request: HttpRequest, draft: Draft) -> None:
    known = request.session.get(_DRAFTS, {})
    request.session[_DRAFTS] = known | {draft.company.slug: draft.holder}
    stay(request)


def adopt(request: HttpRequest, draft: Draft) -> None:
    """Under a new session key, so that whoever planted the old one sees nothing of it."""
    take_new_key(request)
    _point_to(request, draft)


def forget(request: HttpRequest, company: Company) -> None:
    known = dict(request.session.get(_DRAFTS, {}))
    if known.pop(company.slug, None):
        request.session[_DRAFTS] = known
