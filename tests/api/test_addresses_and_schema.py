import json
from io import StringIO

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError
from django.test import Client

from dsar.api.schema import EXAMPLE
from dsar.api.serializers.chosen import CaseListOut
from dsar.api.serializers.outgoing import CaseOut, ProblemOut

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["/api/v1/cases", "/api/v1/cases/CAI-2222-22"])
def test_a_wrong_method_is_told_which_there_are(caller, method, address):
    response = getattr(caller.client, method)(address, content_type="application/json")

    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert "header Allow" in response.json()["detail"]
    assert response["Content-Type"] == "application/problem+json"


def test_a_case_cannot_be_posted_to(caller):
    response = caller.client.post("/api/v1/cases/CAI-2222-22", {}, content_type="application/json")

    assert response.status_code == 405


@pytest.mark.parametrize("method", ["get", "post", "delete", "options"])
@pytest.mark.parametrize("address", ["/api/", "/api/v1", "/api/v1/", "/api/v1/cases/", "/api/v2/x"])
def test_any_other_address_is_a_problem_too(method, address):
    response = getattr(Client(), method)(address)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


def test_a_stranger_learns_nothing_about_addresses():
    real, missing = Client().get("/api/v1/cases/CAI-2222-22"), Client().delete("/api/v1/cases")

    assert real.status_code == missing.status_code == 401


def test_a_browser_gets_json_or_is_told(caller):
    response = caller.client.get("/api/v1/cases", headers={"Accept": "text/html"})

    assert response.status_code == 406
    assert "Accept: application/json" in response.json()["detail"]


def test_a_head_is_a_get_without_a_body(caller):
    response = caller.client.head("/api/v1/cases")

    assert response.status_code == 200
    assert response.content == b""


def test_an_invented_host_reaches_no_link(caller, settings):
    settings.ALLOWED_HOSTS = ["*"]

    response = caller.client.get("/api/v1/cases/x", headers={"Host": "evil.example"})
    assert "evil" not in response.content.decode()

    created = caller.create()
    assert created["Location"].startswith("http://localhost:8000/")


# psycopg2 calls a line that broke under a statement no more than a DatabaseError (F10).
@pytest.mark.parametrize("raised", [OperationalError, DatabaseError])
def test_a_database_that_is_away_is_never_a_success(caller, monkeypatch, raised):
    def away(**_):
        raise raised("server closed the connection") from psycopg2.DatabaseError()

    monkeypatch.setattr("dsar.api.views.receive_request", away)
    response = caller.create()

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    problem = response.json()
    assert problem["detail"].startswith("Nothing was stored. Send the same call again")
    assert "closed the connection" not in response.content.decode()


def test_a_problem_has_the_members_of_its_standard(caller):
    problem = caller.get("/api/v1/cases", limit=0).json()

    assert set(problem) == set(ProblemOut().fields)
    assert problem["status"] == 400
    assert set(problem["errors"][0]) == {"field", "message", "fix"}


# --- The schema -----------------------------------------------------------------------------------


def test_the_schema_is_valid_and_without_warnings():
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", stdout=StringIO()
    )


def test_anybody_may_read_the_schema(client):
    response = client.get("/api/schema/", {"format": "json"})

    assert response.status_code == 200
    schema = json.loads(response.content)
    assert "under Policies, API keys" in schema["info"]["description"]
    assert set(schema["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/{reference}",
        "/api/v1/cases/{reference}/actions",
        "/api/v1/cases/{reference}/clock",
        "/api/v1/cases/{reference}/files",
        "/api/v1/cases/{reference}/files/{id}",
        "/api/v1/cases/{reference}/messages",
        "/api/v1/cases/{reference}/tasks",
        "/api/v1/cases/{reference}/tasks/{id}",
        "/api/v1/events",
        "/api/v1/mail",
        "/api/v1/policies",
        "/api/v1/policies/{version}",
        "/api/v1/reports",
        "/api/v1/reports/{id}",
    }
    create = schema["paths"]["/api/v1/cases"]["post"]
    assert create["security"] == [{"ApiKey": []}]
    [header] = create["parameters"]
    assert (header["name"], header["in"], header["required"]) == ("Idempotency-Key", "header", True)
    assert sorted(map(int, create["responses"])) == [201, 400, 401, 403, 409, 413, 415, 429, 503]
    assert "application/problem+json" in create["responses"]["400"]["content"]
    case_in = schema["components"]["schemas"]["CaseIn"]
    assert case_in["required"] == ["received_at", "requester", "right"]


def test_the_schema_says_what_is_refused(caller, client):
    schemas = client.get("/api/schema/", {"format": "json"}).json()["components"]["schemas"]

    assert schemas["CaseIn"]["additionalProperties"] is False
    assert caller.create(colour="red").status_code == 400
    assert schemas["RequesterIn"]["properties"]["name"]["minLength"] == 1
    requester = EXAMPLE.value["requester"] | {"name": ""}
    assert caller.create(requester=requester).status_code == 400


def test_the_example_of_the_schema_works(caller):
    assert caller.create(EXAMPLE.value).status_code == 201


def test_answers_are_what_the_schema_says(caller):
    created = caller.create().json()
    listed = caller.get("/api/v1/cases").json()

    assert_like(CaseOut(), created)
    assert set(listed) == set(CaseListOut().fields)
    for one in listed["results"]:
        assert_like(CaseOut(), one)


def assert_like(serializer, value):
    fields = serializer.fields
    assert set(value) == set(fields)
    for name, field in fields.items():
        inner = value[name]
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                assert_like(getattr(field, "child", field), one)
            else:
                assert one is not None or field.allow_null
                if one is not None:
                    field.to_internal_value(one)


def test_the_page_of_the_documentation_has_no_inline_script_or_style(client):
    response = client.get("/api/docs/")

    page = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in page
    assert page.count("<script") == page.count('<script src="') == 2
    assert client.get("/api/docs/", {"script": ""})["Content-Type"] == "application/javascript"
