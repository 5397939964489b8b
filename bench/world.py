"""What the benchmarks find in the database: a company with many cases, made in seconds."""

import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connection

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from dsar.companies.operations import publish_policy
from dsar.companies.rules import LADDER, Rung
from dsar.tenancy.in_force import EVERY, SETTING
from tests import desk, many

OFFICERS = 20
AT_ONCE = 10_000  # cases copied in one transaction
# The product's own ladder but for one rung more, which is due before all the others.
DUE = Rung(30, ("owner",))


def anew(name: str) -> float:
    """From here on we, and every process that is started, work in a database of that name, which
    is empty; the seconds that its tables took."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    connection.close()
    connection.settings_dict["NAME"] = name
    url = urlsplit(os.environ["DATABASE_URL"])
    os.environ["DATABASE_URL"] = url._replace(path=f"/{name}").geturl()
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    return time.perf_counter() - began


def company(*, now: datetime) -> Company:
    """It writes at any hour, a mail for each notice."""
    published = many.publish("nexus-ip", ladder=(DUE, *LADDER), now=now)
    for number in range(OFFICERS):
        desk.person(Role.OFFICER, published, name=f"officer-{number}")
    for role in (Role.LEAD, Role.DPO):
        desk.person(role, published)
    # A promise shorter than the law's month would leave no room for the rung that is due.
    rules = replace(published.policy.rules, promise=dict.fromkeys(published.policy.rules.promise))
    publish_policy(
        company_id=published.pk, rules=rules, actor="system", now=now - timedelta(days=200)
    )
    published.refresh_from_db()
    return published


def copies(case: Case, count: int) -> None:
    """So many more like it, shared among the officers."""
    owners = [row.user for row in case.company.memberships.filter(role=Role.OFFICER)]
    for number, owner in enumerate(owners):
        share = count // len(owners) + (number < count % len(owners))
        for begun in range(0, share, AT_ONCE):
            many.copy(case, min(AT_ONCE, share - begun), owner=owner)


def tidy(*tables: str) -> None:
    """As autovacuum would leave them, so that no turn pays for the one before."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def plain() -> "psycopg2.extensions.connection":
    """A connection without Django, for the plain SQL beside us, under the same policies."""
    whole_desk = f"-c {SETTING}={EVERY}"
    return psycopg2.connect(**connection.get_connection_params(), options=whole_desk)
