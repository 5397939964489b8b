"""How a request to a processor stands, in a sentence for whoever works on the case."""

from typing import Final

from dsar.cases.dates import civil_date, in_words
from dsar.cases.models import Case

from . import wanted
from .models import IDENTITIES, Processor, ProcessorRequest

State = ProcessorRequest.State
# Codes of what went wrong; any other is shown as it is.
WHY: Final = {
    "no-address": "no email address of the person whose data they are is known",
    "other-kinds": "it does not do this kind of request",
    "other-identities": "it takes nothing that it may be told of the person",
    "no-results": "it says that it is done and brings no data",
    "results-gone": "its file was there for a while and is gone",
    "file-refused": "its file is of a kind that is not let in; fetch it from the processor",
    "not-recorded-uploads": "the case has room for no more files",
    "switched-off": "it was switched off",
    "cancelled": "it cancelled the request",
    "no-signature": "its answer is not signed",
    "bad-signature": "the signature of its answer does not fit",
    "other-algorithm": "its key is of another kind than the signature that was set",
    "other-domain": "its answer names another domain",
    "no-certificate": "its certificate was not read",
    "bad-certificate": "its certificate is not good for its domain",
    "certificate-elsewhere": "its certificate lies at another host",
    "not-json": "its answer is not JSON",
    "not-discovery": "what it says of itself names no identities",
    "other-request": "its answer is about another request",
    "no-status": "its answer names no status that the protocol knows",
    "no-request-id": "its answer names no request",
    "not-https": "its address does not begin with https://",
    "private-address": "an address of it lies inside a network; an operator can allow it",
    "odd-address": "its address is written in a way that programs read differently",
    "port": "only port 443, or one from 1024 on, is called",
    "no-such-host": "there is no host of its name",
    "no-connection": "nothing answers there",
    "timeout": "it did not answer in time",
    "http-401": "it does not know what should open its door",
    "http-403": "it does not let us in",
    "http-404": "it knows nothing of it",
}
_STANDS: Final = {
    State.WAITING: "A processor is asked by OpenDSR; the request is on its way.",
    State.PENDING: "The processor has the request and has not begun.",
    State.IN_PROGRESS: "The processor is at it.",
    State.COMPLETED: "The processor is done; what it found is fetched.",
    State.RECORDED: "The processor did it.",
    State.CANCELLED: "The processor cancelled it: a person has to search.",
    State.FAILED: "The processor did not do it: a person has to search.",
    State.WITHDRAWN: "It is called off at the processor.",
}


def why(code: str) -> str:
    return WHY.get(
        code, f"it answered {code.removeprefix('http-')}" if code[:5] == "http-" else code
    )


def asking(processor: Processor, case: Case) -> str:
    """What it does to choose the system of this processor."""
    name = processor.system.name
    if not wanted.goes_by_machine(case):
        return f"{name}: its processor is not asked by OpenDSR for this case. The owner is mailed."
    told = ", ".join(f"the {IDENTITIES[code][4:]}" for code in processor.identities)
    return (
        f"{name}: its processor is asked by OpenDSR, and not the owner. Once it is known who asks, "
        f"it is told at once, without anybody doing more: {told}."
    )


def stands(request: ProcessorRequest) -> str:
    """How it stands, when that is expected to change, and what is in the way."""
    said = _STANDS[State(request.state)]
    if request.state in (State.PENDING, State.IN_PROGRESS) and request.expected_at:
        day = civil_date(request.case.company, request.expected_at)
        said += f" It expects to be done by {in_words(day)}."
    if request.code and request.state != State.CANCELLED:
        said += f" {why(request.code).capitalize()}."
    return said
