"""Answers that reached the wrong person, as the desk shows them, and what it says before acting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from deadlines.notifying import PERIOD
from dsar.cases.incident import Incident
from dsar.cases.incidents import open_incidents, undone
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.vault.operations import Shredded, unseal

from .guidance import Guidance, Note
from .happened import names_of, when, who

NONE = "There is no misdelivery that waits for anything."


@dataclass(frozen=True)
class Misdelivery:
    """One incident in words."""

    incident: Incident
    what: str
    facts: str
    reported: str
    until: str
    """By when the authority is told, at the company's own place and in UTC."""
    left: str
    tone: str
    decided: str
    authority: str
    person: str


def of_case(case: Case) -> list[Misdelivery]:
    """All that were ever reported, the newest first."""
    found = list(case.incidents.order_by("-reported_at", "-pk"))
    for incident in found:
        incident.case = case
    names = names_of({actor for one in found for actor in (one.reported_by, one.decided_by)})
    return [_told(incident, names) for incident in found]


def waiting(companies: list[Company]) -> list[Misdelivery]:
    """Those that somebody has to decide or to act on, the longest known first."""
    found = list(
        open_incidents(companies).select_related(
            "case__company", "case__policy", "case__data_key__company_key"
        )
    )
    names = names_of({actor for one in found for actor in (one.reported_by, one.decided_by)})
    return [_told(incident, names) for incident in found]


def reporting(case: Case, today: date) -> Guidance:  # noqa: ARG001
    if undone(case):
        return Guidance(obstacle="One was reported already. Decide on that one first.")
    notes = (
        Note(
            "The download is shut at once, and whoever has the page of the request open has to "
            "ask for a new code. The data protection officer is told now."
        ),
        Note(
            f"From the moment it was noticed {PERIOD // timedelta(hours=1)} hours run in which the "
            "authority is told: hours, not days; they run at night and at weekends too.",
            "warn",
        ),
    )
    return Guidance(notes=notes)


def deciding(case: Case, today: date) -> Guidance:  # noqa: ARG001
    incident = undone(case)
    if incident is None:
        return Guidance(obstacle=NONE)
    incident.case = case
    one = _told(incident, names_of([incident.reported_by]))
    notes = [Note(f"{one.what}. {one.facts}"), Note(f"{one.left} {one.until}", one.tone)]
    return Guidance(notes=(*notes, Note(incident.notify_by.why)))


def noting(case: Case, today: date) -> Guidance:  # noqa: ARG001
    incident = undone(case)
    if incident is None:
        return Guidance(obstacle=NONE)
    if incident.decided_at is None:
        return Guidance(obstacle="Nobody has decided yet who is told. Decide that first.")
    incident.case = case
    one = _told(incident, {})
    return Guidance(notes=(Note(f"{one.left} {one.until}".strip(), one.tone),))


def _told(incident: Incident, names: dict[str, str]) -> Misdelivery:
    now, company, until = timezone.now(), incident.case.company, incident.notify_by
    left, tone = _left(until.left(now)) if incident.owes_authority else ("", "")
    return Misdelivery(
        incident=incident,
        what=incident.get_what_display(),
        facts=_facts(incident),
        reported=f"{who(incident.reported_by, names)}, {when(incident.reported_at, company)}",
        until=f"{until.article}: by {_moment(until.at, company)}.",
        left=left,
        tone=tone,
        decided=_by(incident.decided_by, incident.decided_at, company, names),
        authority=_whether(incident.tell_authority, incident.authority_told_at, company),
        person=_whether(incident.tell_person, incident.person_told_at, company),
    )


def _left(left: timedelta) -> tuple[str, str]:
    """Rounded down, so that nobody counts on an hour that is not there."""
    hours, minutes = divmod(int(abs(left).total_seconds()) // 60, 60)
    if left <= timedelta(0):
        return f"The 72 hours have been over for {hours} h {minutes} min.", "danger"
    return f"{hours} h {minutes} min left.", "danger" if hours < 24 else "warn"


def _moment(moment: datetime, company: Company) -> str:
    utc = f"{moment:%H:%M} UTC"
    zone = ZoneInfo(company.timezone).key.rpartition("/")[2].replace("_", " ")
    return f"{when(moment, company)} in {zone} ({utc}, {moment.day} {moment:%B})"


def _whether(told: bool | None, at: datetime | None, company: Company) -> str:
    if told is None:
        return "Not decided yet"
    if not told:
        return "Not told"
    return f"Told {when(at, company)}" if at else "To be told"


def _by(actor: str, at: datetime | None, company: Company, names: dict[str, str]) -> str:
    return f"{who(actor, names)}, {when(at, company)}" if at else ""


def _facts(incident: Incident) -> str:
    try:
        return str(unseal(incident, "facts") or "")
    except Shredded:
        return ""
