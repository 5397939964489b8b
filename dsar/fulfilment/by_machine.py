"""Which searches a machine is asked for: nobody is mailed a link while it works on one.

Upper floors say so. An officer who sends a link all the same sends it.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from .models import SearchTask

Asked = Callable[[], QuerySet[SearchTask]]
_ASKED: list[Asked] = []


def register(asked: Asked) -> None:
    """`asked` gives all searches that a machine is asked for, or will be."""
    _ASKED[:] = [asked]


def is_asked(task: SearchTask) -> bool:
    return any(asked().filter(pk=task.pk).exists() for asked in _ASKED)


def not_asked(tasks: QuerySet[SearchTask]) -> QuerySet[SearchTask]:
    """Those of these that people look for."""
    for asked in _ASKED:
        tasks = tasks.exclude(pk__in=asked().values("pk"))
    return tasks
