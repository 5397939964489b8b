"""What upper floors keep of a case goes with it: they know which rows, an erasure asks them."""

from collections.abc import Callable
from datetime import datetime

from .models import Case

Forget = Callable[[Case, datetime], None]
_FORGET: dict[str, Forget] = {}


def register(name: str, forget: Forget) -> None:
    """`forget` is called in the erasure's transaction, while the case still has its numbers."""
    _FORGET[name] = forget


def forget_elsewhere(case: Case, *, now: datetime) -> None:
    for forget in _FORGET.values():
        forget(case, now)
