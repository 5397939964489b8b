"""client/ against a real server with real keys."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import dsar_client as api
import pytest
from django.db import OperationalError
from django.utils import timezone

from dsar.api import views
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.fulfilment.models import SearchTask
from dsar.inbound.models import Mail
from tests import desk
from tests.inbound.letters import written
from tests.samples import PDF

from .conftest import BODY
from .test_tasks_and_reports import sign, task  # noqa: F401 - one is a fixture

README = Path(api.__file__).parents[1] / "README.md"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def connect(live_server, settings, waits) -> Callable[..., api.Desk]:
    settings.PUBLIC_URL = "https://desk.example.org"  # as behind a proxy
    return lambda token, **how: api.Desk(live_server.url, token, **{"pause": waits.append} | how)


@pytest.fixture
def us(connect, caller) -> api.Desk:
    return connect(caller.token)


def a_request(**changes: Any) -> Any:
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return {**BODY, "received_at": received, **changes}


@pytest.fixture
def case(us) -> Case:
    us.cases.create(a_request(), idempotency_key="first")
    return desk.identified(Case.objects.get(), now=timezone.now())


def test_a_case_is_made_read_and_worked_on(us):
    made = us.cases.create(a_request())
    read = us.cases.retrieve(made.body["reference"])

    done = us.actions.do(
        made.body["reference"],
        {"action": "extend", "ground": "complexity", "reasons": "Nine systems are searched."},
        if_match=read.etag,
    )

    assert (made.replayed, made.body["due_on"]) == (False, read.body["due_on"])
    assert done.body["due_on"] > read.body["due_on"]
    assert done.etag != read.etag
    assert done.request_id


def test_without_a_key_of_ones_own_two_calls_are_two(us):
    request = a_request()
    first, second = (us.cases.create(request).body["reference"] for _ in range(2))

    assert first != second


def test_a_call_repeated_under_its_key_gets_the_first_answer(us):
    request = a_request()
    first, second = (us.cases.create(request, idempotency_key="ticket-1") for _ in range(2))

    assert (first.replayed, second.replayed) == (False, True)
    assert first.body == second.body
    assert Case.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(us):
    us.cases.create(a_request(), idempotency_key="ticket-1")

    with pytest.raises(api.Conflict, match="used for something else") as refused:
        us.cases.create(a_request(right="erasure"), idempotency_key="ticket-1")

    assert (refused.value.status, refused.value.code) == (409, "key-used")


def test_what_was_decided_on_an_older_state_is_refused_with_what_happened(us, case):
    read = us.cases.retrieve(case.reference)
    extend = {"action": "extend", "ground": "complexity", "reasons": "Nine systems."}
    us.actions.do(case.reference, extend, if_match=read.etag)

    with pytest.raises(api.Changed) as refused:
        us.actions.do(case.reference, extend, if_match=read.etag)

    assert refused.value.errors[0].message.startswith("clock.extended")


def test_a_list_goes_on_to_its_end_whatever_the_size_of_a_page(us):
    made = [us.cases.create(a_request()).body["reference"] for _ in range(5)]

    listed = us.cases.list(right="access", due_before=date(2099, 1, 1), limit=2)

    assert [one["reference"] for one in listed] == made[::-1]
    [*parts] = us.cases.list(limit=2, fields=["reference", "status"])
    assert {frozenset(one) for one in parts} == {frozenset({"reference", "status"})}
    assert list(us.cases.list(right="erasure")) == []


def test_events_go_on_to_the_last_and_from_there(us, case):
    every = list(us.events.list())

    assert [one["id"] for one in us.events.list(limit=2)] == [one["id"] for one in every]
    assert list(us.events.list(after=every[-1]["id"])) == []
    assert {one["type"] for one in us.events.list(type="case", since=timezone.now())} == set()
    assert "case.received" in {one["type"] for one in us.events.list(type="case")}


def test_a_moment_without_its_offset_is_not_sent(us):
    with pytest.raises(ValueError, match="offset"):
        list(us.events.list(since=timezone.now().replace(tzinfo=None)))


def test_a_file_goes_to_the_answer_and_comes_back_as_it_was(us, case):
    upload = api.Upload('Löschung "neu".pdf', PDF, "application/pdf")

    added = us.files.add(case.reference, upload, explanation="Was unser CRM hält – alles.")

    [listed] = us.files.list(case.reference).body["results"]
    assert listed["explanation"] == "Was unser CRM hält – alles."
    assert listed["name"].startswith("Löschung")
    assert us.files.retrieve(case.reference, added.body["id"]).body == PDF


def test_a_message_goes_to_the_requester_once(us, case):
    words = {"text": "We found three more calls."}
    sent, again = (us.messages.send(case.reference, words, idempotency_key="m") for _ in range(2))

    assert (sent.body, again.replayed) == (again.body, True)
    assert words["text"] in desk.letter(case, "our_message")


def test_a_mail_is_brought_once(us):
    raw = written()
    first, again = us.mail.bring(raw), us.mail.bring(raw)

    assert first.body == again.body == {"id": str(Mail.objects.get().pk)}


def test_the_rest_of_a_case_is_read(us, case):
    assert us.clock.retrieve(case.reference).body["why"]
    assert {one["direction"] for one in us.messages.list(case.reference).body["results"]} == {
        "in",
        "out",
    }
    assert "extend" in {one["action"] for one in us.actions.list(case.reference).body["results"]}
    assert us.cases.retrieve(case.reference, fields=["status"]).body == {"status": "in_progress"}


def test_searches_policies_and_reports_are_read(us, connexai, task: SearchTask):  # noqa: F811
    sign(connexai)
    [listed] = us.tasks.list(task.case.reference).body["results"]
    assert us.tasks.retrieve(task.case.reference, listed["id"]).body == listed

    [version] = us.policies.list().body["results"]
    assert "identity" in us.policies.retrieve(version["version"]).body["rules"]

    [report] = us.reports.list().body["results"]
    assert us.reports.retrieve(report["id"]).body["sha256"] == report["sha256"]
    assert us.reports.retrieve(report["id"], format="csv").body.startswith("Table,Row,Column")


def test_the_example_of_its_page_runs(connexai, make_caller, live_server, settings):
    [example] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    where = {"DESK": live_server.url, "KEY": make_caller(is_test=True).token}

    done = subprocess.run(
        [sys.executable, "-c", example],
        env=os.environ | where | {"PYTHONPATH": str(README.parent)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stderr == ""
    case = Case.objects.get()
    assert case.is_test
    assert done.stdout.split()[0] == case.reference
    assert Event.objects.filter(event="clock.extended").exists()


# --- Refusals -------------------------------------------------------------------------------------


def test_a_refusal_names_the_field_and_the_fix(us):
    with pytest.raises(api.Invalid) as refused:
        us.cases.create(a_request(right="all"))

    [error] = refused.value.errors
    assert (error.field, error.fix[:12]) == ("right", "Send one of:")
    assert error.message in str(refused.value)
    assert refused.value.request_id


def test_each_refusal_has_its_exception(us, connect, make_caller, case):
    with pytest.raises(api.BadKey):
        connect("live_00000000_x").cases.retrieve(case.reference)
    with pytest.raises(api.NotInScope, match="cases:read"):
        next(connect(make_caller(scopes=["events:read"]).token).cases.list())
    with pytest.raises(api.NotFound):
        us.cases.retrieve("CAI-2222-22")
    with pytest.raises(api.TooLarge):
        us.cases.create(a_request(text="x" * 300_000))


@pytest.mark.parametrize("reference", ["../policies", "CAI-2222-22?fields=status", "a/b"])
def test_what_is_no_reference_leads_nowhere_else(us, reference):
    with pytest.raises(api.NotFound):
        us.cases.retrieve(reference)


@pytest.mark.parametrize("reference", ["", ".", ".."])
def test_no_name_at_all_is_not_asked_for(us, reference):
    with pytest.raises(ValueError, match="no name"):
        us.cases.retrieve(reference)


# --- Waiting and trying again ---------------------------------------------------------------------


def test_it_waits_as_long_as_the_desk_says_when_it_called_too_often(
    connect, caller, waits, settings
):
    settings.API_CALLS_PER_MINUTE = 0

    def pause(seconds: float) -> None:
        waits.append(seconds)
        settings.API_CALLS_PER_MINUTE = 60

    assert list(connect(caller.token, pause=pause).cases.list()) == []
    assert len(waits) == 1
    assert 1 <= waits[0] <= 61


def test_who_would_have_to_wait_too_long_is_told_at_once(connect, caller, waits, settings):
    settings.API_CALLS_PER_MINUTE = 0

    with pytest.raises(api.TooMany):
        list(connect(caller.token, longest_wait=0.5).cases.list())

    assert waits == []


def test_while_the_desk_is_away_the_same_call_is_made_again(us, waits, monkeypatch):
    real, keys = views.receive_request, []

    def away_once(**how: Any) -> Any:
        if not waits:
            raise OperationalError("server closed the connection")
        return real(**how)

    read_key = views.read_key
    monkeypatch.setattr(views, "receive_request", away_once)
    monkeypatch.setattr(views, "read_key", lambda key: keys.append(key) or read_key(key))

    assert us.cases.create(a_request()).replayed is False
    assert waits == [30.0]
    assert keys[0] == keys[1]
    assert Case.objects.count() == 1


def test_it_gives_up_after_its_tries(us, waits, monkeypatch):
    def away(**_: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(views, "receive_request", away)

    with pytest.raises(api.Away):
        us.cases.create(a_request())
    assert waits == [30.0, 30.0, 30.0]


def test_nobody_there_is_told_apart_from_a_refusal(waits):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(api.Unreachable):
            next(api.Desk(nobody, "live_x_y", pause=waits.append).cases.list())

    assert waits == [1.0, 2.0, 4.0]


def test_only_the_web_is_called():
    with pytest.raises(ValueError, match="https"):
        api.Desk("file:///etc/passwd", "live_x_y")


def test_the_key_goes_to_no_other_place():
    with (
        serving(200) as (other, called),
        serving(302, Location=f"{other}/x") as (here, _),
        pytest.raises(api.Problem) as refused,
    ):
        next(api.Desk(here, "live_x_y").cases.list())

    assert refused.value.status == 302
    assert called == []


def test_what_is_not_the_desk_is_no_answer():
    with serving(200) as (page, _), pytest.raises(api.Unreachable, match="not the desk"):
        next(api.Desk(page, "live_x_y").cases.list())


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("soon", 1.0)]
)
def test_a_wait_is_a_number_or_a_moment(header, wait, waits):
    with serving(503, **{"Retry-After": header}) as (proxy, called), pytest.raises(api.Unreachable):
        next(api.Desk(proxy, "live_x_y", tries=2, pause=waits.append).cases.list())

    assert waits == [wait]
    assert len(called) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_a_proxy_answers_leaves_open_what_was_done_and_names_the_key(status, waits):
    with serving(status) as (proxy, _), pytest.raises(api.Unreachable, match="not known") as open_:
        api.Desk(proxy, "live_x_y", pause=waits.append).cases.create(a_request())

    assert len(open_.value.idempotency_key) == 36
    assert open_.value.idempotency_key in str(open_.value)


def test_a_try_that_a_proxy_lost_may_have_been_done_whatever_the_desk_says_last(us, monkeypatch):
    line, answers = us.cases._line, []
    real = line._once

    def lost_once(request: Any) -> Any:
        reply = real(request)
        answers.append(reply.status)
        return replace(reply, status=504, body=b"<html>") if len(answers) == 1 else reply

    def away(**_: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(line, "_once", lost_once)
    monkeypatch.setattr(views, "receive_request", away)

    with pytest.raises(api.Unreachable) as open_:
        us.cases.create(a_request(), idempotency_key="ticket-1")
    assert open_.value.idempotency_key == "ticket-1"
    assert answers == [503] * 4


def test_made_again_under_the_key_that_it_names_there_is_one_case(us, monkeypatch):
    request, line = a_request(), us.cases._line
    real = line._once

    def lost(request: Any) -> Any:
        return replace(real(request), status=504, body=b"<html>")

    with monkeypatch.context() as patched:
        patched.setattr(line, "_once", lost)
        with pytest.raises(api.Unreachable) as open_:
            us.cases.create(request)

    assert us.cases.create(request, idempotency_key=open_.value.idempotency_key).replayed
    assert Case.objects.count() == 1


@contextmanager
def serving(status: int, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Something that is no desk: its address, and who called."""
    called: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", called
        finally:
            server.shutdown()
