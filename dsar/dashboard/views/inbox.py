"""Which mailbox a company's requests are fetched from, for whoever runs the desk."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dsar.accounts.roles import Permission
from dsar.accounts.step_up import ask_again, recently_proved
from dsar.cases.dates import civil_date
from dsar.inbound import mailboxes
from dsar.inbound.imap import Settings, Unreachable

from ..access import Desk, desk_page, page
from ..forms.inbox import Inbox
from ..happened import when

TLS = True
# Of a mailbox that is connected for the first time.
BACK = timedelta(days=30)


@desk_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, desk: Desk, slug: str) -> HttpResponseBase:
    company, now = desk.company(slug), timezone.now()
    desk.require(Permission.MANAGE_COMPANY, company.pk)
    mailbox = mailboxes.mailbox_of(company)
    kept = mailboxes.settings_of(mailbox) if mailbox else None
    context: dict[str, Any] = {"company": company, "mailbox": mailbox}
    if mailbox:
        context["checked"] = mailbox.checked_at and when(mailbox.checked_at, company)
        context["failing"] = mailbox.failing_since and when(mailbox.failing_since, company)
        context["trouble"] = mailboxes.sentence_of(mailbox.trouble)
    if request.method != "POST":
        initial: dict[str, Any] = {"since": civil_date(company, now - BACK), "is_on": True}
        if mailbox and kept:
            initial = {name: getattr(kept, name) for name in ("host", "port", "user", "folder")}
            initial |= {"since": mailbox.since, "is_on": mailbox.is_on}
        form = Inbox(initial=initial, kept=kept)
        return page(request, desk, "inbox.html", {**context, "form": form})
    form = Inbox(request.POST, kept=kept)
    if not form.is_valid():
        return page(request, desk, "inbox.html", {**context, "form": form}, status=400)
    if not recently_proved(request, now):
        return ask_again(request)
    given = dict(form.cleaned_data)
    since, is_on = given.pop("since"), given.pop("is_on")
    told = Settings(**given, tls=TLS)
    if request.POST.get("do") == "try":
        try:
            count = mailboxes.try_out(told, since=since)
            works = f"It works: {count} message{'' if count == 1 else 's'} since that day."
            context["tried"] = works
        except Unreachable as error:
            form.add_error(None, mailboxes.sentence_of(error.code))
        status = 400 if form.errors else 200
        return page(request, desk, "inbox.html", {**context, "form": form}, status=status)
    mailboxes.set_mailbox(
        company_id=company.pk, told=told, is_on=is_on, since=since, actor=desk.actor, now=now
    )
    messages.success(request, "Saved.")
    return redirect("desk:inbox", slug=slug)
