"""Months' reports as somebody signed them: a test key reads those about invented cases."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.reports import exporting, signing
from dsar.reports.document import Cell, Table, text_of
from dsar.reports.models import SignedReport

from .models import Scope
from .schema import problems_of
from .serializers.reports import ReportOut, SignedListOut
from .views import KeyedView


class CsvRenderer(JSONRenderer):
    """Text as it is. A problem stays JSON, whatever was asked for."""

    media_type = "text/csv"
    format = "csv"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if isinstance(data, str):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)


class ReportsView(KeyedView):
    scopes = {"GET": Scope.REPORTS, "HEAD": Scope.REPORTS}

    @extend_schema(
        operation_id="reports_list",
        summary="List the signed reports",
        description="The newest month first, and of a month the newest version.",
        responses={200: SignedListOut, **problems_of(401, 403, 429, 503)},
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002
        found = _signed(self).defer("content").order_by("-month", "-version")
        return Response({"results": [_seen(one) for one in found]})


class ReportView(KeyedView):
    scopes = {"GET": Scope.REPORTS, "HEAD": Scope.REPORTS}
    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        operation_id="reports_retrieve",
        summary="Read a signed report",
        description="Its sentences and tables, word for word as at the desk. With "
        "`Accept: text/csv`, one figure a line: table, row, column, value.",
        responses={
            (200, "application/json"): ReportOut,
            (200, "text/csv"): OpenApiTypes.STR,
            **problems_of(401, 403, 404, 429, 503),
        },
    )
    def get(self, request: Request, pk: UUID) -> Response:
        one = _signed(self).select_related("data_key__company_key").filter(pk=pk).first()
        if one is None:
            raise NotFound
        found = signing.opened(one)
        if isinstance(request.accepted_renderer, CsvRenderer):
            text = exporting.as_csv(found.report)
            return Response(text, content_type="text/csv; charset=utf-8")
        return Response(
            {
                **_seen(one),
                "title": found.report.title,
                "sentences": [text_of(said) for said in found.report.sentences],
                "tables": [_table(table) for table in found.report.tables],
                "note": found.note,
                "is_whole": found.whole,
            }
        )


def _signed(view: KeyedView) -> QuerySet[SignedReport]:
    return SignedReport.objects.filter(company=view.key.company, invented=view.key.is_test)


def _seen(one: SignedReport) -> dict[str, Any]:
    return {
        "id": one.pk,
        "month": f"{one.month:%Y-%m}",
        "version": one.version,
        "signed_at": one.signed_at,
        "sha256": one.sha256,
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return {"code": table.code, "title": table.title, "head": list(table.head), "rows": rows}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "case": cell.case or None}
