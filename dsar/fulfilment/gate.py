"""No answer leaves while somebody has still to look somewhere."""

from dsar.cases.gates import Reason
from dsar.cases.models import Case

from .models import SearchTask

PLACE = "#searches"


def open_searches(case: Case) -> list[Reason]:
    """One reason for all of them, with the systems by name."""
    waiting = SearchTask.objects.filter(case=case, state=SearchTask.State.OPEN)
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
