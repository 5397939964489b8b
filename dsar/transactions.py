"""Joining the transaction that is open."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

Given = ParamSpec("Given")
Found = TypeVar("Found")


def in_transaction(operation: Callable[Given, Found]) -> Callable[Given, Found]:
    """In the caller's transaction, or in one of its own where none is open.

    `atomic` would set a savepoint in the caller's, which costs two statements. So this is for what
    raises, if at all, before it has written, or says that its errors end the caller's transaction:
    a caller who goes on after one keeps what was written until then.
    """

    @wraps(operation)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        if connection.in_atomic_block:
            return operation(*args, **kwargs)
        with transaction.atomic():
            return operation(*args, **kwargs)

    return run
