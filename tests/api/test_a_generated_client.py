"""A client that a common generator makes of the schema that the desk serves, with real calls."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone

from dsar.cases.models import Case
from tests import desk
from tests.samples import PDF

from .conftest import BODY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
# Mail goes as the bytes that it is; nothing else needs a word to the generator.
CONFIG = {
    "post_hooks": [],
    "content_type_overrides": {"message/rfc822": "application/octet-stream"},
}


@pytest.fixture
def made(client, tmp_path_factory) -> ModuleType:
    """The package that is generated, once for all; a warning of the generator is a failure."""
    with suppress(ImportError):
        return importlib.import_module("made_client")
    folder = tmp_path_factory.mktemp("generated")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "schema.json").write_bytes(client.get("/api/schema/", {"format": "json"}).content)
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    command += ["--path", "schema.json", "--config", "config.json"]
    command += ["--meta", "none", "--output-path", "made_client"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.append(str(folder))
    return importlib.import_module("made_client")


class Desk:
    """The generated calls and types by name, with a key."""

    def __init__(self, made: ModuleType, url: str, token: str) -> None:
        self.models: Any = importlib.import_module("made_client.models")
        self.types: Any = importlib.import_module("made_client.types")
        self.client = made.AuthenticatedClient(
            base_url=url, token=token, raise_on_unexpected_status=True
        )

    def call(self, name: str, *path: str, **given: Any) -> Any:
        module = importlib.import_module(f"made_client.api.v1.{name}")
        return module.sync_detailed(*path, client=self.client, **given)


@pytest.fixture
def made_client(made, live_server, caller) -> Iterator[Desk]:
    desk = Desk(made, live_server.url, caller.token)
    yield desk
    desk.client.get_httpx_client().close()


def test_it_has_every_operation(made, client):
    calls = importlib.import_module("made_client.api.v1")
    [folder] = calls.__path__
    schema = client.get("/api/schema/", {"format": "json"}).json()
    names = {one["operationId"] for path in schema["paths"].values() for one in path.values()}

    assert names == {one.name for one in iter_modules([folder])}


def test_it_creates_reads_lists_and_acts(made_client):
    models, body = made_client.models, {**BODY, "received_at": timezone.now().isoformat()}

    created = made_client.call(
        "cases_create", body=models.CaseIn.from_dict(body), idempotency_key="one"
    )
    case = Case.objects.get()
    assert (created.status_code, created.parsed.reference) == (201, case.reference)
    assert created.parsed.due_on == case.clock.due_on

    read = made_client.call("cases_retrieve", case.reference)
    assert read.parsed.to_dict() == created.parsed.to_dict()
    listed = made_client.call("cases_list", right=models.CasesListRight.ACCESS, limit=1)
    assert [one.reference for one in listed.parsed.results] == [case.reference]
    assert not made_client.call("cases_list", right=models.CasesListRight.ERASURE).parsed.results

    offered = made_client.call("actions_list", case.reference).parsed.results
    assert "extend" in [one.action for one in offered]
    extend = models.ExtendIn(
        action=models.ExtendInAction.EXTEND,
        ground=models.ExtendInGround.COMPLEXITY,
        reasons="Nine systems are searched.",
    )
    acted = made_client.call(
        "actions_do",
        case.reference,
        body=extend,
        idempotency_key="two",
        if_match=read.headers["ETag"],
    )
    assert acted.status_code == 200
    assert acted.parsed.clock.extended
    assert acted.parsed.due_on > created.parsed.due_on

    meanwhile = made_client.call(
        "messages_send",
        case.reference,
        body=models.MessageIn(text="We are searching."),
        idempotency_key="three",
        if_match=read.headers["ETag"],
    )
    assert isinstance(meanwhile.parsed, models.ProblemOut)
    assert meanwhile.status_code == meanwhile.parsed.status == 412
    events = made_client.call("events_list", after=0).parsed
    assert "clock.extended" in [one.type_ for one in events.results]
    assert not made_client.call("events_list", after=events.last).parsed.results


def test_it_adds_a_file_and_fetches_it_as_it_was(made_client):
    models, body = made_client.models, {**BODY, "received_at": timezone.now().isoformat()}
    made_client.call("cases_create", body=models.CaseIn.from_dict(body), idempotency_key="one")
    case = desk.identified(Case.objects.get(), now=timezone.now())

    file = made_client.types.File(BytesIO(PDF), "answer.pdf", "application/pdf")
    added = made_client.call(
        "files_add",
        case.reference,
        body=models.FileIn(file=file, explanation="All that our CRM holds."),
        idempotency_key="two",
    )

    assert added.status_code == 201, added.content
    fetched = made_client.call("files_retrieve", case.reference, added.parsed.id)
    assert fetched.parsed.payload.read() == PDF


def test_a_refusal_is_an_object_that_names_the_field(made_client):
    models, body = made_client.models, {**BODY, "received_at": "2017-01-01T00:00:00+00:00"}

    refused = made_client.call(
        "cases_create", body=models.CaseIn.from_dict(body), idempotency_key="one"
    )

    assert refused.status_code == 400
    assert [one.field for one in refused.parsed.errors] == ["received_at"]
    assert refused.parsed.errors[0].fix
    assert made_client.call("cases_retrieve", "CAI-2222-22").parsed.status == 404


def test_what_a_call_sends_cannot_be_left_out(made_client):
    with pytest.raises(TypeError, match="body"):
        made_client.call("actions_do", "CAI-2222-22", idempotency_key="one")
