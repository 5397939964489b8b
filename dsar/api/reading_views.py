"""What can be read beside the cases themselves: the clock, events, policies."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from dsar.audit.models import Event
from dsar.cases.models import Case

from . import problems
from .listing import EventQuery
from .models import Scope
from .schema import problems_of
from .serializers.reading import (
    CaseClockOut,
    EventListOut,
    PolicyListOut,
    PolicyOut,
)
from .views import KeyedView, case_json


class ClockView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    @extend_schema(
        operation_id="clock_retrieve",
        summary="Read the clock of a case",
        description="The dates and how they came about: the same steps as on the case's page.",
        responses={200: CaseClockOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case, tag = self.tagged(reference)
        told = case_json(case, now=timezone.now())
        return Response({name: told[str(name)] for name in CaseClockOut().fields}, headers=tag)


class EventsView(KeyedView):
    scopes = {"GET": Scope.EVENTS, "HEAD": Scope.EVENTS}

    @extend_schema(
        operation_id="events_list",
        summary="List what happened",
        description="Oldest first. Ask again with `after` set to `last`: nothing is told twice and "
        "nothing is missed. An event names the case and nobody. Further kinds come with time: "
        "leave out what you do not know.",
        parameters=[EventQuery],
        responses={200: EventListOut, **problems_of(400, 401, 403, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        query = EventQuery(data=request.query_params.dict())
        if not query.is_valid():
            raise problems.invalid_fields(query)
        asked, key = query.validated_data, self.key
        cases = Case.objects.filter(
            company=key.company, is_test=key.is_test, reference=OuterRef("subject")
        )
        later = Event.objects.filter(company_id=key.company_id, seq__gt=asked["after"])
        if since := asked.get("since"):
            later = later.filter(at__gte=since)
        if kind := asked.get("type"):
            later = later.filter(Q(event=kind) | Q(event__startswith=f"{kind}."))
        found = list(later.filter(Exists(cases)).order_by("seq")[: asked["limit"]])
        return Response(
            {
                "results": [
                    {"id": one.seq, "type": one.event, "at": one.at, "case": one.subject}
                    for one in found
                ],
                "last": found[-1].seq if found else asked["after"],
            }
        )


class PoliciesView(KeyedView):
    scopes = {"GET": Scope.POLICIES, "HEAD": Scope.POLICIES}

    @extend_schema(
        operation_id="policies_list",
        summary="List the versions of the company's policy",
        description="Newest first. A case stands under the version of the day it came in.",
        responses={200: PolicyListOut, **problems_of(401, 403, 429, 503)},
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002
        found = self.key.company.policies.published().order_by("-version")
        return Response(
            {"results": [{"version": p.version, "published_at": p.published_at} for p in found]}
        )


class PolicyView(KeyedView):
    scopes = {"GET": Scope.POLICIES, "HEAD": Scope.POLICIES}

    @extend_schema(
        operation_id="policies_retrieve",
        summary="Read one version of the policy",
        responses={200: PolicyOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, version: str) -> Response:  # noqa: ARG002
        # Longer numbers fit no row.
        if not (version.isascii() and version.isdecimal() and len(version) < 10):
            raise NotFound
        found = self.key.company.policies.published().filter(version=int(version)).first()
        if found is None:
            raise NotFound
        return Response(
            {
                "version": found.version,
                "published_at": found.published_at,
                "rules": found.rules_json,
            }
        )
