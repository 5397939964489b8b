"""Django's PostgreSQL, which is told with every statement which companies are in force.

Both go out in one message, so it costs no round trip; and for this transaction only (outside one,
a message is its own), so that no connection that is used again knows it. A session's `SET` would.
`SET LOCAL` is neither planned nor answered with a row, as `set_config` is.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.backends.postgresql import base

from .. import tables
from ..in_force import SETTING, NoCompany, in_force

# They touch no rows. In a transaction that failed nothing else may go before those on savepoints;
# the others are refused wherever anything does.
_ALONE = re.compile(
    r"SAVEPOINT |RELEASE SAVEPOINT |ROLLBACK|SET TRANSACTION |VACUUM|(CREATE|DROP) DATABASE "
    r"|[\w ]{0,30} CONCURRENTLY "
)
Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


@cache
def _of_companies() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in tables.of_companies())


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(tell)


def tell(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """The statement, after the companies in force; where none are, alone."""
    cursor = context["cursor"].cursor
    if not isinstance(sql, str):
        sql = sql.as_string(cursor)
    told = in_force()
    if told is None:
        # PostgreSQL refuses as soon as there is a row to compare; this, also where there is none.
        if found := _of_companies().intersection(re.findall(r"\w+", sql)):
            raise NoCompany(f"no company is in force, and this touches {min(found)}")
        return execute(sql, params, many, context)
    if _ALONE.match(sql):
        return execute(sql, params, many, context)
    # `told` is digits and commas, or a word of ours.
    setting = f"SET LOCAL {SETTING} = '{told}';"
    if getattr(cursor, "name", None):
        return _before_declaring(setting, cursor.connection, execute, sql, params, many, context)
    return execute(setting + " " + sql, params, many, context)


def _before_declaring(setting: str, connection: Any, execute: Execute, *statement: Any) -> Any:
    """A server-side cursor is declared as one statement; outside a transaction it gets one, at
    the end of which PostgreSQL keeps what it found."""
    with connection.cursor() as plain:
        if not connection.autocommit:
            plain.execute(setting)
            return execute(*statement)
        plain.execute("BEGIN; " + setting)
        try:
            return execute(*statement)
        finally:
            plain.execute("COMMIT")
