"""A request leaves for a processor, or its cancellation: what the outbox calls."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dsar.outbox.channels import NotSent, NotWanted
from dsar.outside.addresses import Refused
from dsar.outside.calling import Answer

from . import calls, operations, protocol, trusting
from .certificates import Untrusted
from .models import Processor, ProcessorRequest
from .protocol import Malformed, Standing

TAKEN: Final = frozenset({200, 201, 202})
# The id was taken before: the answer to that got lost (mParticle).
KNOWN: Final = frozenset({400, 409})
# A door that somebody can open, or a machine that is not up: worth another try.
PASSING: Final = frozenset({401, 403, 404, 408, 425, 429})
MOST_PATIENCE: Final = timedelta(days=1)


def exchange(payload: dict[str, Any], now: datetime) -> None:
    """Returns once the processor has it. Raises NotSent or NotWanted."""
    request = (
        ProcessorRequest.objects.select_related("processor__data_key__company_key")
        .filter(pk=UUID(payload["request"]))
        .first()
    )
    if request is None:
        raise NotWanted("no-request")
    try:
        if payload["do"] == "cancel":
            _cancel(request)
        else:
            _ask(request, payload["body"], now=now)
    except Refused as refused:
        raise NotSent(refused.code, for_good=refused.for_good) from refused
    except (Untrusted, Malformed) as error:
        raise NotSent(error.code) from error


def look(request: ProcessorRequest, *, now: datetime) -> Standing | None:
    """How the request stands there; None where nobody there knows it. Raises NotSent, Refused,
    Untrusted or Malformed."""
    answer = calls.call_about(request.processor, "GET", request.subject_request_id)
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise _refusal(answer)
    return protocol.standing_of(_said(request, answer, now=now), now=now)


def _ask(request: ProcessorRequest, body: dict[str, Any], *, now: datetime) -> None:
    processor: Processor = request.processor
    if not processor.is_on:
        raise NotSent("switched-off", for_good=True)
    answer = calls.call(processor, "POST", processor.route, body)
    if answer.status in KNOWN:
        standing = look(request, now=now)
        if standing is None:
            raise _refusal(answer)
    elif answer.status in TAKEN:
        said = _said(request, answer, now=now)
        expected = protocol.moment_of(said.get("expected_completion_time"), now=now)
        standing = Standing("pending", expected)
    else:
        raise _refusal(answer)
    operations.note_taken(request_id=request.pk, standing=standing, now=now)


def _cancel(request: ProcessorRequest) -> None:
    answer = calls.call_about(request.processor, "DELETE", request.subject_request_id)
    if answer.status in TAKEN:
        return
    if answer.status in PASSING - {404} or answer.status >= 500:
        raise _refusal(answer)
    raise NotWanted(f"http-{answer.status}")  # begun, done, or never known there


def _said(request: ProcessorRequest, answer: Answer, *, now: datetime) -> dict[str, Any]:
    """What was answered, signed and about this request."""
    trusting.check(request.processor, answer.headers, answer.body, now=now)
    said = protocol.read(answer.body)
    if not protocol.is_about(said, request.subject_request_id):
        raise Malformed("other-request")
    return said


def _refusal(answer: Answer) -> NotSent:
    for_good = 400 <= answer.status < 500 and answer.status not in PASSING
    after = min(timedelta(seconds=answer.retry_after), MOST_PATIENCE)
    return NotSent(f"http-{answer.status}", for_good=for_good, after=after)
