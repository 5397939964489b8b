"""More time, for the two reasons the law knows, told within the first period (Art. 12(3))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from deadlines.rules import RULES

from .. import letters
from ..dates import in_words
from ..errors import Invalid, Unlawful
from ..grounds import EXTENSION_GROUNDS
from ..models import Case
from .changing import lock_case, record, tell_clock, today_at


@transaction.atomic
def extend(*, case_id: UUID, ground: str, reasons: str, actor: str, now: datetime) -> Case:
    """Move the law's date by what the law allows and tell the requester why.

    Raises Unlawful once the last day for the notice has passed: from then on an extension has no
    effect, and the answer is due.
    """
    case = lock_case(case_id, doing="extend")
    if ground not in EXTENSION_GROUNDS:
        raise Invalid(
            "ground", "Choose why more time is needed. Being busy is not a lawful reason."
        )
    if not reasons.strip():
        raise Invalid("reasons", "Write the reasons; the requester will read them.")
    extension = RULES[case.clock.rule].extension
    if extension is None:
        raise Unlawful("The law that governs this request knows no extension.")
    if ground not in extension.grounds:
        raise Unlawful(
            f"{EXTENSION_GROUNDS[ground].label}: under {extension.cite.article} of "
            f"{extension.cite.source} that is no ground to take longer. Answer in time."
        )
    if case.clock.extended:
        raise Unlawful("This request has been extended already; it can be extended once.")
    before, last_day = case.clock.due_on, case.clock.notice_by
    if last_day and today_at(case, now) > last_day:
        raise Unlawful(
            f"It is too late to extend: the last day for the notice was {in_words(last_day)}. "
            "Answer now, or send the part that is ready."
        )
    tell_clock(case, "extend", by=extension.count, unit=extension.unit, now=now)
    record(
        case,
        "clock.extended",
        actor=actor,
        now=now,
        ground=ground,
        before=before and before.isoformat(),
        after=case.clock.due_on and case.clock.due_on.isoformat(),
    )
    letters.send(
        case,
        "extension",
        actor=actor,
        now=now,
        ground=EXTENSION_GROUNDS[ground].label,
        reasons=reasons,
        before=before,
    )
    return case
