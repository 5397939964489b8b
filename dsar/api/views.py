"""The calls of API v1. Each makes one call of an operation or a query and holds no rule."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dsar.cases import queries
from dsar.cases.changed import last_change_of
from dsar.cases.models import Case
from dsar.cases.operations.intake import receive_request
from dsar.cases.references import normalise

from . import problems
from .authentication import InScope, KeyAuthentication
from .idempotency import once, read_key
from .listing import ListQuery, matching, page
from .models import ApiKey, Scope
from .parsing import MOST_BYTES, BodyParser, refuse_the_large
from .schema import EXAMPLE, IDEMPOTENCY_KEY, problems_of
from .serializers.chosen import ANY_CASE, CaseListOut, CaseQuery
from .serializers.incoming import CaseIn
from .serializers.outgoing import CaseOut
from .throttling import LEFT, PerKey


class View(APIView):
    parser_classes = [BodyParser]
    http_method_names = ["get", "head", "post"]

    def get_exception_handler(self) -> Any:
        return problems.answer_problem


# No docstrings here: they would stand in the schema, below each call that says nothing itself.
class KeyedView(View):
    authentication_classes = [KeyAuthentication]
    permission_classes = [InScope]
    throttle_classes = [PerKey]
    # What each method needs of the key.
    scopes: Mapping[str, str] = {}
    most_bytes = MOST_BYTES

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_the_large(request, most=self.most_bytes)

    def check_permissions(self, request: Request) -> None:
        # Counted first: a call beyond what the key may do is a call too, and is told what is left.
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        pass  # done above

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in request.META.get(LEFT, {}).items():
            answer[name] = value
        return answer

    @property
    def key(self) -> ApiKey:
        assert isinstance(self.request.auth, ApiKey)  # noqa: S101  (InScope let nobody else in)
        return self.request.auth

    def cases(self) -> QuerySet[Case]:
        """All that this key can reach; any other case does not exist for it."""
        reached = queries.cases_of(self.key.company).filter(is_test=self.key.is_test)
        # Neither the policy's rules nor what is sealed is part of an answer; both are long.
        lean = reached.select_related(None).select_related("company", "clock", "data_key", "about")
        beside = Prefetch("together__cases", Case.objects.only("reference", "together"))
        return lean.prefetch_related("clock__events", beside).defer("person", "details")

    def case(self, reference: str) -> Case:
        """The case, or the same 404 for another's and for none."""
        case = self.cases().filter(reference=normalise(reference) or "").first()
        if case is None:
            raise NotFound
        return case

    def tagged(self, reference: str) -> tuple[Case, dict[str, str]]:
        """The case and its tag, which is another one after each change.

        Read before the case: what changes in between makes the tag old, never the case.
        """
        tag = last_change_of(self.key.company_id, normalise(reference) or "")
        return self.case(reference), {"ETag": f'"{tag}"'}


class CasesView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ, "POST": Scope.CREATE}

    @extend_schema(
        operation_id="cases_list",
        summary="List cases",
        description="Newest first. Follow `next` until it is null.",
        parameters=[ListQuery],
        responses={200: CaseListOut, **problems_of(400, 401, 403, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        query = ListQuery(data=request.query_params.dict())
        if not query.is_valid():
            raise problems.invalid_fields(query)
        asked = query.validated_data
        found, cursor = page(
            matching(self.cases(), asked), limit=asked["limit"], cursor=asked.get("cursor")
        )
        rest = {**request.query_params.dict(), "cursor": cursor}
        now = timezone.now()
        return Response(
            {
                "results": [_chosen(case_json(case, now=now), asked) for case in found],
                "next": f"{_address()}?{urlencode(rest)}" if cursor else None,
            }
        )

    @extend_schema(
        operation_id="cases_create",
        summary="Create a case",
        description="The period runs from `received_at`. Sent again with the same "
        "Idempotency-Key, the call makes no second case and gets the first answer, with the "
        "header `Idempotent-Replayed: true`.",
        parameters=[IDEMPOTENCY_KEY],
        request=CaseIn,
        examples=[EXAMPLE],
        responses={201: CaseOut, **problems_of(400, 401, 403, 409, 413, 415, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        content = request.data
        idempotency_key = read_key(request.headers.get("Idempotency-Key"))
        body = CaseIn(data=content, context={"company": self.key.company})
        if not body.is_valid():
            raise problems.invalid_fields(body)
        now = timezone.now()

        def work() -> tuple[int, Any]:
            case = receive_request(
                company=self.key.company,
                request=body.asked(is_test=self.key.is_test),
                actor=self.key.actor,
                now=now,
            )
            return 201, case_json(case, now=now)

        answered = once(
            company=self.key.company,
            key=idempotency_key,
            # The same words sent with a test key and with a live one ask for two things.
            content=[self.key.is_test, content],
            now=now,
            work=work,
        )
        headers = {"Location": answered.body["links"]["case"]}
        if answered.replayed:
            headers["Idempotent-Replayed"] = "true"
        return Response(answered.body, status=answered.status, headers=headers)


class CaseView(KeyedView):
    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    @extend_schema(
        operation_id="cases_retrieve",
        summary="Read a case",
        parameters=[CaseQuery],
        responses={200: ANY_CASE, **problems_of(400, 401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:
        query = CaseQuery(data=request.query_params.dict())
        if not query.is_valid():
            raise problems.invalid_fields(query)
        case, tag = self.tagged(reference)
        told = case_json(case, now=timezone.now())
        return Response(_chosen(told, query.validated_data), headers=tag)


class NothingHereView(View):
    """Any other address below the API, for anybody."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        raise NotFound


def case_json(case: Case, *, now: Any) -> dict[str, Any]:
    portal = f"{settings.PUBLIC_URL}/status/?{urlencode({'ref': case.reference})}"
    answer = queries.as_json(case, now=now)
    return {
        **answer,
        "why": [
            {
                "step": step["what"],
                "on": step["on"],
                "text": step["text"],
                "article": step["article"],
                "source": step["source"],
                "certainty": step["certainty"],
                "days": step["days"],
                "holidays": step["names"],
                "safe_on": step.get("safe_on"),
            }
            for step in answer["why"]
        ],
        "links": {
            "case": f"{_address()}/{case.reference}",
            "actions": f"{_address()}/{case.reference}/actions",
            "requester_portal": portal,
        },
    }


def _chosen(told: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Only the fields that were asked for; all of them where none was named."""
    return {name: told[name] for name in asked.get("fields", told)}


def _address() -> str:
    """From the settings and never from the Host header, which a caller can choose."""
    return f"{settings.PUBLIC_URL}/api/v1/cases"
