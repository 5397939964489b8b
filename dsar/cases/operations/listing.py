"""Answering what the law lists beside a copy, for one person (Art. 15(1) and (2))."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.companies.processing import ITEMS, Entry, ProcessingRefused, checked
from dsar.languages import known

from ..errors import Invalid, NotAllowed
from ..listed import ACCESS, LISTED
from ..models import Case
from . import answering
from .changing import lock_case, record
from .taking import write_down


@transaction.atomic
def answer_items(
    *,
    case_id: UUID,
    language: str,
    entries: Mapping[str, Entry],
    nothing_held: bool,
    actor: str,
    now: datetime,
) -> Case:
    """Each item is answered, or has the reason why it does not apply; or nothing is held about
    them, and nothing is said. While a second person is asked to approve, they are asked anew."""
    case = lock_case(case_id, doing="answer_items")
    if case.right != ACCESS:
        raise NotAllowed(f"{case.reference}: the law lists this for a request for a copy only.")
    try:
        said = checked(known(language), entries)
    except ProcessingRefused as refused:
        raise Invalid(refused.field, str(refused)) from refused
    missing = [] if nothing_held else said.missing()
    if missing:
        raise Invalid(
            missing[0],
            f"“{ITEMS[missing[0]]}”: give an answer, or the reason why there is none.",
        )
    body = {
        "company": False,
        "nothing": nothing_held,
        "language": said.language,
        "entries": said.to_json(),
    }
    write_down(case, LISTED, body, actor=actor, now=now)
    record(
        case,
        "items.answered",
        actor=actor,
        now=now,
        not_applicable=[item for item in ITEMS if said.entry(item).none] or None,
        nothing_held=nothing_held or None,
    )
    answering.ask_anew(case, actor=actor, now=now)
    return case
