"""A Django and DRF site with one view, which stores three rows in one transaction and nothing else.

What a submission costs at least with this framework, this server and this database.
"""

import json
import os
import uuid
from datetime import UTC, datetime
from typing import Any

import dj_database_url
from django.conf import settings

DROP = "DROP TABLE IF EXISTS bare_audit, bare_outbox, bare_case;"
TABLES = """
CREATE TABLE bare_case (id uuid PRIMARY KEY, reference text UNIQUE, status text, body text,
    created_at timestamptz);
CREATE INDEX ON bare_case (created_at, id);
CREATE TABLE bare_audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id uuid
    REFERENCES bare_case, event text, facts jsonb, at timestamptz);
CREATE TABLE bare_outbox (id uuid PRIMARY KEY, case_id uuid REFERENCES bare_case, payload bytea,
    state text, next_try_at timestamptz);
CREATE INDEX ON bare_outbox (next_try_at) WHERE state = 'queued';
GRANT ALL ON bare_case, bare_audit, bare_outbox TO PUBLIC;
"""

if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["DSAR_SECRET_KEY"],
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
        INSTALLED_APPS=["rest_framework"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
        ],
        REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
        USE_TZ=True,
    )

    import django

    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Submission(serializers.Serializer[Any]):
    right = serializers.CharField(max_length=20)
    received_at = serializers.DateTimeField()
    text = serializers.CharField(max_length=10_000)


class Cases(APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        body = Submission(data=request.data)
        body.is_valid(raise_exception=True)
        pk, now = uuid.uuid4(), datetime.now(UTC)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bare_case VALUES (%s, %s, 'received', %s, %s)",
                [pk, str(pk)[:18], body.validated_data["text"], now],
            )
            cursor.execute(
                "INSERT INTO bare_audit (case_id, event, facts, at) VALUES (%s, %s, %s, %s)",
                [pk, "case.received", json.dumps({"right": body.validated_data["right"]}), now],
            )
            cursor.execute(
                "INSERT INTO bare_outbox VALUES (%s, %s, %s, 'queued', %s)",
                [uuid.uuid4(), pk, bytes(1500), now],
            )
        return Response({"reference": str(pk)[:18]}, status=201)


urlpatterns = [path("api/v1/cases", Cases.as_view())]
application = get_wsgi_application()
