"""F15: many threads share few connections, break off in every way, and never see a foreign row."""

import queue
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError

from dsar import tenancy
from dsar.cases.models import Case
from dsar.tenancy import roles
from dsar.tenancy.in_force import in_force
from dsar.tenancy.postgresql import base
from tests import desk
from tests.faults.conftest import FULL
from tests.services import DESK

READS = 100_000 if FULL else 2_000
THREADS = 200 if FULL else 20
CONNECTIONS = 5
SLUGS = ("next-connex", "nexus-ip", "connexai")


class Pool:
    """Connections that are used again by whoever comes next, as the desk's own role."""

    def __init__(self) -> None:
        self.free: queue.Queue[BaseDatabaseWrapper] = queue.Queue()
        for _ in range(CONNECTIONS):
            made = connections.create_connection("default")
            made.inc_thread_sharing()
            with made.cursor() as cursor:
                cursor.cursor.execute(f"SET ROLE {DESK}")
            self.free.put(made)
        self.lock = threading.Lock()
        self.left_behind: Counter[str] = Counter()

    @contextmanager
    def one(self) -> Iterator[BaseDatabaseWrapper]:
        taken = self.free.get()
        try:
            yield taken
        finally:
            with taken.connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('dsar.companies', true)")
                with self.lock:
                    self.left_behind[cursor.fetchone()[0] or ""] += 1
            self.free.put(taken)

    def close(self) -> None:
        while not self.free.empty():
            self.free.get().close()


@pytest.fixture
def pool(transactional_db: None) -> Iterator[Pool]:
    roles.grant(connection, DESK)
    for slug in SLUGS:
        for _ in range(3):
            desk.receive(desk.publish(slug))
    pool = Pool()
    yield pool
    pool.close()


ROWS = "SELECT company_id FROM cases_case"


def plainly(used: BaseDatabaseWrapper) -> set[int]:
    with used.cursor() as cursor:
        cursor.execute(ROWS)
        return {pk for (pk,) in cursor.fetchall()}


def in_a_transaction(used: BaseDatabaseWrapper) -> set[int]:
    used.set_autocommit(False)
    try:
        return plainly(used) | plainly(used)
    finally:
        used.commit()
        used.set_autocommit(True)


def broken_off(used: BaseDatabaseWrapper) -> set[int]:
    """An error in the middle: what was read before it counts."""
    used.set_autocommit(False)
    try:
        found = plainly(used)
        with used.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"{ROWS} WHERE 1 / (company_id - company_id) = 1")
        return found
    finally:
        used.rollback()
        used.set_autocommit(True)


def cancelled(used: BaseDatabaseWrapper) -> set[int]:
    """As when a visitor goes away: the statement is cancelled while it runs."""
    killer = threading.Timer(0.02, used.connection.cancel)
    killer.start()
    try:
        with used.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"{ROWS} WHERE pg_sleep(5) IS NOT NULL")
    finally:
        killer.join()
    return set()


def streamed(used: BaseDatabaseWrapper) -> set[int]:
    """Read in portions, and left before the end."""
    with used.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        return {pk for (pk,) in cursor.fetchmany(2)}


def forgotten(used: BaseDatabaseWrapper) -> set[int]:
    """Nobody said whose: Django's side refuses, and so does PostgreSQL past it."""
    with tenancy.nobody():
        with pytest.raises(tenancy.NoCompany):
            plainly(used)
        with (
            used.connection.cursor() as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(ROWS)
    return set()


def as_it_comes(used: BaseDatabaseWrapper) -> set[int]:
    """For the control: a connection that nobody told anything yet refuses."""
    try:
        return plainly(used)
    except DatabaseError:
        return set()


KINDS = (plainly, in_a_transaction, broken_off, streamed, forgotten)
RARE = cancelled


def run(pool: Pool, reads: int, dice: random.Random) -> Counter[str]:
    """How many reads of each kind there were, and how many saw a row of somebody else."""
    counts: Counter[str] = Counter()
    ids = sorted(Case.objects.values_list("company_id", flat=True).distinct())
    plans = [(dice.choice(ids), dice.choice(KINDS)) for _ in range(reads)]
    for index in range(0, reads, max(reads // 40, 1)):
        plans[index] = (plans[index][0], RARE)
    todo: queue.SimpleQueue[tuple[int, Callable[[BaseDatabaseWrapper], set[int]]]]
    todo = queue.SimpleQueue()
    for plan in plans:
        todo.put(plan)

    lock = threading.Lock()

    def work() -> None:
        while not todo.empty():
            try:
                mine, kind = todo.get_nowait()
            except queue.Empty:
                return
            with pool.one() as used, tenancy.companies([mine]):
                found = kind(used)
            with lock:
                counts[kind.__name__] += 1
                counts["foreign"] += bool(found - {mine})
                counts["rows"] += len(found)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counts


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_no_thread_ever_sees_a_row_of_another_company(
    pool: Pool, dice: random.Random, figures: dict[str, object]
) -> None:
    counts = run(pool, READS, dice)

    figures |= {
        "reads": sum(counts[kind.__name__] for kind in (*KINDS, RARE)),
        "threads": THREADS,
        "connections": CONNECTIONS,
        "foreign rows": counts["foreign"],
        "refused where nothing was in force": counts["forgotten"],
        "cancelled": counts["cancelled"],
        "check-ins": pool.left_behind.total(),
        "settings left behind": pool.left_behind.total() - pool.left_behind[""],
    }
    assert figures["reads"] == READS
    assert counts["rows"] > READS / 2
    assert counts["foreign"] == 0
    assert counts["forgotten"] > 0
    assert set(pool.left_behind) == {""}


@pytest.mark.faults
def test_a_setting_of_the_session_is_seen_by_whoever_comes_next(
    pool: Pool, dice: random.Random, figures: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: as it is often built, once a request and for the whole session."""

    def tell(execute: base.Execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        told = in_force()
        if told is not None and dice.random() < 0.5:  # the first statement of a request says it
            setting = f"SET dsar.companies = '{told}';"
            return execute(setting + sql, params, many, context)
        return execute(sql, params, many, context)

    for used in list(pool.free.queue):
        used.execute_wrappers[:] = [tell]
    monkeypatch.setattr("tests.faults.test_companies_in_threads.KINDS", (as_it_comes,))
    monkeypatch.setattr("tests.faults.test_companies_in_threads.RARE", as_it_comes)

    counts = run(pool, 400, dice)

    figures |= {
        "reads": 400,
        "foreign rows": counts["foreign"],
        "settings left behind": pool.left_behind.total() - pool.left_behind[""],
    }
    assert counts["foreign"] > 0
    assert set(pool.left_behind) != {""}
