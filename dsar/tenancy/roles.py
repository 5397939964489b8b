"""Two roles at PostgreSQL: an owner, who migrates, and the desk's own, which everything else runs
under and which owns nothing. A policy does not hold for a superuser, nor a lack of rights for an
owner."""

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

from . import tables

# What is written down for good: from these tables the desk's role takes nothing away.
ONLY_ADDED = ("audit_event", "deadlines_clockevent")
# Changed once more, when it is listed outside; never taken away.
NEVER_REMOVED = ("vault_shredding",)
KNOWN_TO_ALL = ("django_migrations",)


def grant(connection: BaseDatabaseWrapper, role: str, password: str = "") -> None:
    """The role may do what the desk does and nothing else. It is made where it is missing, which
    the owner may not be allowed to do: the error then says what to run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(_made(role, password))
        cursor.execute("SELECT current_schema()")
        where = {"role": sql.Identifier(role), "schema": sql.Identifier(cursor.fetchone()[0])}
        for statement in _GRANTS:
            cursor.execute(sql.SQL(statement).format(**where))
        for rights, tables in _TAKEN_BACK:
            for table in tables:
                cursor.execute(
                    sql.SQL("REVOKE {} ON {} FROM {}").format(
                        sql.SQL(rights), sql.Identifier(table), where["role"]
                    )
                )


def too_mighty(connection: BaseDatabaseWrapper) -> str | None:
    """Why PostgreSQL cannot hold this role to anything; None when it can. What it may become by
    `SET ROLE` counts like what it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, bool_or(rolsuper), bool_or(rolbypassrls), bool_or(rolcreaterole),
                bool_or(EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid
                    AND relname = ANY (%s) AND relnamespace = current_schema()::regnamespace))
            FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
            """,
            [[model._meta.db_table for model in tables.of_companies()]],
        )
        role, is_super, bypasses, makes_roles, owns = cursor.fetchone()
    if is_super:
        return f"{role} is a superuser of PostgreSQL, or may become one, whom no rule holds."
    if bypasses:
        return f"{role} may bypass row-level security."
    if owns:
        return f"{role} owns the tables, or may become who does, so it can take every guard off."
    if makes_roles:
        return f"{role} may make roles, and so give itself what it lacks."
    return None


_GRANTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "REVOKE TRUNCATE, TRIGGER, REFERENCES ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
)
_TAKEN_BACK = (
    ("UPDATE, DELETE", ONLY_ADDED),
    ("DELETE", NEVER_REMOVED),
    ("INSERT, UPDATE, DELETE", KNOWN_TO_ALL),
)


def _made(role: str, password: str) -> sql.Composed:
    how = " PASSWORD {password}" if password else ""
    return sql.SQL(
        "CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE" + how
    ).format(role=sql.Identifier(role), password=sql.Literal(password))
