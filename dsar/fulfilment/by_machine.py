"""Which searches a machine is asked for: nobody is mailed a link while it works on one.

Upper floors say so. An officer who sends a link all the same sends it.
"""

from collections.abc import Callable

from .models import SearchTask

Asked = Callable[[SearchTask], bool]
_ASKED: list[Asked] = []


def register(asked: Asked) -> None:
    _ASKED[:] = [asked]


def is_asked(task: SearchTask) -> bool:
    return any(asked(task) for asked in _ASKED)
