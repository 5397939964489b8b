"""What comes in from a help desk: whose it is, and a list of it without anything personal.

A ticket becomes one case, however often its trigger fires. A note of ours that is sent back to us
is known by its words and its mark, and changes nothing.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from dsar.cases.models import Case
from dsar.outbox.ids import note_id
from dsar.outbox.models import Channel, Message
from dsar.vault import operations as vault

from .account import mark_of
from .models import Arrival, HelpDesk

KEPT = 200
# The help desk is asked for these again, and mostly sends them.
_COMES_AGAIN: Final = (Arrival.Outcome.TOO_MANY, Arrival.Outcome.AWAY)
# A legal period may run for a ticket that became no case, and nobody else tells of it.
_NOT_TAKEN: Final = (Arrival.Outcome.REFUSED, *_COMES_AGAIN)
_OPEN: Final = Q(outcome__in=_NOT_TAKEN, settled_at=None)
_MARK = re.compile(r"\[desk ([0-9a-f]{32})\]$")
# Jira writes a bracket of a text with a backslash before it, and may do so with other signs.
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
# What Zendesk may set above a comment: a rule, and one line with who wrote it and when.
_HEAD = re.compile(r"\s*-{40,}\s+\S[^\n]*\n")


def desk_of(slug: str, system: str) -> HelpDesk | None:
    found = HelpDesk.objects.select_related("company", "data_key__company_key")
    return found.filter(company__slug=slug, system=system).first()


def secret_of(desk: HelpDesk) -> str:
    """What it signs with; empty where nobody gave it."""
    return str(vault.unseal(desk, "access").get("secret", ""))


def case_of(desk: HelpDesk, ticket: str) -> Case | None:
    """The case that this ticket became already, whichever way it came."""
    found = Case.objects.filter(
        company=desk.company_id,
        external_system=desk.system,
        external_id=ticket,
        is_test=desk.takes_test,
    )
    if desk.cases_since:
        found = found.filter(created_at__gte=desk.cases_since)
    return found.order_by("created_at", "pk").first()


def is_own_note(desk: HelpDesk, text: str) -> bool:
    """Nothing but a note that the desk wrote itself, down to its mark. Whoever quotes one writes
    something of their own, and a mark that somebody made up is none."""
    head = _HEAD.match(text)
    said = _plain(text[head.end() if head else 0 :])
    if not (mark := _MARK.search(said)):
        return False
    newest = owed_to(desk).order_by("-created_at", "-pk").values_list("pk", flat=True)[: 5 * KEPT]
    pk = next((one for one in newest if note_id(one) == mark[1]), None)
    if pk is None:
        return False
    kept = Message.objects.select_related("data_key__company_key").get(pk=pk)
    written = vault.unseal(kept, "payload")
    # Its text goes in time. What cannot be compared may be anybody's, and is read as theirs.
    return written is not None and _plain(f"{written['note']} {mark_of(pk)}") == said


def _plain(text: str) -> str:
    """The words, however a help desk breaks, trims and escapes them."""
    return " ".join(_ESCAPE.sub("", text).split())


def owed_to(desk: HelpDesk) -> QuerySet[Message]:
    """All that is or was to be written there."""
    return Message.objects.filter(
        company_id=desk.company_id,
        channel=Channel.TICKET,
        key__startswith=f"{desk.system}:{desk.pk}:",
    )


def note_arrival(
    desk: HelpDesk,
    outcome: str,
    *,
    now: datetime,
    ticket: str = "",
    reference: str = "",
    fields: str = "",
    is_change: bool = False,
) -> None:
    """It stands in the list that administrators read; the oldest makes room, and one that is still
    open only for others that are."""
    made = Arrival.objects.create(
        company_id=desk.company_id,
        desk=desk,
        at=now,
        outcome=outcome,
        ticket=ticket,
        reference=reference,
        fields=fields[:200],
        is_change=is_change,
    )
    of_desk = Arrival.objects.filter(desk=desk)
    if ticket and outcome in _NOT_TAKEN:  # one ticket that is sent for ever fills no list
        of_desk.filter(_OPEN, ticket=ticket, is_change=is_change, pk__lt=made.pk).delete()
    for rows in (of_desk.filter(_OPEN), of_desk.exclude(_OPEN)):
        newest = rows.order_by("-pk").values_list("pk", flat=True)
        if last := newest[KEPT : KEPT + 1].first():
            rows.filter(pk__lte=last).delete()


def caught_up(desk: HelpDesk, ticket: str, *, now: datetime) -> None:
    """A change of this ticket was taken: what was to come again is done with. What was refused
    comes no more, and may have held a comment: that stays until somebody has looked."""
    missed = Arrival.objects.filter(_OPEN, desk=desk, ticket=ticket, is_change=True)
    missed.filter(outcome__in=_COMES_AGAIN).update(settled_at=now)


def note_refused(desk: HelpDesk, code: str, *, now: datetime) -> None:
    """Only the last one: anybody may call, and must not push out what was signed, nor make the
    database write at every call."""
    before = Q(refused_at=None) | Q(refused_at__lte=now - timedelta(minutes=1))
    found = HelpDesk.objects.filter(before, pk=desk.pk)
    found.update(refused_at=now, refused_for=code)


def not_taken(company_ids: Iterable[int]) -> QuerySet[Arrival]:
    """Tickets that were sent and became no case since, and those whose changes did not reach their
    case, until somebody has dealt with them."""
    since = Coalesce(OuterRef("desk__cases_since"), F("created_at"))
    made = Case.objects.filter(
        company=OuterRef("company"),
        external_system=OuterRef("desk__system"),
        external_id=OuterRef("ticket"),
        is_test=OuterRef("desk__takes_test"),
        created_at__gte=since,
    )
    lost = Q(is_change=True) | ~Exists(made)
    found = Arrival.objects.filter(_OPEN, lost, company_id__in=company_ids)
    return found.select_related("company", "desk").order_by("-pk")


def arrivals(desk: HelpDesk) -> list[Arrival]:
    return list(Arrival.objects.filter(desk=desk).order_by("-pk")[:KEPT])
