"""Each invariant is broken once, and says so: else a run that broke it would pass unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from dsar.cases.models import Case
from dsar.outbox.sweeps import run_all
from tests.faults import invariants
from tests.faults.desks import Desks
from tests.faults.sink import Sink

# Undone afterwards: some breaks are of the schema.
pytestmark = pytest.mark.django_db


def run(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def on_one(table: str, change: str) -> None:
    """Also where a constraint would not let it: what must be noticed is a row that got in."""
    run(f"UPDATE {table} SET {change} WHERE id = (SELECT id FROM {table} LIMIT 1)")


def without_key(table: str, name: str, change: str) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    on_one(table, change)


def alter_the_past() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE audit_event DISABLE TRIGGER audit_no_change")
    on_one("audit_event", "actor = 'user:999'")
    run("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_no_change")


def forget(table: str, column: str) -> Callable[[], None]:
    return lambda: on_one(table, f"{column} = NULL")


def queue_again() -> None:
    on_one("outbox_message", "state = 'queued', sent_at = NULL")


def close_before_it_left() -> None:
    run(
        "UPDATE cases_case SET status = 'closed', outcome = 'withdrawn', "
        "closed_at = received_at WHERE id::text IN (SELECT reason_subject FROM outbox_message)"
    )


def pause_with_a_reminder_planned() -> None:
    forget("deadlines_reminder", "taken_at")()
    run(
        "UPDATE deadlines_clock SET state = 'paused', due_on = NULL, statutory_on = NULL "
        "WHERE id IN (SELECT clock_id FROM deadlines_reminder WHERE taken_at IS NULL)"
    )


def go_by_the_policy_of_another() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE cases_case DROP CONSTRAINT case_policy_of_its_company")
    first, *_, last = Case.objects.order_by("company_id")
    Case.objects.filter(pk=first.pk).update(policy=last.policy_id)


BREAKS: dict[str, tuple[str, Callable[[], None]]] = {
    "an altered event": ("3", alter_the_past),
    "a reminder left alone": ("4", forget("deadlines_reminder", "taken_at")),
    "a reminder taken and told to nobody": ("4", lambda: run("DELETE FROM cases_notice")),
    "a notice that no mail was owed for": ("4", forget("cases_notice", "mailed_at")),
    "a message left in the queue": ("4", queue_again),
    "a mail for a case that was closed": ("6", close_before_it_left),
    "a reminder of a clock that is paused": ("6", pause_with_a_reminder_planned),
    "a reminder of another company": (
        "9",
        lambda: without_key(
            "deadlines_reminder",
            "deadlines_reminder_of_the_clocks_company",
            "company_id = company_id + 1",
        ),
    ),
    "a notice of another company": (
        "9",
        lambda: without_key(
            "cases_notice",
            "notice_of_its_company",
            "company_id = (SELECT max(id) + min(id) FROM companies_company) - company_id",
        ),
    ),
    "a case under the policy of another company": ("9", go_by_the_policy_of_another),
    "a message of no company": (
        "9",
        lambda: without_key("outbox_message", "outbox_message_same_company", "company_id = 0"),
    ),
}


@pytest.fixture
def done(desks: Desks, sink: Sink, settings: Settings) -> datetime:
    """Four reminders went all the way; when they did."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    now = timezone.now()
    desks.publish(now=now)
    desks.owe(2)
    run_all(now=now)
    assert invariants.broken(sink, now=now) == []
    return now


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_one_is_named(name: str, sink: Sink, done: datetime) -> None:
    number, do = BREAKS[name]

    do()

    assert number in {rule[0] for rule in invariants.broken(sink, now=done)}


@pytest.mark.parametrize(
    "break_one",
    [
        forget("deadlines_reminder", "taken_at"),
        forget("cases_notice", "mailed_at"),
        queue_again,
    ],
    ids=["reminder", "notice", "message"],
)
def test_what_is_a_day_late_is_overdue(
    break_one: Callable[[], None], sink: Sink, done: datetime
) -> None:
    break_one()

    later = invariants.broken(sink, now=done + timedelta(days=1))

    assert "5" in {rule[0] for rule in later}


def test_a_mail_that_nobody_sent_is_named(sink: Sink, done: datetime) -> None:
    run("UPDATE outbox_message SET state = 'dropped', sent_at = NULL WHERE key LIKE 'notice:%%'")

    (rule,) = invariants.broken(sink, now=done)

    assert rule.startswith("7")
    assert "arrived and was not sent" in rule


def test_a_mail_that_never_arrived_is_named(sink: Sink, done: datetime) -> None:
    sink.arrivals.pop()

    (rule,) = invariants.broken(sink, now=done)

    assert "was sent and did not arrive" in rule
