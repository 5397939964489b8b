"""A case as an entry of the register: what was asked, when, and how it ended. It names nobody.

Made of the row, its clock and the audit chain alone, so it says the same before and after the
person was erased.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deadlines.operations import working_told
from dsar.audit.queries import history
from dsar.vault.certificates import found

from .dates import civil_date
from .models import Case


@dataclass(frozen=True)
class Entry:
    reference: str
    company: str
    right: str
    channel: str
    received_on: date
    due_on: date | None
    answered_on: date | None
    closed_on: date | None
    outcome: str
    days_used: int | None
    """Calendar days from receipt to the answer, or to the end where there was none."""
    days_excluded: int
    """Of these, days that the law does not count."""
    in_time: bool | None
    extension_ground: str
    refusal_ground: str
    withheld_ground: str
    identity: str
    erased_on: date | None
    erased_for: str

    def to_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(self).items()
        }


def entry_of(case: Case) -> Entry:
    def day(moment: datetime | None) -> date | None:
        return moment and civil_date(case.company, moment)

    clock = case.clock
    ended = clock.stopped_on or day(case.closed_at)
    due_on = clock.due_on
    return Entry(
        reference=case.reference,
        company=case.company.slug,
        right=case.right,
        channel=case.channel,
        received_on=clock.received_on,
        due_on=due_on,
        answered_on=day(case.released_at),
        closed_on=day(case.closed_at),
        outcome=case.outcome,
        days_used=(ended - clock.received_on).days if ended else None,
        days_excluded=working_told(clock, today=ended or clock.received_on).excluded_days,
        in_time=ended <= due_on if ended and due_on else None,
        extension_ground=_extension_ground(case),
        refusal_ground=case.refusal_ground,
        withheld_ground=case.withheld_ground,
        identity=case.verification.method or case.verification.reason,
        erased_on=day(case.erased_at),
        erased_for=case.erased_for,
    )


def _extension_ground(case: Case) -> str:
    """The last one in the chain: the case itself does not keep it."""
    extended = history(case.company_id, case.reference).filter(event="clock.extended").last()
    return str(extended.facts.get("ground", "")) if extended else ""


def certificate_of(case: Case) -> str:
    """When it was erased, by which key, and from when backups are unreadable too."""
    return next((one.sentence() for one in found(data_key_id=case.data_key_id)), "")
