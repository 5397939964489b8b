"""Why a message is owed, asked again just before it leaves. Upper floors say what the names mean.

A reminder for a case that was closed in the meantime must not be sent.
"""

from collections.abc import Callable

Holds = Callable[[str], bool]
_REASONS: dict[str, Holds] = {}


def register(name: str, fn: Holds) -> None:
    """`fn` is given the row's subject; False drops the message for good."""
    _REASONS[name] = fn


def known(name: str) -> bool:
    return not name or name in _REASONS


def still_holds(name: str, subject: str) -> bool:
    return not name or _REASONS[name](subject)
