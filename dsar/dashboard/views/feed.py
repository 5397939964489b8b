"""What a calendar program reads: no session, no cookie, only the secret in the address."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dsar import languages, limits, tenancy
from dsar.cases.calendar_feed import CalendarFeed
from dsar.cases.feeds import cases_in, find_feed, note_use
from dsar.cases.ics import EVENTS, calendar
from dsar.cases.queries import companies_seen_by

# Programs look every quarter of an hour at most; one feed may be on several devices.
LOOKS = ("calendar", 120, limits.HOUR)
# From one address: an office of fifty people who all look from there.
LOOKS_OF_ADDRESS = ("calendar-address", 6000, limits.HOUR)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar, or the same 404 for every address at which there is none."""
    if not limits.allows(LOOKS_OF_ADDRESS, request):
        return _too_many()
    with tenancy.every_company("an address says whose calendar it is only once it is found"):
        found = find_feed(secret)
        seen = list(companies_seen_by(found.user).values_list("pk", flat=True)) if found else []
    if found is None:
        raise Http404
    tenancy.narrow_to(seen)
    if not limits.allows_of(LOOKS, str(found.pk)):
        return _too_many()
    note_use(found, now=timezone.now())
    with languages.spoken(languages.ENGLISH):
        body = calendar(cases_in(found, limit=EVENTS), name=name_of(found))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag = f'"{sha256(body).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="data-requests.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


def name_of(found: CalendarFeed) -> str:
    where = found.company.name if found.company else "all companies"
    return f"Data requests, {where}{', mine' if found.own_only else ''}"


def _too_many() -> HttpResponse:
    response = HttpResponse("Too many looks. Try again in an hour.", status=429)
    response["Retry-After"] = str(limits.HOUR)
    response["Cache-Control"] = "no-store"
    return response
