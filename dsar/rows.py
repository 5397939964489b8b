"""Many new rows in one statement that is as long for a thousand as for one.

`bulk_create` writes a placeholder for every value of every row: for thousands of rows that takes
longer than the database needs to store them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

Value = Callable[[Any], Any]


def add_all(rows: Iterable[models.Model], *, known_stay: bool = False) -> None:
    """Insert these rows, all of one model. What the database makes itself is not read back.

    With `known_stay`, a row that breaks a unique key is left out; without, nothing is inserted and
    IntegrityError raised.
    """
    rows = list(rows)
    if not rows:
        return
    statement, values = _of(type(rows[0]))
    data = [{column: of(getattr(row, name)) for column, name, of in values} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} ON CONFLICT DO NOTHING" if known_stay else statement,
            [json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=32)
def _of(model: type[models.Model]) -> tuple[str, tuple[tuple[str, str, Value], ...]]:
    """The statement, and what its JSON holds: column, attribute and how it is written."""
    quote = connection.ops.quote_name
    # What the database counts has no value yet.
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    names = ", ".join(quote(str(field.column)) for field in fields)
    types = ", ".join(f"{quote(str(field.column))} {_type(field)}" for field in fields)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) "  # noqa: S608 - names of columns
        f"SELECT {names} FROM json_to_recordset(%s) AS row ({types})",
        tuple((str(field.column), field.attname, _value(field)) for field in fields),
    )


def _type(field: models.Field[Any, Any]) -> str:
    # Without its length: the column itself refuses what is too long.
    return (field.db_type(connection) or "").partition("(")[0]


def _value(field: models.Field[Any, Any]) -> Value:
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else f"\\x{field.get_prep_value(value).hex()}"
    if isinstance(field, models.DateField):  # and every moment
        return lambda value: value and value.isoformat()
    return lambda value: value
