"""All cases this person may see, most urgent first."""

from collections.abc import Mapping

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.cases.dates import in_words
from dsar.cases.queries import cases_seen_by, search_cases
from dsar.cases.references import normalise
from dsar.cases.transitions import Status

from .. import filters as filtering
from .. import paging
from ..access import Desk, desk_page, page
from ..rows import rows_of
from .kept_views import kept


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Filters come in the address, words to search for in the body."""
    companies, now = desk.companies(Permission.VIEW_CASES), timezone.now()
    known = filtering.choices(companies)
    filters, ignored = filtering.read(request.GET, known)
    cases = cases_seen_by(desk.user).prefetch_related(None).prefetch_related("clock__events")

    words = request.POST.get("q", "").strip()[:200]
    if words:
        if found := _by_reference(desk, words):
            return found
        # Whoever searches a name wants every case of it, closed ones too.
        cases = search_cases(cases, company_ids=[c.pk for c in companies], text=words)
        if filters == filtering.Filters():
            filters = filtering.Filters(status=filtering.ALL)
    cases = filtering.apply(cases, filters, companies=companies, user=desk.user, now=now)

    after = _after(request, ignored)
    order = paging.newest_first if filters.newest_first else paging.by_urgency
    found_page = order(cases, after)
    # The labels of those that wait depend on fees, and no others do.
    waiting = [one for one in found_page.rows if one.status == Status.AWAITING_REQUESTER]
    prefetch_related_objects(waiting, "fees")
    fields = _fields(known, filters)
    context = {
        "rows": rows_of(found_page.rows, now=now),
        "next": found_page.after,
        "first": after is None,
        "filters": filters,
        "fields": fields,
        "chosen": [field["chosen"] for field in fields if field["value"]],
        "ignored": ignored,
        "words": words,
        "views": kept(desk, filters.query),
    }
    return page(request, desk, "queue.html", context)


def _fields(
    known: Mapping[str, dict[str, str]], filters: filtering.Filters
) -> list[dict[str, object]]:
    """The filters as selects."""
    found: list[dict[str, object]] = []
    for name, values in known.items():
        value = getattr(filters, name)
        choices = values | _day(name, value)
        found.append(
            {
                "name": name,
                "label": filtering.LABELS[name],
                "value": value,
                "choices": choices.items(),
                "chosen": choices.get(value, ""),
            }
        )
    return found


def _day(name: str, value: str) -> dict[str, str]:
    """One that came from the calendar stands among the choices."""
    day = filtering.day_of(value) if name == "due" else None
    return {value: in_words(day)} if day else {}


def _by_reference(desk: Desk, words: str) -> HttpResponse | None:
    """A whole reference leads straight to its case."""
    reference = normalise(words)
    if reference and cases_seen_by(desk.user).filter(reference=reference).exists():
        return redirect("desk:case", reference=reference)
    return None


def _after(request: HttpRequest, ignored: list[str]) -> paging.Key | None:
    text = request.POST.get("after") or request.GET.get("after") or ""
    if not text:
        return None
    try:
        return paging.read_key(text)
    except ValueError:
        ignored.append("after")
        return None
