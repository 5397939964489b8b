"""What the requester fetches. From the first download on an answer can no longer be recalled."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ..errors import NotAllowed
from ..incidents import is_shut
from ..models import Case, Document
from ..notices import Telling, raise_notices
from ..staff import OWNER, people_on, staff_of
from ..telling_words import CODES
from .changing import lock_case, record, save, today_at

# How long an answer lies ready; then the requester asks, and an officer opens it again.
OPEN_FOR = timedelta(days=30)


@transaction.atomic
def take_file(*, case_id: UUID, document: Document, now: datetime) -> Case:
    """Note that the bytes of this file are about to leave. No audit row, no file.

    Raises NotAllowed for an answer that was taken back a moment ago, or has lain too long.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    if case.released_at is None:
        raise NotAllowed(
            _("{reference}: we took this answer back to check it once more.").format(
                reference=case.reference
            )
        )
    if not case.answer_is_open(now):
        raise NotAllowed(
            _(
                "{reference}: the time for this download is over. Write to us, and we open it "
                "again."
            ).format(reference=case.reference)
        )
    if case.first_download_at is None:
        save(case, first_download_at=now)
    record(case, "answer.downloaded", actor="requester", now=now, document=str(document.pk))
    return case


@transaction.atomic
def tell_of_codes(*, case_id: UUID, document: Document, now: datetime) -> None:
    """Somebody typed five wrong codes for a file: whoever works on the case is told, once a day."""
    case = Case.objects.select_related("company", "policy", "data_key").get(pk=case_id)
    record(case, "download.refused", actor="requester", now=now, document=str(document.pk))
    people = people_on((OWNER,), case, staff_of([case], now=now))
    key = f"codes:{case.pk}:{today_at(case, now)}"
    raise_notices([Telling(case, key, CODES, people, ("mail", "in-app"))], now=now)


@transaction.atomic
def open_again(*, case_id: UUID, actor: str, now: datetime) -> Case:
    """The answer can be downloaded for another thirty days."""
    case = lock_case(case_id, doing="open_download")
    if case.released_at is None:
        raise NotAllowed(f"{case.reference} has not been answered, so nothing can be downloaded.")
    if is_shut(case):
        raise NotAllowed(
            f"{case.reference}: this answer reached the wrong person, so its download stays shut. "
            "Open the case again, put the address right and release anew."
        )
    save(case, download_until=now + OPEN_FOR)
    record(case, "answer.opened-again", actor=actor, now=now, until_at=case.download_until)
    return case
