"""What a watcher wants to know of people who try doors: a line in the log and a number.

Whoever is signed in also leaves an event in the audit chain (`accounts.trail`). Strangers do not:
they could fill it.
"""

import json
import logging
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

from dsar import counters
from dsar.accounts import unsent

logger = logging.getLogger(__name__)

GROUP: Final = "security"
KINDS: Final = {
    "sign-in.refused": "A wrong password, code or passkey, or a sign-in elsewhere not taken.",
    "proof.refused": "Somebody signed in did not prove again that it is them.",
    "access.refused": "Somebody signed in, or a key of the API, may not do this.",
    "code.refused": "A wrong or late code or fact of a requester, or a link that opens nothing.",
    "form.forged": "A form without our token, as another site would send it.",
    "agent.refused": "A call of an agent with a wrong token, signature or claim.",
    "agent.key-changed": "A directory names another key for an agent than the pinned one.",
    "key.refused": "A key of the API that is none, was revoked or has expired.",
    "signature.refused": "A result or a ticket with a signature that is not the outside service's.",
    "processor.refused": "A call in a processor's name that it did not sign.",
    "limit.reached": "Too often in too short a time.",
}


def happened(kind: str, **facts: Any) -> None:
    """It stands in the log, as JSON in either form of it, and is counted, in the cache, for
    `/metrics`.

    `facts` are words of ours: names of views and limits, numbers of people. Never what was typed.
    """
    told = {"event": kind, **facts}
    logger.warning("security %s", json.dumps(told, sort_keys=True), extra={"security": told})
    counters.count(f"{GROUP}:{kind}")


def counts() -> dict[str, float]:
    return counters.counts(GROUP, KINDS)


def form_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own page for it, which says no more than that. A form of the desk that was given
    back when its session had ended can be sent from there."""
    match = request.resolver_match
    if unsent.came_from_here(request):
        return render(request, "403_csrf.html", {"came_back": True}, status=403)
    happened("form.forged", view=match.view_name if match else "")
    return csrf_failure(request, reason=reason)
