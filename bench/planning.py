"""Planning the reminders of many clocks, against inserting as many rows with one statement."""

from typing import Any

from django.db import connection
from django.utils import timezone

from bench import world
from bench.turns import rounded, take_turns
from deadlines.models import Reminder
from dsar.cases.models import Case
from dsar.cases.planning import plan_many
from tests import desk

INSERT = """INSERT INTO deadlines_reminder ({columns})
    SELECT {values} FROM cases_case k CROSS JOIN planned p WHERE k.company_id = %s"""


def measure(company: Any, *, clocks: int, rounds: int) -> dict[str, Any]:
    """So many clocks of one company, planned by its ladder."""
    now = timezone.now()
    original = desk.receive(company, at=now)
    world.copies(original, clocks - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE planned AS "
            "SELECT * FROM deadlines_reminder WHERE clock_id = %s",
            [original.clock_id],
        )
        cursor.execute("SELECT count(*) FROM planned")
        (rungs,) = cursor.fetchone()
    times = take_turns(
        {
            "planning": lambda: plan_many(Case.objects.filter(company=company), now=now),
            "plain INSERT … SELECT": lambda: _insert(company.pk),
        },
        rounds=rounds,
        before=_forget,
    )
    assert Reminder.objects.count() == clocks * rungs
    rows = clocks * rungs
    return {
        "clocks": clocks,
        "reminders a clock": rungs,
        "clocks a second": round(clocks / times["planning"]),
        "reminders a second": round(rows / times["planning"]),
        "plain rows a second": round(rows / times["plain INSERT … SELECT"]),
        "ratios": rounded({"to plain SQL": times["plain INSERT … SELECT"] / times["planning"]}),
    }


def _insert(company_id: int) -> None:
    names = [field.column for field in Reminder._meta.concrete_fields if field.column != "id"]
    values = ["k.clock_id" if name == "clock_id" else f'p."{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(columns=columns, values=", ".join(values)), [company_id])


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE deadlines_reminder")


def clear() -> None:
    """No case is left: the next benchmark begins with its own."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS planned")
        cursor.execute(
            "TRUNCATE cases_case, cases_notice, cases_escalation, cases_message, cases_document, "
            "cases_fee, deadlines_clock, deadlines_clockevent, deadlines_reminder, outbox_message "
            "CASCADE"
        )
