"""What a processor did becomes the record of its search task."""

from datetime import datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from dsar.cases.errors import CaseError, Invalid
from dsar.content import taking_in
from dsar.content.doors import ANSWER, ENDINGS
from dsar.content.names import ending_of
from dsar.content.taking_in import TakenIn
from dsar.fulfilment.models import SearchRecord
from dsar.fulfilment.operations.recording import record_search
from dsar.outside import calling
from dsar.vault.operations import unseal

from . import calls, operations
from .models import IDENTITIES, ProcessorRequest

# A file takes longer than a word, and still less than a round.
FETCH_SECONDS: Final = 30.0
State = ProcessorRequest.State
Result = SearchRecord.Result
# The machine that looks at files is busy, and not the file wrong.
_PASSING: Final = frozenset({"busy", "no_room", "no_scanner"})


class NotYet(Exception):
    """Another try may help. `code` names the cause."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotForUs(Exception):
    """A person has to look at it. `code` names the cause."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def finish(request: ProcessorRequest, *, now: datetime) -> None:
    """The task has its record, with the file where there is one. What only a person can do is given
    to one. Raises NotYet or `addresses.Refused` where another try may help."""
    try:
        results = unseal(request, "results") or {}
        taken = _file(request, str(results.get("url") or ""), results.get("count"))
        _record(request, taken, results.get("count"), now=now)
    except NotForUs as why:
        operations.hand_over(request.pk, code=why.code, now=now)


def _file(request: ProcessorRequest, url: str, count: int | None) -> TakenIn | None:
    """What the person is to have; None where there is nothing."""
    if count == 0 and not url:
        return None
    if not url:
        raise NotForUs("no-results")
    try:
        parts = calling.parts_of(url)
    except ValueError:
        raise NotForUs("no-results") from None
    # What opens the processor's door is shown to nobody else; and what an operator lets be called
    # inside a network is what an administrator typed in, not what somebody answered.
    at_home = _door_of(parts) == _door_of(urlsplit(request.processor.base_url))
    headers = calls.headers_of(request.processor) if at_home else {"user-agent": "dsar-desk"}
    answer = calling.call(
        "GET",
        url,
        None,
        headers | {"accept": "*/*"},
        seconds=FETCH_SECONDS,
        most=ANSWER.most_bytes + 1,
        inside=None if at_home else (),
    )
    if answer.status == 410:
        raise NotForUs("results-gone")
    if answer.status != 200:
        raise NotYet(f"http-{answer.status}")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return _taken_in(_name_of(parts.path, kind), answer.body)


def _door_of(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or (calling.HTTPS if parts.scheme == "https" else 80)
    return parts.scheme, parts.hostname or "", port


def _name_of(path: str, content_type: str) -> str:
    """The last part of an address may be anything; only what kind of file it is counts."""
    ending = ending_of(path.rsplit("/", 1)[-1])
    if ending not in ANSWER.tasks:
        ending = ENDINGS.get(content_type, "")
    return f"results{ending}"


def _taken_in(name: str, content: bytes) -> TakenIn:
    try:
        return taking_in.take_in(SimpleUploadedFile(name, content), ANSWER)
    except ValidationError as error:
        if error.code in _PASSING:
            raise NotYet(str(error.code)) from error
        raise NotForUs("file-refused") from error


@transaction.atomic
def _record(
    request: ProcessorRequest, taken: TakenIn | None, count: int | None, *, now: datetime
) -> None:
    locked = operations.lock(request.pk)
    if locked.state != State.COMPLETED or not locked.task.is_open:
        return  # called off, given to a person, or answered by one, meanwhile
    system = locked.task.system
    found = count != 0
    try:
        with transaction.atomic():
            record_search(
                case_id=locked.case_id,
                task_id=locked.task_id,
                result=Result.FOUND if found else Result.NOTHING,
                terms=_terms(locked),
                found=_said(taken, count) if found else "",
                name=f"{system.name}, by OpenDSR",
                uploads=[taken] if taken else [],
                actor=locked.processor.actor,
                now=now,
            )
    except Invalid as error:
        raise NotForUs(f"not-recorded-{error.field}") from error
    except CaseError:
        return  # closed or answered a moment ago: the next round calls it off
    locked.state, locked.next_look_at, locked.lease_until = State.RECORDED, None, None
    locked.results = None
    locked.save(update_fields=["state", "next_look_at", "lease_until", "results"])


def _terms(request: ProcessorRequest) -> str:
    sent = ", ".join(IDENTITIES.get(code, code).lower() for code in request.sent_as)
    return f"Asked by OpenDSR with {sent}. Request {request.subject_request_id}."


def _said(taken: TakenIn | None, count: int | None) -> str:
    many = f" Results, by its count: {count}." if count is not None else ""
    return f"The processor brought {taken.name if taken else 'nothing'}.{many}"
