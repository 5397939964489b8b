"""Asking owners to search, asking them again, and doing without one of them."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations.changing import lock_case, record, today_at
from dsar.vault.operations import seal

from .. import by_machine, links, mails
from ..due import due_of
from ..models import SearchTask, System

State = SearchTask.State


@transaction.atomic
def ask_search(
    *,
    case_id: UUID,
    systems: Collection[int],
    due_on: date | None = None,
    also: str = "",
    actor: str,
    now: datetime,
) -> list[SearchTask]:
    """Each of these systems has a task, and its owner is owed a mail where no machine does it. One
    that is asked already is left out. Without `due_on` the day follows the case's own date. `also`
    is what helps to find the person beyond what the case knows of them."""
    case = lock_case(case_id, doing="ask_search")
    _refuse_day(case, due_on, now=now)
    waiting = set(case.search_tasks.filter(state=State.OPEN).values_list("system", flat=True))
    wanted = System.objects.filter(company=case.company, retired_at=None, pk__in=systems)
    found = list(wanted.exclude(pk__in=waiting))
    if not found:
        raise Invalid("systems", "Choose a system that nobody has been asked to search yet.")
    return [_ask(case, system, due_on, also.strip(), actor=actor, now=now) for system in found]


@transaction.atomic
def send_search(
    *, case_id: UUID, task_id: UUID, due_on: date | None = None, actor: str, now: datetime
) -> SearchTask:
    """The owner is owed another mail, with a new link; the one before works no more. With
    `due_on`, that is the day from now on."""
    case = lock_case(case_id, doing="send_search")
    task = open_task(case, task_id)
    _refuse_day(case, due_on, now=now)
    if due_on:
        task.due_by_hand, task.reminded = due_on, 0
        task.save(update_fields=["due_by_hand", "reminded"])
    links.shut(task, now=now)
    if not mails.send(task, mails.ASKED, due_on=due_of(task), now=now):
        raise Invalid(
            "task_id",
            f"Nobody can be mailed about {task.system}: an administrator adds its owner’s address.",
        )
    record(
        case,
        "search.asked-again",
        actor=actor,
        now=now,
        system=task.system.code,
        due_on=due_of(task).isoformat(),
    )
    return task


@transaction.atomic
def withdraw_search(*, case_id: UUID, task_id: UUID, actor: str, now: datetime) -> SearchTask:
    """The link of this task works no more, and a mail that is still owed is not sent. The task
    stays open: an officer records what the owner says, or sends another link."""
    case = lock_case(case_id, doing="withdraw_search")
    task = open_task(case, task_id)
    if not task.token_hash:
        raise NotAllowed(f"{case.reference}: no link is out for {task.system}.")
    links.shut(task, now=now)
    record(case, "search.link-withdrawn", actor=actor, now=now, system=task.system.code)
    return task


@transaction.atomic
def drop_search(
    *, case_id: UUID, task_id: UUID, reason: str, actor: str, now: datetime
) -> SearchTask:
    """Nobody searches there for this case, for the reason that is kept. It holds nothing back."""
    case = lock_case(case_id, doing="drop_search")
    task = open_task(case, task_id)
    if not reason.strip():
        raise Invalid("reason", "Write why nobody has to search there; it is kept with the case.")
    links.shut(task, now=now)
    seal(task, "because", reason)
    task.state, task.ended_by, task.ended_at = State.DROPPED, actor, now
    task.save(update_fields=["because", "state", "ended_by", "ended_at"])
    record(case, "search.dropped", actor=actor, now=now, system=task.system.code)
    return task


def open_task(case: Case, task_id: UUID) -> SearchTask:
    """The task, which shares the case's lock. Raises Invalid where it is none that waits."""
    task = case.search_tasks.select_related("system").filter(pk=task_id, state=State.OPEN).first()
    if task is None:
        raise Invalid("task_id", "Choose a search that nobody has answered yet.")
    task.case = case
    return task


def _ask(
    case: Case, system: System, due_by_hand: date | None, also: str, *, actor: str, now: datetime
) -> SearchTask:
    task = SearchTask(
        company=case.company,
        case=case,
        system=system,
        asked_by=actor,
        asked_at=now,
        due_by_hand=due_by_hand,
    )
    if also:
        seal(task, "also", also)
    task.save(force_insert=True)
    day = due_of(task)
    mailed = not by_machine.is_asked(task) and mails.send(task, mails.ASKED, due_on=day, now=now)
    record(
        case,
        "search.asked",
        actor=actor,
        now=now,
        system=system.code,
        due_on=day.isoformat(),
        mailed=mailed,
    )
    return task


def _refuse_day(case: Case, day: date | None, *, now: datetime) -> None:
    if day is None:
        return
    if day < today_at(case, now):
        raise Invalid("due_on", "Choose a day that has not passed.")
    last = case.clock.due_on
    if last and day >= last and last > today_at(case, now):
        raise Invalid("due_on", "Choose a day before the date on which the answer is due.")
