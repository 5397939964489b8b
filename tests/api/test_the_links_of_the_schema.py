"""Each link of the schema leads where it says, and whoever goes along them by chance meets no
server error and no answer that the schema does not know."""

from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dsar.api import views
from dsar.cases.models import Case
from dsar.fulfilment.models import System
from dsar.fulfilment.operations import asking
from dsar.reports.making import as_it_stands, sign_each
from dsar.reports.scope import Scope as Months
from tests import desk
from tests.samples import PDF

from .conftest import BODY
from .walking import walk

pytestmark = pytest.mark.django_db(transaction=True)
TICKET = BODY["external"]
ACTS = cycle(
    [
        {"action": "place_hold", "reason": "A claim."},
        {"action": "extend", "ground": "complexity", "reasons": "Nine systems are searched."},
    ]
)
# These go on to one of the files or searches that they list, which not every case has.
WITH_MORE = {"files_list", "tasks_list"}


def body() -> dict[str, Any]:
    received = timezone.now() - timedelta(days=1)
    return {**BODY, "received_at": received.isoformat(), "external": {**TICKET, "id": str(uuid4())}}


def created(caller) -> Case:
    reference = caller.create(body(), key=str(uuid4())).json()["reference"]
    return Case.objects.get(reference=reference)


def searched_and_answered(case: Case) -> Case:
    now = timezone.now()
    system = System.objects.create(
        company=case.company,
        code="crm",
        name="CRM",
        owner_name="Olive Owner",
        owner_email="olive@example.com",
        searched_by=["name"],
    )
    desk.identified(case, now=now)
    asking.ask_search(case_id=case.pk, systems=[system.pk], actor=desk.OFFICER, now=now)
    return desk.attached(case, now=now)


def signed(company) -> None:
    months = Months((company,), date(2026, 10, 1), date(2026, 10, 31), desk.MONDAY, invented=False)
    read = as_it_stands(months)
    sign_each(scope=months, read=read, note="", actor=desk.OFFICER, now=desk.MONDAY)


class Reader:
    """Somebody who knows the schema and nothing else, but for what bodies say."""

    BODIES = {
        "cases_create": body,
        "actions_do": lambda: next(ACTS),
        "messages_send": lambda: {"text": "We are searching."},
        "files_add": lambda: {"file": SimpleUploadedFile("a.pdf", PDF), "explanation": "All."},
    }

    def __init__(self, caller) -> None:
        self.client = caller.client
        self.schema = self.client.get("/api/schema/", {"format": "json"}).json()
        self.places = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.schema["paths"].items()
            for method, operation in methods.items()
        }

    def links(self) -> list[tuple[str, str, Any]]:
        return [
            (source, status, link)
            for source, (_, _, operation) in self.places.items()
            for status, response in operation["responses"].items()
            for link in response.get("links", {}).values()
        ]

    def call(self, name: str, given: dict[str, Any]) -> Any:
        method, path, operation = self.places[name]
        where = {one["name"]: one["in"] for one in operation.get("parameters", ())}
        assert set(given) <= set(where), name
        headers = {one: given[one] for one in given if where[one] == "header"}
        query = {one: given[one] for one in given if where[one] == "query"}
        address = path.format(**given)
        if method == "get":
            return self.client.get(address, query, headers=headers)
        kind = {} if name == "files_add" else {"content_type": "application/json"}
        headers["Idempotency-Key"] = str(uuid4())
        return self.client.post(address, self.BODIES[name](), headers=headers, **kind)


def resolved(expression: str, given: dict[str, Any], response: Any) -> Any:
    """What a runtime expression of OpenAPI stands for."""
    where, _, name = expression.removeprefix("$").partition("#/")
    if where == "response.body":
        value = response.json()
        for part in name.split("/"):
            value = value[int(part)] if part.isdigit() else value[part]
        return value
    kind, _, name = where.rpartition(".")
    return {"request.path": given, "response.header": response}[kind][name]


def test_each_link_leads_to_what_it_says(caller, connexai):
    reader = Reader(caller)
    signed(connexai)
    case = searched_and_answered(created(caller))
    followed = set()

    for source, status, link in reader.links():
        about = (
            case if source in WITH_MORE else desk.identified(created(caller), now=timezone.now())
        )
        path = reader.places[source][1]
        given = {"reference": about.reference} if "{reference}" in path else {}
        before = reader.call(source, given)
        assert before.status_code == int(status), (source, before.content)
        parameters = {
            name: resolved(expression, given, before)
            for name, expression in link["parameters"].items()
        }
        after = reader.call(link["operationId"], parameters)
        assert after.status_code in (200, 201), (source, link, after.content)
        followed.add((source, link["operationId"]))

    assert {("cases_create", "actions_do"), ("actions_do", "cases_retrieve")} <= followed
    # From where it begins, somebody who only follows links comes to every other call.
    begin = {"cases_create", "cases_list", "events_list", "policies_list", "reports_list"}
    assert {to for _, to in followed} | begin | {"mail_bring"} == set(reader.places)


def test_a_link_of_a_changed_case_is_refused_by_its_tag(caller):
    """`If-Match` comes along: what is done by a link is done to the case as it was read."""
    case, reader = created(caller), Reader(caller)
    links = reader.places["cases_retrieve"][2]["responses"]["200"]["links"]
    given = {"reference": case.reference}
    read = reader.call("cases_retrieve", given)
    reader.call("messages_send", given)
    parameters = {
        name: resolved(expression, given, read)
        for name, expression in links["actions_do"]["parameters"].items()
    }

    assert reader.call("actions_do", parameters).status_code == 412


@pytest.mark.timeout(600)
def test_walks_along_the_links_are_answered_as_the_schema_says(caller, plenty, live_server):
    case = searched_and_answered(created(caller))

    found = walk(live_server.url, caller.token, [case.reference], calls=120)

    assert found.wrong == []
    gone = {(before, after) for before, after, status in found.steps if status in (200, 201)}
    assert len(gone) > 15, found.steps
    assert "cases_create" in {before for before, _ in gone}


@pytest.mark.timeout(600)
def test_a_bug_that_takes_two_calls_is_found(caller, plenty, live_server, monkeypatch):
    """A case that was written to can no longer be read: each call alone is as it should be."""
    whole = views.case_json

    def case_json(case, *, now):
        assert not case.messages.filter(kind="our_message").exists()
        return whole(case, now=now)

    reference = created(caller).reference
    monkeypatch.setattr(views, "case_json", case_json)

    found = walk(live_server.url, caller.token, [reference], calls=500)

    assert any("cases_retrieve" in one for one in found.wrong)
