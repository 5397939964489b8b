"""Row-level security: PostgreSQL shows a row to work that its company is in force for.

Laid on after every migration, from the models: a table that somebody adds tomorrow has it too.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from . import tables
from .in_force import EVERY, SETTING

POLICY = "of_its_company"

# NULL stands for every company. A setting that was once made in a session is empty afterwards,
# not gone.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION tenancy_companies() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := pg_catalog.current_setting('{SETTING}', true);
BEGIN
    IF told IS NULL OR told = '' THEN
        RAISE EXCEPTION 'No company is in force, so no row of one may be touched.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF told = '{EVERY}' THEN
        RETURN NULL;
    END IF;
    RETURN told::bigint[];
END $$;
"""
# The sub-select is answered once a statement, not once a row. Where every company is in force, and
# for a row of nobody, the comparison says neither yes nor no.
CONDITION = f"({tables.COLUMN} = ANY ((SELECT tenancy_companies())::bigint[])) IS NOT FALSE"


def lay_on(connection: BaseDatabaseWrapper) -> None:
    """Every table of companies there is has the policy, for its owner too."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for table in present(connection):
            cursor.execute(
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                f"DROP POLICY IF EXISTS {POLICY} ON {table};"
                f"CREATE POLICY {POLICY} ON {table} USING ({CONDITION})"
            )


def take_off(connection: BaseDatabaseWrapper) -> None:
    """As before there was any of it: what an older version of the desk needs."""
    with connection.cursor() as cursor:
        for table in present(connection):
            cursor.execute(
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
                f"DROP POLICY IF EXISTS {POLICY} ON {table}"
            )
        cursor.execute("DROP FUNCTION IF EXISTS tenancy_companies()")


def bare(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of companies that PostgreSQL shows to anybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class WHERE relname = ANY (%s) AND relkind = 'r'
                AND relnamespace = current_schema()::regnamespace
                AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (
                    SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = %s))
            ORDER BY relname
            """,
            [_tables(), POLICY],
        )
        return [name for (name,) in cursor.fetchall()]


def _tables() -> list[str]:
    return [model._meta.db_table for model in tables.of_companies()]


def present(connection: BaseDatabaseWrapper) -> list[str]:
    """In the middle of going back a version some are not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = ANY (%s) AND column_name = %s
            ORDER BY table_name
            """,
            [_tables(), tables.COLUMN],
        )
        return [name for (name,) in cursor.fetchall()]
