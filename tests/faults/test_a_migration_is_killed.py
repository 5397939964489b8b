"""F25, the tables: `manage.py migrate` is killed again and again, and ends where one that nobody
disturbed ends."""

import random
from typing import Any

import pytest
from django.db import connection

from tests.faults.changed import WITHOUT
from tests.faults.conftest import FULL
from tests.faults.fresh import Fresh

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
    pytest.mark.spared(why="the tables are empty, in a database of their own"),
]

KILLS = 20 if FULL else 2
TRIES = 20
SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
    concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy', tablename || '.' || policyname, concat_ws(' ', cmd, qual, with_check)
    FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def test_a_migration_killed_at_any_moment_goes_on_from_there(
    fresh: Fresh, dice: random.Random, figures: dict[str, Any]
) -> None:
    reached = []
    for _ in range(KILLS):
        assert fresh.killed(dice, within=100 // KILLS), fresh.log.read_text()[-800:]
        reached.append(len(fresh.recorded()))
    assert fresh.start().wait() == 0, fresh.log.read_text()[-800:]

    recorded, schema = fresh.recorded(), set(fresh.ask(SCHEMA))
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        undisturbed = set(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM django_migrations")
        (all_of_them,) = cursor.fetchone()
    figures |= {
        "kills": len(reached),
        "migrations": len(recorded),
        "of them done when killed": reached,
        "columns, indexes, rules and policies": len(schema),
        "lost": len(undisturbed - schema),
        "found": len(schema - undisturbed),
    }
    assert reached == sorted(reached)
    assert 0 < reached[-1] < len(recorded)
    assert len(set(recorded)) == len(recorded) == all_of_them
    assert schema ^ undisturbed == set()


def test_without_a_transaction_a_killed_migration_does_not_go_on(
    fresh: Fresh, dice: random.Random, figures: dict[str, Any]
) -> None:
    """The control: half a migration is left, and the next try stumbles over it."""
    kills = 0
    while kills < TRIES and fresh.killed(dice, within=6, **{WITHOUT: "transactions"}):
        kills += 1

    ended = fresh.start(**{WITHOUT: "transactions"}).wait()

    figures |= {"kills until one could not go on": kills, "lost": int(ended != 0)}
    assert ended != 0
    assert "already exists" in fresh.log.read_text()
