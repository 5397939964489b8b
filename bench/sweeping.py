"""Due reminders among many that are not: the bare claim, and all that follows from it."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import world
from bench.turns import rounded, seconds, take_turns
from deadlines.models import Reminder
from deadlines.operations import take_due
from dsar.cases.models import Notice
from dsar.cases.notices import mail_notices
from dsar.cases.reminders import take_reminders
from dsar.companies.offices import offices
from dsar.memory import settle
from dsar.outbox.claims import claim
from dsar.outbox.models import Message
from tests import desk, many

BATCH = 500
OUTBOX_BATCH = 100
CLAIM = """WITH due AS (SELECT id FROM deadlines_reminder WHERE taken_at IS NULL AND at <= %(now)s
        ORDER BY at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE deadlines_reminder r SET taken_at = %(now)s FROM due WHERE r.id = due.id
    RETURNING r.id, r.clock_id, r.company_id"""
CLAIM_MESSAGES = """WITH due AS (SELECT id FROM outbox_message WHERE state = 'queued'
        AND next_try_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
        ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE outbox_message m SET lease_until = %(now)s + interval '5 minutes'
    FROM due WHERE m.id = due.id RETURNING m.*"""
# An audit row through the chain's trigger, and an outbox row as long as a sealed mail.
EFFECTS = """WITH taken AS ({claim}), told AS (
    INSERT INTO audit_event (company_id, at, event, subject, actor, facts, seq, prev, digest)
    SELECT company_id, %(now)s, 'reminder.taken', 'bench', 'system', '{{"kind": "due-30"}}',
        0, '', '' FROM taken)
    INSERT INTO outbox_message (id, company_id, data_key_id, channel, key, payload, reason_name,
        reason_subject, state, created_at, due_at, next_try_at, attempts, last_error)
    SELECT gen_random_uuid(), k.company_id, k.data_key_id, 'email', 'plain:' || t.id,
        decode(repeat('00', 1500), 'hex'), 'case-open', k.id::text, 'queued', %(now)s, %(now)s,
        %(now)s, 0, '' FROM taken t JOIN cases_case k ON k.clock_id = t.clock_id"""


def measure(company: Any, *, due: int, among: int, rounds: int) -> dict[str, Any]:
    """So many due of so many reminders that wait."""
    now = timezone.now()
    total = _seed(company, due=due, among=among, now=now)
    settle()  # as each worker does
    claims = take_turns(
        {
            "take_due": lambda: _claim_all(now),
            "plain claim": lambda: _plain(CLAIM, now, BATCH),
            "reminders, notices, mails owed, audit": lambda: _effects(now),
            "plain claim with an outbox and an audit row": lambda: _plain(
                EFFECTS.format(claim=CLAIM), now, BATCH
            ),
        },
        rounds=rounds,
        before=_untake,
    )
    outbox = _outbox(now, rounds)
    # Minutes each at full size: fewer turns than the rest.
    one, two, four = (_workers(count, now, max(1, rounds - 2)) for count in (1, 2, 4))
    plain, full = claims["plain claim"], claims["reminders, notices, mails owed, audit"]
    return {
        "reminders": total,
        "due": due,
        "seconds": rounded(
            claims | outbox | {"one worker": one, "two workers": two, "four workers": four}
        ),
        "ratios": rounded(
            {
                "claim, to the plain claim": plain / claims["take_due"],
                "with effects, to plain SQL with two rows each": claims[
                    "plain claim with an outbox and an audit row"
                ]
                / full,
                "with effects, to the plain claim": plain / full,
                "outbox claim, to the plain claim": outbox["plain claim of messages"]
                / outbox["claim of messages"],
                "two workers, to one": one / two,
                "four workers, to one": one / four,
            }
        ),
    }


def _seed(company: Any, *, due: int, among: int, now: datetime) -> int:
    early = desk.receive(company, at=now - (many.AGE / 10))  # its first rung has come
    world.copies(early, due - 1)
    late = desk.receive(company, at=now)
    Reminder.objects.filter(clock=late.clock, at__lte=now).delete()
    world.copies(late, max(0, (among - Reminder.objects.count()) // late.clock.reminders.count()))
    found = Reminder.objects.filter(at__lte=now).count()
    assert found == due, f"{found} reminders are due and not {due}"
    Message.objects.all().delete()  # the letters of the two that were really received
    return Reminder.objects.count()


def _untake() -> None:
    Reminder.objects.filter(taken_at__isnull=False).update(taken_at=None)
    Notice.objects.all().delete()
    Message.objects.all().delete()
    world.tidy("deadlines_reminder", "cases_notice", "outbox_message", "audit_event")


def _claim_all(now: datetime) -> None:
    """As one look of the product does: the hours of its offices are read once."""
    hours = offices()

    @transaction.atomic
    def batch() -> int:
        return len(take_due(now=now, offices=hours, limit=BATCH))

    _until_none(batch)


def _effects(now: datetime) -> None:
    take_reminders(now=now)
    mail_notices(now=now)


def _until_none(take: Callable[[], int]) -> None:
    while take():
        pass


def _plain(statement: str, now: datetime, limit: int) -> None:
    """Batch for batch, each committed, until there is none."""
    with world.plain() as plain, plain.cursor() as cursor:
        while True:
            cursor.execute(statement, {"now": now, "limit": limit})
            plain.commit()
            if cursor.rowcount == 0:
                break
            if cursor.description:
                cursor.fetchall()
    plain.close()


def _outbox(now: datetime, rounds: int) -> dict[str, float]:
    """Of the messages that the reminders came to."""
    _untake()
    _effects(now)

    def give_back() -> None:
        Message.objects.update(lease_until=None)
        world.tidy("outbox_message")

    return take_turns(
        {
            "claim of messages": lambda: _until_none(
                lambda: len(claim(now=now, limit=OUTBOX_BATCH))
            ),
            "plain claim of messages": lambda: _plain(CLAIM_MESSAGES, now, OUTBOX_BATCH),
        },
        rounds=rounds,
        before=give_back,
    )


def _workers(count: int, now: datetime, rounds: int) -> float:
    """The seconds that so many processes at once need for all of it."""
    return median(_one_run(count, now) for _ in range(rounds))


def _one_run(count: int, now: datetime) -> float:
    _untake()
    name = connection.settings_dict["NAME"]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.worker", name, now.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for worker in workers:
        _hear(worker, "ready")

    def all_done() -> None:
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            _hear(worker, "done")

    took = seconds(all_done)
    for worker in workers:
        worker.communicate(timeout=300)
    return took


def _hear(worker: "subprocess.Popen[str]", word: str) -> None:
    assert worker.stdout
    assert worker.stdout.readline() == f"{word}\n"
