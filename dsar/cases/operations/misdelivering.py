"""An answer reached the wrong person: it is shut, the DPO is told, and 72 hours begin to run.

The authority and the person are told by people, outside the desk; here it is decided and noted.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.vault.operations import seal
from identity import operations as identity

from ..errors import Invalid, NotAllowed
from ..incident import Incident
from ..incidents import tell, undone
from ..models import Case
from ..telling_words import INCIDENT
from .changing import lock_case, note_down, record, save

WHOM = {"authority": "The supervisory authority", "person": "The person whose data it is"}
# Art. 33(1), (5) and Art. 34(1), as headings of the notes that are kept.
HEADINGS = {
    ("authority", True): "Why the supervisory authority is told",
    ("authority", False): "Why the supervisory authority is not told",
    ("person", True): "Why the person whose data it is is told",
    ("person", False): "Why the person whose data it is is not told",
}


@transaction.atomic
def report_incident(
    *, case_id: UUID, what: str, facts: str, aware_at: datetime, actor: str, now: datetime
) -> Incident:
    """Nobody fetches this answer any more, pages that are open are closed, and whoever decides is
    told at once.

    `aware_at` is when somebody here was reasonably sure of it: the 72 hours run from there.
    """
    case = lock_case(case_id, doing="report_incident")
    if what not in Incident.What.values:
        raise Invalid("what", "Choose what went wrong.")
    if not facts.strip():
        raise Invalid("facts", "Write what happened, and to whom it went if you know.")
    if aware_at > now:
        raise Invalid("aware_at", "It cannot have been noticed in the future.")
    if aware_at < case.received_at:
        raise Invalid("aware_at", "It cannot have been noticed before the request came.")
    if undone(case) is not None:
        raise NotAllowed(
            f"{case.reference}: a misdelivery was reported already and is not done with. Decide "
            "on that one first."
        )
    incident = Incident(
        company=case.company,
        case=case,
        what=what,
        aware_at=aware_at,
        reported_at=now,
        reported_by=actor,
        released_at=case.released_at,
    )
    seal(incident, "facts", facts)
    incident.save(force_insert=True)
    identity.end_codes(subject=str(case.pk), now=now)
    shut = {"download_until": now} if case.answer_is_open(now) else {}
    save(case, opened_anew_at=now, **shut)
    until, told = incident.notify_by, tell(incident, INCIDENT, now=now)
    record(
        case,
        "incident.reported",
        actor=actor,
        now=now,
        incident=what,
        aware_at=until.aware_at.isoformat(),
        notify_by_at=until.at.isoformat(),
        hours=72,
        article=until.article,
        shut=bool(shut),
        told=told,
    )
    return incident


@transaction.atomic
def decide_incident(
    *,
    case_id: UUID,
    tell_authority: bool,
    authority_because: str,
    tell_person: bool,
    person_because: str,
    actor: str,
    now: datetime,
) -> Incident:
    """Whether the authority and the person are told, each with its reason in a note (Art. 33(5)).

    It can be decided anew until it was done.
    """
    case = lock_case(case_id, doing="decide_incident")
    incident = _undone(case)
    for field, reason in (
        ("authority_because", authority_because),
        ("person_because", person_because),
    ):
        if not reason.strip():
            raise Invalid(field, "Write the reason: the authority can ask for it years later.")
    if incident.authority_told_at and not tell_authority:
        raise Invalid("tell_authority", "The authority has been told already.")
    if incident.person_told_at and not tell_person:
        raise Invalid("tell_person", "The person has been told already.")
    incident.tell_authority, incident.tell_person = tell_authority, tell_person
    incident.decided_at, incident.decided_by = now, actor
    incident.save(update_fields=["tell_authority", "tell_person", "decided_at", "decided_by"])
    for whom, told, why in (
        ("authority", tell_authority, authority_because),
        ("person", tell_person, person_because),
    ):
        note_down(case, f"incident-{whom}", HEADINGS[whom, told], why, actor=actor, now=now)
    record(
        case,
        "incident.decided",
        actor=actor,
        now=now,
        tell_authority=tell_authority,
        tell_person=tell_person,
        in_time=now <= incident.notify_by.at,
    )
    return incident


@transaction.atomic
def note_told(
    *, case_id: UUID, whom: str, told_at: datetime, actor: str, now: datetime
) -> Incident:
    """The authority, or the person, was told outside the desk at this moment.

    Later than 72 hours, the notification has to say why (Art. 33(1)); it is recorded as late.
    """
    case = lock_case(case_id, doing="note_told")
    incident = _undone(case)
    if whom not in incident.to_be_told:
        raise Invalid("whom", "Choose somebody who is to be told and has not been.")
    if told_at > now:
        raise Invalid("told_at", "That cannot lie in the future.")
    if told_at < incident.aware_at:
        raise Invalid("told_at", "Nobody can have been told before it was noticed.")
    field = f"{whom}_told_at"
    setattr(incident, field, told_at)
    incident.save(update_fields=[field])
    in_time = told_at <= incident.notify_by.at if whom == "authority" else None
    record(
        case,
        "incident.told",
        actor=actor,
        now=now,
        whom=whom,
        told_at=told_at.isoformat(),
        in_time=in_time,
    )
    return incident


def _undone(case: Case) -> Incident:
    incident = undone(case)
    if incident is None:
        raise NotAllowed(f"{case.reference}: there is no misdelivery that waits for anything.")
    incident.case = case
    return incident
