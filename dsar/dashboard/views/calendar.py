"""One's own calendar feeds: make one, see when it was last read, take it back."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.accounts.roles import Permission
from dsar.cases import feeds
from dsar.cases.calendar_feed import CalendarFeed
from dsar.cases.dates import civil_date

from ..access import Desk, desk_page, page
from ..forms.calendar import CalendarForm
from ..six_weeks import six_weeks
from .feed import name_of


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """A new address is shown in the answer to the form, and on no page after that."""
    companies = desk.companies(Permission.VIEW_CASES)
    if not companies:
        raise PermissionDenied
    form = CalendarForm(request.POST or None, companies=companies)
    address, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _, secret = feeds.create_feed(user=desk.user, now=timezone.now(), **form.asked())
            except feeds.NotMade as refused:
                form.add_error(None, str(refused))
            else:
                address, status = f"{settings.PUBLIC_URL}/calendar/{secret}.ics", 200
                form = CalendarForm(companies=companies)
    weeks = six_weeks(desk.user, civil_date(companies[0], timezone.now()))
    context = {
        "weeks": weeks,
        "any_due": any(day.count for week in weeks for day in week),
        "form": form,
        "address": address,
        "feeds": [(one, name_of(one)) for one in feeds.feeds_of(desk.user)],
    }
    return page(request, desk, "calendar.html", context, status=status)


@desk_page
@require_POST
def revoke(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    try:
        taken = feeds.revoke_feed(feed_id=pk, user=desk.user, now=timezone.now())
    except CalendarFeed.DoesNotExist:
        raise Http404 from None
    messages.success(request, f"“{taken.name}” was taken back. Its address shows nothing any more.")
    return redirect("desk:calendar")
