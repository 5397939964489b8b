"""Several rights asked for at once: opened in one breath, proved once, told in one letter."""

from collections.abc import Sequence
from datetime import datetime

from dsar import languages
from dsar.companies.models import Company
from dsar.companies.rights import AT_ONCE, RIGHTS
from dsar.transactions import in_transaction
from dsar.vault.operations import unseal

from .. import letters
from ..dates import civil_date, in_words
from ..errors import Invalid
from ..models import Case, Message
from ..together import Together
from .changing import keep_message, record
from .intake import Request, open_case, receive_request


@in_transaction
def receive_together(
    *, company: Company, requests: Sequence[Request], actor: str, now: datetime
) -> list[Case]:
    """A case for each right, in their order, all of them or none, and one receipt that names all.

    They are of one person: what is proved for one of them later counts for the others. The receipt
    belongs to the first; the others keep its words. Raises Invalid, which ends the transaction of
    whoever calls this within one.
    """
    if len(requests) == 1:
        return [receive_request(company=company, request=requests[0], actor=actor, now=now)]
    if len({(request.person, request.channel, request.is_test) for request in requests}) != 1:
        raise Invalid("person", "Requests sent together are of one person.")
    if len({request.right for request in requests}) != len(requests):
        raise Invalid("right", "Each right is asked for once; leave out the second.")
    tie = Together.objects.create(company=company, asked_at=now)
    cases = [
        open_case(company=company, request=request, together=tie, actor=actor, now=now)
        for request in requests
    ]
    references = [case.reference for case in cases]
    for case in cases:
        others = [reference for reference in references if reference != case.reference]
        record(case, "case.asked-together", actor=actor, now=now, others=others)
    _send_receipt(cases, now=now)
    return cases


def _send_receipt(cases: Sequence[Case], *, now: datetime) -> None:
    first, *others = cases
    with languages.spoken(first.language):
        asked = [_told(case, now) for case in cases]
    at_once = all(case.right in AT_ONCE for case in cases)
    letter = letters.send(
        first, "received_together", actor="system", now=now, asked=asked, at_once=at_once
    )
    body = unseal(letter, "body")
    for case in others:
        out = Message.Direction.OUT
        subject, text = body["subject"], body["text"]
        keep_message(
            case, out, letter.kind, subject, text,
            language=letter.language, actor="system", now=now,
        )  # fmt: skip


def _told(case: Case, now: datetime) -> dict[str, str]:
    due, _ = letters.told_date(case.clock, today=civil_date(case.company, now))
    return {
        "right": RIGHTS.get(case.right, "Something else"),
        "reference": case.reference,
        "due": in_words(due),
    }
