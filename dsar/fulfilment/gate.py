"""No answer leaves while somebody has still to look somewhere."""

from dsar.cases.gates import Reason
from dsar.cases.models import Case

from .models import SearchTask

PLACE = "#searches"
# Data are copied, changed or deleted wherever they lie.
LOOKED_FOR = frozenset({"access", "portability", "erasure", "rectification", "restriction"})


def never_searched(case: Case) -> list[Reason]:
    """Registered with dsar.cases.unfinished: nobody was asked, although systems are listed."""
    if case.right not in LOOKED_FOR or case.search_tasks.exists():
        return []
    if not case.company.systems.filter(retired_at=None).exists():
        return []
    return [Reason("No search is recorded, although systems are listed.", PLACE)]


def open_searches(case: Case) -> list[Reason]:
    """One reason for all of them, with the systems by name."""
    waiting = case.search_tasks.filter(state=SearchTask.State.OPEN)
    names = list(waiting.order_by("system__name").values_list("system__name", flat=True))
    if not names:
        return []
    return [
        Reason(
            f"Nobody has answered yet for {', '.join(names)}: record what was found there, or drop "
            "the search and say why.",
            PLACE,
        )
    ]
