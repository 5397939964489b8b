"""The searches of a case: who looks is none of a program's business, and what was found is not."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.cases.models import Case
from dsar.cases.queries import today_at
from dsar.fulfilment.due import with_dates
from dsar.fulfilment.models import SearchTask

from .models import Scope
from .schema import problems_of
from .serializers.tasks import TaskListOut, TaskOut
from .views import KeyedView


class TasksView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    @extend_schema(
        operation_id="tasks_list",
        summary="List the searches of a case",
        description="In the order in which they were asked for. What was looked for and found is "
        "not told here; owners answer by their link, officers at the desk.",
        responses={200: TaskListOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        return Response({"results": _told(case, _tasks(case))}, headers=tag)


class TaskView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    @extend_schema(
        operation_id="tasks_retrieve",
        summary="Read a search of a case",
        responses={200: TaskOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str, pk: UUID) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        found = _told(case, _tasks(case).filter(pk=pk))
        if not found:
            raise NotFound
        return Response(found[0], headers=tag)


def _tasks(case: Case) -> QuerySet[SearchTask]:
    found = case.search_tasks.select_related("system", "case__clock", "case__company")
    return found.prefetch_related("records").order_by("asked_at", "pk")


def _told(case: Case, tasks: Iterable[SearchTask]) -> list[dict[str, Any]]:
    today = today_at(case, timezone.now())
    return [
        {
            "id": task.pk,
            "system": {"code": task.system.code, "name": task.system.name},
            "state": task.state,
            "asked_at": task.asked_at,
            "due_on": due_on,
            "is_overdue": task.is_open and due_on < today,
            "ended_at": task.ended_at,
            "result": _result(task),
        }
        for task, due_on in with_dates(tasks)
    ]


def _result(task: SearchTask) -> str | None:
    records = list(task.records.all())
    corrected = {record.corrects_id for record in records}
    return next((one.result for one in records if one.pk not in corrected), None)
