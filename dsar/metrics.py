"""What a monitoring system reads: numbers, and never whose. docs/operations.md says what to do.

Everything is asked of the database at that moment, so each of several web processes says the same;
what strangers try is counted in Redis, which they may fill no table with, and so are answers that
failed, since the database may be what failed; neither is told while Redis is away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dsar import audit_check, failures, monitoring, security_events, tenancy
from dsar.cases import nights
from dsar.outbox import clocks, held, sweeps
from dsar.outbox.models import Channel, Message, State
from dsar.outbox.overdue import overdue
from dsar.outbox.ticks import BACKUP, DRILL, Sign, signs
from dsar.vault import alarming, room

# https://prometheus.io/docs/instrumenting/exposition_formats/
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """One number for each value of its label; without a label, the one under an empty key."""

    name: str
    help: str
    label: str
    values: Mapping[str, float]
    kind: str = "gauge"

    def lines(self) -> Iterator[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for value, number in self.values.items():
            labels = f'{{{self.label}="{value}"}}' if self.label else ""
            yield f"{self.name}{labels} {_number(number)}"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """With the token of the settings; for anybody else, and without one, there is nothing here."""
    if not monitoring.may_know(request):
        raise Http404
    with tenancy.every_company("numbers of the whole desk, and never whose"):
        lines = [line for gauge in gauges() for line in gauge.lines()]
    return HttpResponse("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _number(number: float) -> str:
    return "+Inf" if number == float("inf") else f"{number:.15g}"


def gauges() -> Iterator[Gauge]:
    now = timezone.now()
    yield from _waiting(now)
    yield from _sweeps()
    yield from _trouble(now)
    yield from _backups()
    yield from _audit()
    yield from _room()
    yield from _counted()


def _waiting(now: datetime) -> Iterator[Gauge]:
    waiting = overdue(now=now)
    yield Gauge(
        "dsar_overdue_oldest_seconds",
        "Age of the oldest row that ought to have been taken or sent, 0 if there is none.",
        "kind",
        {kind: found.seconds(now=now) for kind, found in waiting.items()},
    )
    yield Gauge(
        "dsar_overdue_rows",
        "Rows that ought to have been taken or sent by now.",
        "kind",
        {kind: found.count for kind, found in waiting.items()},
    )
    yield Gauge(
        "dsar_outbox_messages",
        "Messages that have not left: waiting, being sent (claimed), given up.",
        "state",
        _outbox(),
    )


def _sweeps() -> Iterator[Gauge]:
    found = signs(sweeps.names())
    yield Gauge(
        "dsar_sweep_age_seconds",
        "Since when the sweep last came round, by PostgreSQL's clock; +Inf if it never did.",
        "sweep",
        {sign.name: _age(sign) for sign in found},
    )
    yield Gauge(
        "dsar_sweep_duration_seconds",
        "How long the sweep took the last time.",
        "sweep",
        {sign.name: sign.seconds for sign in found if sign.seconds is not None},
    )


def _trouble(now: datetime) -> Iterator[Gauge]:
    """What is 0 while all is well."""
    yield Gauge(
        "dsar_clock_wrong_seconds",
        "The newest jump (forward, back) and difference (apart) of the last 24 hours.",
        "kind",
        dict.fromkeys(("forward", "back", "apart"), 0.0)
        | {jump.kind: jump.seconds for jump in reversed(clocks.recent())},
    )
    yield Gauge(
        "dsar_key_problems",
        "Keys that do not open, a key service away, late epochs, folders out of reach, no copy.",
        "kind",
        alarming.problems(now=now),
    )
    yield Gauge(
        "dsar_mail_held",
        "1 while nothing leaves because the database was restored.",
        "",
        {"": float(held.is_held())},
    )
    yield Gauge(
        "dsar_retention_unfinished",
        "Companies where nothing was looked through for two nights.",
        "",
        {"": float(nights.unfinished(now=now))},
    )


def _backups() -> Iterator[Gauge]:
    backed_up, drilled = signs([BACKUP, DRILL])
    yield Gauge(
        "dsar_backup_age_seconds",
        "Since when deploy/backup.sh last made a whole backup; +Inf if it never did.",
        "",
        {"": _age(backed_up)},
    )
    yield Gauge(
        "dsar_restore_drill_age_seconds",
        "Since when a backup was last restored and found whole; +Inf if it never was.",
        "",
        {"": _age(drilled)},
    )


def _audit() -> Iterator[Gauge]:
    audited = audit_check.noted()
    yield Gauge(
        "dsar_audit_check_age_seconds",
        "Since when all audit chains were last held against their anchors; +Inf if never.",
        "",
        {"": _age(audited)},
    )
    yield Gauge(
        "dsar_audit_broken",
        "1 while the last check found a chain or an anchor broken, or the table unguarded.",
        "",
        {"": float(audited.broken)},
    )


def _room() -> Iterator[Gauge]:
    yield Gauge(
        "dsar_files_room_bytes",
        "Bytes that files may still take before the floor; below it none is taken.",
        "",
        {"": room.above_the_floor()},
    )


def _counted() -> Iterator[Gauge]:
    yield Gauge(
        "dsar_security_events_total",
        "Refused sign-ins, proofs, rights, keys and signatures; forged forms; limits reached.",
        "event",
        security_events.counts(),
        kind="counter",
    )
    yield Gauge(
        "dsar_failed_answers_total",
        "Pages and calls that were answered with a failure of ours, by HTTP status.",
        "status",
        failures.counts(),
        kind="counter",
    )


def _age(sign: Sign | audit_check.Noted) -> float:
    return float("inf") if sign.age is None else sign.age.total_seconds()


def _outbox() -> dict[str, float]:
    """Only what has not left, by the two indexes there are for that: to count all that ever did
    would read the whole table."""
    rows, claimed = Message.objects, Q(lease_until__gt=timezone.now())
    queued = rows.filter(state=State.QUEUED).aggregate(
        queued=Count("pk", filter=Q(lease_until=None) | ~claimed),
        claimed=Count("pk", filter=claimed),
    )
    # One is best effort; of the other its case says what became of it.
    elsewhere = (Channel.CALLBACK, Channel.PROCESSOR)
    failed = rows.filter(state=State.FAILED).exclude(channel__in=elsewhere)
    return {**queued, "failed": failed.count()}
