"""Two pages, in a demo only: the list of caught mails, and one of them."""

from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dsar.mailbox import maildir

SHOWN = 100


@require_safe
@never_cache
def mails(request: HttpRequest) -> HttpResponse:
    folder = _folder()
    to = request.GET.get("to", "").strip()
    found = list(islice(maildir.newest_first(folder, to=to), SHOWN + 1))
    context = {"mails": found[:SHOWN], "to": to, "more": len(found) > SHOWN, "shown": SHOWN}
    return render(request, "mailbox/mails.html", context)


@require_safe
@never_cache
def mail(request: HttpRequest, key: str) -> HttpResponse:
    letter = maildir.read(_folder(), key)
    if letter is None:
        raise Http404
    return render(request, "mailbox/mail.html", {"letter": letter, "mail": letter.mail})


def _folder() -> Path:
    if not (settings.DEMO and settings.MAILBOX_DIR):
        raise Http404
    return Path(settings.MAILBOX_DIR)
