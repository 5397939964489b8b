"""Mail that came in and waits for somebody to say what it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.errors import ClockError
from dsar.accounts.roles import Permission
from dsar.audit import operations as audit
from dsar.cases.errors import CaseError, Invalid
from dsar.cases.queries import cases_seen_by
from dsar.cases.references import normalise
from dsar.companies.models import Company
from dsar.content.serving import as_attachment
from dsar.inbound import operations, queries
from dsar.inbound.models import Mail
from dsar.inbound.suggesting import language_of, suggest
from dsar.outbox.ticks import last_tick
from dsar.vault import files
from dsar.vault.files import Full
from dsar.vault.operations import Shredded

from .. import mail_parts
from ..access import Desk, desk_page, page
from ..forms.base import DeskForm
from ..forms.mail import Accept, Belongs, NoRequest
from ..happened import when

SHOWN = 50
SHOWS = {
    "waiting": ("Waiting", queries.WAITING),
    "machines": ("Sent by machines", queries.MACHINES),
    "decided": ("Decided", queries.DECIDED),
}
FORMS: dict[str, type[DeskForm]] = {"accept": Accept, "belongs": Belongs, "no_request": NoRequest}


@desk_page
@require_safe
def mails(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    companies = _companies(desk)
    show = request.GET.get("show", "waiting")
    if show not in SHOWS:
        raise Http404
    found = queries.mail_of(companies).filter(state__in=SHOWS[show][1])
    order = ("received_at", "pk") if show == "waiting" else ("-received_at", "-pk")
    rows = list(found.order_by(*order)[: SHOWN + 1])
    context = {
        "show": show,
        "shown": SHOWS[show][0],
        "shows": [(code, label) for code, (label, _) in SHOWS.items()],
        "lines": [mail_parts.line_of(mail) for mail in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "checked_at": queries.last_checked(companies) or last_tick("incoming-mail"),
        "failing": [
            (one.company, when(one.failing_since, one.company))
            for one in queries.failing(companies)
            if one.failing_since
        ],
    }
    return page(request, desk, "mails.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponseBase:
    found = _mail(desk, pk)
    forms = _forms(found)
    if request.method != "POST":
        return _show(request, desk, found, forms)
    do = request.POST.get("do", "")
    try:
        if do == "put_back":
            operations.put_back(mail_id=found.pk, actor=desk.actor, now=timezone.now())
            messages.success(request, "It waits for a decision again.")
            return redirect("desk:mail", pk=pk)
        if do not in FORMS:
            return _show(request, desk, found, forms, status=400)
        form = forms[do] = FORMS[do](request.POST, prefix=do)
        if form.is_valid() and (done := _done(request, desk, found, do, form)):
            return done
    except Invalid as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
    except (ClockError, CaseError, Full) as refused:
        messages.error(request, str(refused))
        return redirect("desk:mail", pk=pk)
    return _show(request, desk, found, forms, status=400)


@desk_page
@require_safe
def original(_: HttpRequest, desk: Desk, pk: UUID) -> HttpResponseBase:
    """As it came, byte for byte; who took it is written down."""
    found = _mail(desk, pk)
    found.raw.data_key = found.data_key
    try:
        with transaction.atomic():
            pieces = files.read(found.raw)
            audit.record(
                company_id=found.company_id,
                event="mail.viewed",
                subject=found.case.reference if found.case else f"mail:{found.pk}",
                actor=desk.actor,
                now=timezone.now(),
                facts={},
            )
    except Shredded:
        raise Http404 from None
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Length"] = str(found.raw.size)
    as_attachment(response, "message.eml")
    return response


def _done(
    request: HttpRequest, desk: Desk, found: Mail, do: str, form: DeskForm
) -> HttpResponseBase | None:
    """The change and the next page; None with an error on the form."""
    given, actor, now = form.cleaned_data, desk.actor, timezone.now()
    if do == "accept":
        case, *_ = operations.accept(mail_id=found.pk, **given, actor=actor, now=now)
        messages.success(request, f"{case.reference} is open, received when the mail arrived.")
        return redirect("desk:case", reference=case.reference)
    if do == "belongs":
        reference = normalise(given["reference"]) or ""
        named = cases_seen_by(desk.user).filter(reference=reference).first()
        if named is None:
            form.add_error("reference", "There is no case with this reference. Check it.")
            return None
        operations.put_into_case(mail_id=found.pk, case=named, actor=actor, now=now)
        messages.success(request, f"It is part of {named.reference}.")
        return redirect("desk:case", reference=named.reference)
    operations.call_no_request(mail_id=found.pk, **given, actor=actor, now=now)
    messages.success(request, "It is kept as no request. You can put it back.")
    return redirect("desk:mail", pk=found.pk)


def _companies(desk: Desk) -> list[Company]:
    companies = desk.companies(Permission.LOG_REQUEST)
    if not companies:
        raise PermissionDenied
    return companies


def _mail(desk: Desk, pk: UUID) -> Mail:
    """A stranger's looks like one that does not exist."""
    seen = [membership.company for membership in desk.memberships]
    found = get_object_or_404(queries.mail_of(seen), pk=pk)
    desk.require(Permission.LOG_REQUEST, found.company_id)
    return found


def _forms(found: Mail) -> dict[str, DeskForm]:
    facts = mail_parts.facts_of(found)
    name, email = mail_parts.asker_of(facts, found.company)
    given: dict[str, Any] = {
        "rights": [one.right for one in suggest(facts.subject, facts.text)[:1]],
        "name": name,
        "email": email,
        "language": language_of(f"{facts.subject} {facts.text}"),
    }
    return {
        do: form(prefix=do, initial=given if do == "accept" else {}) for do, form in FORMS.items()
    }


def _show(
    request: HttpRequest, desk: Desk, found: Mail, forms: dict[str, DeskForm], *, status: int = 200
) -> HttpResponseBase:
    context = {
        "mail": found,
        "forms": forms,
        "form": next((form for form in forms.values() if form.errors), None),
        "undecided": found.state in operations.UNDECIDED,
        "can_put_back": found.state in ("no-request", "message", "automatic"),
        **mail_parts.parts_of(found),
    }
    return page(request, desk, "mail.html", context, status=status)
