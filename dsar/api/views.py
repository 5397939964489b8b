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
from dsar.cases.models import Case
from dsar.cases.operations.intake import receive_request
from dsar.cases.references import normalise

from . import problems
from .authentication import InScope, KeyAuthentication
from .idempotency import once, read_key
from .listing import ListQuery, matching, page
from .models import ApiKey, Scope
from .parsing import BodyParser, refuse_the_large
from .schema import EXAMPLE, IDEMPOTENCY_KEY, problems_of
from .serializers.incoming import CaseIn
from .serializers.outgoing import CaseListOut, CaseOut
from .throttling import PerKey


class View(APIView):
    parser_classes = [BodyParser]
    http_method_names = ["get", "head", "post"]

    def get_exception_handler(self) -> Any:
        return problems.answer_problem


class KeyedView(View):
    """Reached with an API key; `scopes` says what each method needs."""

    authentication_classes = [KeyAuthentication]
    permission_classes = [InScope]
    throttle_classes = [PerKey]
    scopes: Mapping[str, str] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_the_large(request)

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
                "results": [_json(case, now=now) for case in found],
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
            return 201, _json(case, now=now)

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
        responses={200: CaseOut, **problems_of(401, 403, 404, 429, 503)},
    )
    def get(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        case = self.cases().filter(reference=normalise(reference) or "").first()
        if case is None:
            raise NotFound
        return Response(_json(case, now=timezone.now()))


class NothingHereView(View):
    """Any other address below the API, for anybody."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        raise NotFound


def _json(case: Case, *, now: Any) -> dict[str, Any]:
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
        "links": {"case": f"{_address()}/{case.reference}", "requester_portal": portal},
    }


def _address() -> str:
    """From the settings and never from the Host header, which a caller can choose."""
    return f"{settings.PUBLIC_URL}/api/v1/cases"
