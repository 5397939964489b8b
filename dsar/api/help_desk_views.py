"""A ticket of a company's help desk becomes a case: a call that it signs, and no key of ours."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from deadlines.errors import ClockError
from dsar import tenancy
from dsar.cases.errors import CaseError, Invalid
from dsar.cases.models import Case
from dsar.cases.operations.intake import receive_request
from dsar.limits import HOUR, Limit, address_of, allows_of, is_spent
from dsar.security_events import happened
from dsar.ticketing import arriving
from dsar.ticketing.account import Account
from dsar.ticketing.following import NUMBER, Change, follow, reference_of
from dsar.ticketing.models import Arrival, HelpDesk
from dsar.ticketing.signed import Unsigned
from dsar.vault.operations import RootKeyError

from . import problems
from .idempotency import once
from .parsing import refuse_the_large
from .problems import Problem
from .serializers.incoming import GDPR_APPLIES_SINCE, MOST_TEXT, CaseIn
from .views import View

# Of one help desk. A loop between two systems ends here, whoever began it. Counted is what asks for
# something, or tells of a ticket that is known: a Jira without a filter calls for every issue.
CALLS: Final = ("help-desk-call", 600, HOUR)
# Of one help desk, listed while the key is away that would tell whether it sent them.
UNCHECKED: Final = ("help-desk-unchecked", 60, HOUR)
# Of one address to one company. Beyond it the answer is another, and no event is logged.
NOT_SIGNED: Final = ("help-desk-not-signed", 60, 60)
# The same count. Until then each is checked, so that a call that is signed gets through whoever
# else calls from its address: a key opened and a mebibyte hashed, some milliseconds ten times a
# second at most. Beyond it nobody there is heard, for as short as that may last.
FLOOD: Final = ("help-desk-not-signed", 600, 60)
# The clocks of two machines never agree; Zendesk's says the minute.
AHEAD: Final = timedelta(minutes=5)
# Zendesk sends again what it is asked to within a minute, and nothing else; Jira is patient.
AGAIN_IN: Final = 30
CUT: Final = "\n\n[Cut here: the ticket is too long for the desk. Read the rest there.]"
NOT_A_REQUEST: Final = "Not marked as a request, nothing changed"
_NAME = re.compile(r"[a-z_.]{1,40}")


class Door(Protocol):
    """What is particular to the calls of one kind of help desk."""

    account: type[Account]
    fix: str
    """How the number of a ticket is to be sent."""

    def check(self, request: Request, *, secret: str, now: datetime) -> None:
        """Raises Unsigned."""

    def shape(self, raw: bytes, desk: HelpDesk) -> Any:
        """What a call says, in the words of `CaseIn`; None where it asks for nothing. Raises
        Problem for what cannot be read."""

    def ticket(self, raw: bytes, desk: HelpDesk) -> str:
        """Of which ticket a call tells that asks for nothing; empty where of none."""

    def change(self, raw: bytes) -> Change:
        """What it tells of it. Raises Problem."""


class HelpDeskAuthentication(BaseAuthentication):
    """The help desk that signed the call becomes `request.auth`. Whoever else calls learns nothing
    of whether there is one."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def authenticate(self, request: Request) -> tuple[Any, HelpDesk]:
        slug, now = request.parser_context["kwargs"]["slug"], timezone.now()
        name = self.door.account.name
        caller = f"{address_of(request)} {slug} {name}"
        if is_spent(FLOOD, caller):
            raise _too_many_not_signed()
        with tenancy.every_company("an address says whose it is only once it is found"):
            desk = arriving.desk_of(slug, self.door.account.system)
        if desk is not None:
            tenancy.narrow_to([desk.company_id])
        try:
            # What is larger is not read, and so nobody can tell who signed it.
            refuse_the_large(request, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        except Problem as large:
            allows_of(NOT_SIGNED, caller)
            if desk is not None:
                arriving.note_refused(desk, large.code, now=now)
            raise
        if desk is None:
            raise _refused(name, caller, company=0)
        try:
            self.door.check(request, secret=arriving.secret_of(desk), now=now)
        except RootKeyError as error:
            _note_not_taken(self.door, desk, request.body, error, now=now, at_most=UNCHECKED)
            raise
        except Unsigned as refused:
            arriving.note_refused(desk, refused.code, now=now)
            raise _refused(name, caller, company=desk.company_id) from None
        return None, desk

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return self.door.account.name


class FromHelpDesk(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        return isinstance(request.auth, HelpDesk)


class HelpDeskView(View):
    permission_classes = [FromHelpDesk]
    http_method_names = ["post"]
    # The help desk is the only client; how it calls stands on the page where it is connected.
    schema = None
    door: Door

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [HelpDeskAuthentication(self.door)]

    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        desk: HelpDesk = request.auth  # type: ignore[assignment]  # FromHelpDesk let nobody else in
        now = timezone.now()
        try:
            content = self._asked(desk, request.body)
            if content is None:
                return self._follow(desk, request.body, now=now)
            status, outcome, ticket, reference = _take(desk, content, self.door.fix)
        except Exception as error:
            _note_not_taken(self.door, desk, request.body, error, now=now)
            raise
        return _answer(desk, outcome, ticket, reference, now=now, status=status)

    def _asked(self, desk: HelpDesk, raw: bytes) -> Any:
        """What the call asks for, counted, as is what cannot be read; None where for nothing."""
        try:
            content = self.door.shape(raw, desk)
        except Problem:
            _refuse_too_many(desk)
            raise
        if content is not None:
            _refuse_too_many(desk)
        return content

    def _follow(self, desk: HelpDesk, raw: bytes, *, now: datetime) -> Response:
        if reference_of(desk, self.door.ticket(raw, desk)):
            _refuse_too_many(desk)
            change = self.door.change(raw)
            _refuse_what_was_not_yet(change, now=now)
            outcome, reference = follow(desk, change, now=now)
            if outcome:
                arriving.caught_up(desk, change.ticket, now=now)
                return _answer(desk, outcome, change.ticket, reference, now=now)
        return Response({"reference": "", "said": NOT_A_REQUEST})


def _answer(
    desk: HelpDesk, outcome: str, ticket: str, reference: str, *, now: datetime, status: int = 200
) -> Response:
    arriving.note_arrival(desk, outcome, now=now, ticket=ticket, reference=reference)
    said = Arrival.Outcome(outcome).label
    return Response({"reference": reference, "said": said}, status=status)


def _refuse_too_many(desk: HelpDesk) -> None:
    if not allows_of(CALLS, str(desk.pk)):
        detail = "Nothing was stored. Look for a trigger that fires itself."
        title = "Too many calls in an hour"
        raise Problem(429, "too-many", title, detail, again_in=AGAIN_IN)


def _refuse_what_was_not_yet(change: Change, *, now: datetime) -> None:
    """Of two states the newer counts: one from next year would stand until then."""
    if not GDPR_APPLIES_SINCE <= change.at <= now + AHEAD:
        message, fix = "The moment is not one of now.", "Send when it happened, with its offset."
        raise problems.invalid([problems.error("at", message, fix)])


def _note_not_taken(
    door: Door,
    desk: HelpDesk,
    raw: bytes,
    error: Exception,
    *,
    now: datetime,
    at_most: Limit | None = None,
) -> None:
    """Somebody is told of this ticket until it is a case, since the period of the law may run; or
    that its case may show it as it was."""
    with suppress(DatabaseError):  # else what went wrong would be hidden by what follows from it
        about = _about(door, desk, raw)
        if about is None or (at_most and not allows_of(at_most, str(desk.pk))):
            return
        outcome, fields = _why(error)
        arriving.note_arrival(desk, outcome, now=now, fields=fields, **about)


def _why(error: Exception) -> tuple[str, str]:
    """What came of a call, and the names of the fields that could not be used."""
    match error:
        case Problem(status_code=429):
            return Arrival.Outcome.TOO_MANY, ""
        case Problem():
            return Arrival.Outcome.REFUSED, _names(one["field"] for one in error.errors)
        case ClockError():
            return Arrival.Outcome.REFUSED, "received_at"
        case CaseError():
            return Arrival.Outcome.REFUSED, ""
        case _:
            return Arrival.Outcome.AWAY, ""


def _about(door: Door, desk: HelpDesk, raw: bytes) -> dict[str, Any] | None:
    """The ticket that a call is about, without a number where that cannot be told; None where it
    asks for nothing and tells of none that is known."""
    try:
        content = door.shape(raw, desk)
    except Problem:
        return {"ticket": ""}
    if content is None:
        ticket = door.ticket(raw, desk)
        reference = reference_of(desk, ticket)
        told = {"ticket": ticket, "reference": reference, "is_change": True}
        return told if reference else None
    external = content.get("external") if isinstance(content, dict) else None
    if not isinstance(external, dict) or external.get("system") != desk.system:
        return {"ticket": ""}
    number = str(external.get("id"))
    return {"ticket": number if NUMBER.fullmatch(number) else ""}


def _fitted(content: Any) -> Any:
    """What a template sends of any ticket, as the desk takes it: a long text is cut and says so,
    and an address that nobody has is left out."""
    if not isinstance(content, dict):
        return content
    text, requester = content.get("text"), content.get("requester")
    if isinstance(text, str) and len(text) > MOST_TEXT:
        content["text"] = text[: MOST_TEXT - len(CUT)] + CUT
    if isinstance(requester, dict) and requester.get("email") == "":
        del requester["email"]
    return content


def _take(desk: HelpDesk, given: Any, fix: str) -> tuple[int, str, str, str]:
    """The status of the answer, what came of it, the ticket's number and the case's reference.
    Raises Problem."""
    content, now = _fitted(given), timezone.now()
    body = CaseIn(data=content, context={"company": desk.company})
    if not body.is_valid():
        raise problems.invalid_fields(body)
    asked = body.asked(is_test=desk.takes_test)
    system, ticket = asked.external
    if system != desk.system or not NUMBER.fullmatch(ticket):
        raise problems.invalid([problems.error("external", "The ticket’s number is missing.", fix)])
    if arriving.is_own_note(desk, asked.text):
        return 200, Arrival.Outcome.OWN_NOTE, ticket, ""

    def work() -> tuple[int, Any]:
        if known := arriving.case_of(desk, ticket):
            return 200, {"reference": known.reference}
        return 201, {"reference": _receive(desk, asked, now).reference}

    # No header of a program can read like this key: it holds a space.
    key = f"{desk.system} {desk.pk} {'test ' if desk.takes_test else ''}{ticket}"
    answered = once(company=desk.company, key=key, content=ticket, now=now, work=work)
    is_new = answered.status == 201 and not answered.replayed
    outcome = Arrival.Outcome.CREATED if is_new else Arrival.Outcome.KNOWN
    return 201 if is_new else 200, outcome, ticket, answered.body["reference"]


def _receive(desk: HelpDesk, asked: Any, now: Any) -> Case:
    try:
        return receive_request(company=desk.company, request=asked, actor=desk.system, now=now)
    except Invalid as error:
        fix = "Correct this field."
        raise problems.invalid([problems.error(error.field, str(error), fix)]) from None


def read(raw: bytes) -> Any:
    """A template may carry a ticket's line breaks as they are; it never names a field twice, which
    is how words of a ticket would pass for fields of ours."""
    try:
        return json.loads(raw, strict=False, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Problem(
            400,
            "not-json",
            "The body is no JSON",
            "Copy the template from the page where it is connected. Nothing was stored.",
        ) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _names(fields: Iterable[str]) -> str:
    """Only what can be a name of ours: a field may be called anything."""
    return ", ".join(dict.fromkeys(name for name in fields if _NAME.fullmatch(name)))


def _refused(name: str, caller: str, *, company: int) -> APIException:
    """Counted, and told in the log while it is no flood."""
    if not allows_of(NOT_SIGNED, caller):
        return _too_many_not_signed()
    happened("signature.refused", company=company)
    return AuthenticationFailed(f"The call is not signed by a {name} that is connected here.")


def _too_many_not_signed() -> Problem:
    detail = "Nothing was stored. Give the webhook's own signing secret at the desk."
    title = "Too many calls that are not signed"
    return Problem(429, "too-many", title, detail, again_in=AGAIN_IN)
