"""What an answered case lacks that it ought not to be closed without: closing it all the same takes
a written reason. Upper floors know of more."""

from collections.abc import Callable, Sequence

from dsar.outbox.models import Message as Owed
from dsar.outbox.models import State

from .gates import Reason
from .incidents import undone
from .models import Case, Message

Look = Callable[[Case], Sequence[Reason]]
_LOOKS: list[Look] = []


def register(look: Look) -> None:
    if look not in _LOOKS:
        _LOOKS.append(look)


def left(case: Case) -> list[Reason]:
    """A sentence for each thing that is open, and where it is done."""
    return [*_undelivered(case), *_astray(case), *(one for look in _LOOKS for one in look(case))]


def _undelivered(case: Case) -> list[Reason]:
    answers = case.messages.filter(kind="answer", direction=Message.Direction.OUT)
    letter = answers.order_by("-at", "-pk").first()
    if letter is None:
        return []
    if letter.by_post and letter.posted_at is None:
        return [Reason("The answer waits to be printed and posted.", f"letters/{letter.pk}/")]
    owed = Owed.objects.filter(key=f"letter:{letter.pk}", company_id=case.company_id)
    if owed.filter(state=State.FAILED).exists():
        return [Reason("The mail with the answer could not be delivered.", "#conversation")]
    return []


def _astray(case: Case) -> list[Reason]:
    if undone(case) is None:
        return []
    return [Reason("An answer reached the wrong person, and that is not settled.")]
