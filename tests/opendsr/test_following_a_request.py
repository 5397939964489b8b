"""How a request stands is asked for, and what was done becomes the record of the search."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from dsar.audit.models import Event
from dsar.cases import gates
from dsar.cases.models import Document
from dsar.cases.operations import closing
from dsar.fulfilment.models import SearchRecord, SearchTask
from dsar.fulfilment.operations import recording
from dsar.opendsr import operations, sending, wanted, words
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.protocol import Standing
from dsar.opendsr.rounds import WAITS, go_round
from dsar.outbox.models import Message
from dsar.outside import calling
from dsar.vault import files
from dsar.vault.operations import unseal
from tests import desk

from . import processor
from .conftest import BY, MINUTE, NOW, pass_by, search
from .processor import RESULTS

LATER = NOW + 20 * MINUTE
HOUR = 60 * MINUTE


def state() -> str:
    return ProcessorRequest.objects.get().state


def looks(there) -> int:
    return len([path for path in there.paths("GET") if "/requests/" in path])


def done(there, request, **more) -> None:
    results = {"results_url": f"{there.url}/results", "results_count": 1}
    there.does(str(request.subject_request_id), "completed", **(results | more))


def said(record: SearchRecord) -> dict:
    return unseal(record, "said")


def test_what_it_is_at_is_asked_for_now_and_then(request_, there):
    go_round(now=NOW + MINUTE)
    assert looks(there) == 0

    there.does(str(request_.subject_request_id), "in_progress")
    go_round(now=LATER)
    go_round(now=LATER + MINUTE)

    assert (state(), looks(there)) == ("in_progress", 1)
    assert Event.objects.filter(event="search.progressed").count() == 2

    go_round(now=LATER + HOUR)
    assert looks(there) == 2


def test_what_it_found_is_the_record_of_the_search(request_, there, case):
    done(there, request_)

    go_round(now=LATER)

    task, record, request = (
        SearchTask.objects.get(),
        SearchRecord.objects.get(),
        ProcessorRequest.objects.get(),
    )
    assert (task.state, request.state, request.results) == ("done", "recorded", None)
    assert task.ended_by == record.signed_by == f"processor:{request.processor_id}"
    assert record.result == "found"
    assert said(record)["name"] == "Customer relationship system (CRM), by OpenDSR"
    assert str(request.subject_request_id) in said(record)["terms"]
    assert not any("Nobody has answered" in one.sentence for one in gates.reasons_of(case))


def test_its_file_came_through_the_jail_and_is_sealed_with_the_case(request_, there, case):
    done(there, request_)

    go_round(now=LATER)

    document = Document.objects.get(kind="found")
    assert document.file.data_key_id == case.data_key_id
    assert b"".join(files.read(document.file)) == RESULTS
    assert document.file.content_type == "application/json"


@pytest.mark.parametrize(
    "given",
    [
        {"results": b"PK\x03\x04 an archive", "results_type": "application/zip"},
        {"results": b"<html><script>alert(1)</script>", "results_type": "application/json"},
        {"results": b""},
    ],
    ids=["archive", "no JSON", "empty"],
)
def test_a_file_that_no_door_lets_in_is_given_to_a_person(request_, there, given):
    for name, value in given.items():
        setattr(there, name, value)
    done(there, request_)

    go_round(now=LATER)

    request = ProcessorRequest.objects.get()
    assert (request.state, request.code) == ("failed", "file-refused")
    assert SearchTask.objects.get().is_open
    assert not Document.objects.exists()


@pytest.mark.parametrize(("held", "code"), [(0.0, "no-connection"), (1.5, "timeout")])
def test_half_a_file_is_no_answer(request_, there, monkeypatch, held, code):
    monkeypatch.setattr("dsar.opendsr.finishing.FETCH_SECONDS", 0.5)
    there.falls_silent_after, there.holds_on_seconds = 5, held
    there.results, there.results_type = b"one song, and another", "text/plain"
    done(there, request_)

    go_round(now=LATER)

    request = ProcessorRequest.objects.get()
    assert (request.state, request.code, request.misses) == ("completed", code, 1)
    assert not SearchRecord.objects.exists()

    there.falls_silent_after = 0
    go_round(now=LATER + HOUR)

    assert state() == "recorded"


def test_what_opens_the_door_is_shown_to_no_other_machine(request_, there):
    elsewhere = there.url.replace("127.0.0.1", "localhost")
    done(there, request_, results_url=f"{elsewhere}/results")

    go_round(now=LATER)

    assert state() == "recorded"
    _, path, headers, _ = there.calls[-1]
    assert path == "/v2/results"
    assert "authorization" not in headers


def test_nor_to_what_listens_elsewhere_on_the_same_one(request_, there):
    with processor.at_work() as other:
        done(there, request_, results_url=f"{other.url}/results")
        go_round(now=LATER)

        assert state() == "recorded"
        [(_, _, headers, _)] = other.calls
    assert "authorization" not in headers


@pytest.mark.parametrize(("port", "code"), [(0, "no-connection"), (1, "private-address")])
def test_what_may_be_called_inside_is_what_was_typed_in(request_, there, settings, port, code):
    done(there, request_)
    settings.WEBHOOK_ALLOW_PRIVATE, settings.CALLS_INSIDE = False, ["127.0.0.1"]
    home = there.url.replace("http:", "https:")
    Processor.objects.update(base_url=home)
    number = urlsplit(home).port
    url = f"{home}/results".replace(str(number), str(number + port))
    standing = Standing("completed", results_url=url)
    operations.note_standing(request_id=request_.pk, standing=standing, now=NOW)

    go_round(now=LATER)

    assert ProcessorRequest.objects.get().code == code


def test_what_a_person_recorded_meanwhile_stays(request_, there, task, monkeypatch):
    done(there, request_)
    call = calling.call

    def slowly(*given, **named):
        answer = call(*given, **named)
        if given[1].endswith("/results"):
            recording.record_search(
                case_id=task.case_id,
                task_id=task.pk,
                result="nothing",
                terms="By name",
                found="",
                name="Olive Owner",
                uploads=[],
                **BY,
            )
        return answer

    monkeypatch.setattr(calling, "call", slowly)
    go_round(now=LATER)

    record = SearchRecord.objects.get()
    assert (record.result, said(record)["name"]) == ("nothing", "Olive Owner")
    assert not hasattr(record, "corrected_by")
    go_round(now=LATER + MINUTE)
    assert state() == "withdrawn"


@pytest.mark.parametrize("odd", ["\ud800", "\0"], ids=["half a character", "NUL"])
def test_an_odd_text_says_nothing(request_, there, odd):
    done(there, request_, results_url=f"https://results.example/{odd}")

    go_round(now=LATER)

    request = ProcessorRequest.objects.get()
    assert (request.state, request.code, request.misses) == ("pending", "not-json", 1)


def test_what_goes_wrong_with_one_request_stops_no_other(company, ours, there, monkeypatch, caplog):
    for _ in range(2):
        search(desk.identified(desk.receive(company)), ours.system)
    pass_by(NOW)
    first, second = ProcessorRequest.objects.order_by("next_look_at", "pk")
    look = sending.look

    def stumble(request, *, now):
        if request.pk == first.pk:
            raise LookupError("robin@example.org")
        return look(request, now=now)

    monkeypatch.setattr(sending, "look", stumble)
    there.does(str(second.subject_request_id), "in_progress")

    go_round(now=LATER)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.misses, first.code, first.lease_until) == (1, "LookupError", None)
    assert second.state == "in_progress"
    assert "LookupError" in caplog.text
    assert "robin" not in caplog.text


def test_nor_does_one_that_cannot_be_asked(company, ours, there, monkeypatch):
    for _ in range(2):
        search(desk.identified(desk.receive(company)), ours.system)
    first = SearchTask.objects.order_by("asked_at", "pk").first().case_id
    email_of = wanted.email_of

    def stumble(case):
        if case.pk == first:
            raise LookupError
        return email_of(case)

    monkeypatch.setattr(wanted, "email_of", stumble)

    pass_by(NOW)

    assert len(there.asked()) == 1


def test_results_inside_our_own_network_are_not_fetched(request_, there, settings):
    go_round(now=NOW)
    operations.note_standing(
        request_id=request_.pk,
        standing=Standing("completed", results_url="http://169.254.169.254/latest/meta-data"),
        now=NOW,
    )

    for number in range(len(WAITS) + 1):
        go_round(now=NOW + number * timedelta(days=1))

    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "private-address")


def test_a_machine_that_holds_nothing_says_so_by_a_count_of_zero(request_, there):
    done(there, request_, results_url=None, results_count=0)

    go_round(now=LATER)

    assert SearchRecord.objects.get().result == "nothing"


def test_done_without_any_results_is_no_answer_to_a_copy(request_, there):
    done(there, request_, results_url=None, results_count=None)

    go_round(now=LATER)

    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "no-results")
    assert Message.objects.filter(key__startswith="search:").count() == 1


def test_what_the_processor_cancels_is_given_to_a_person(request_, there):
    there.does(str(request_.subject_request_id), "cancelled")

    go_round(now=LATER)

    assert (state(), SearchTask.objects.get().state) == ("cancelled", "open")
    assert Event.objects.get(event="search.handed-over").facts["code"] == "cancelled"
    assert Message.objects.filter(key__startswith="search:").count() == 1


def test_while_it_does_not_answer_it_is_asked_less_and_less_and_then_a_person_is(request_, there):
    there.refuses = [500] * 20
    moments = [NOW + number * HOUR for number in range(100)]
    for moment in moments:
        go_round(now=moment)

    assert looks(there) == len(WAITS) + 1
    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "http-500")


def test_one_good_answer_makes_up_for_all_the_bad_ones(request_, there):
    there.refuses = [500, 500]
    for number in range(4):
        go_round(now=NOW + number * HOUR)

    request = ProcessorRequest.objects.get()
    assert (request.misses, request.code, request.state) == (0, "", "pending")


def test_one_that_knows_nothing_of_it_is_given_up_in_the_end(request_, there):
    there.requests.clear()
    for number in range(100):
        go_round(now=NOW + number * HOUR)

    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "http-404")


def test_an_answer_about_another_request_says_nothing(request_, there):
    mine = str(request_.subject_request_id)
    there.status_of = lambda _: {
        "subject_request_id": mine.replace(mine[0], "0" if mine[0] != "0" else "1"),
        "request_status": "completed",
    }

    go_round(now=LATER)

    assert (state(), ProcessorRequest.objects.get().code) == ("pending", "other-request")


@pytest.mark.parametrize("body", [b"[]", b"{", json.dumps({"request_status": "denied"}).encode()])
def test_an_answer_that_cannot_be_read_says_nothing(request_, there, body):
    there.answer = lambda *_: (200, body, "application/json")

    go_round(now=LATER)

    assert (state(), ProcessorRequest.objects.get().misses) == ("pending", 1)


def test_one_that_is_silent_is_asked_once_a_round(company, ours, there, monkeypatch):
    monkeypatch.setattr("dsar.outside.calling.TIMEOUT_SECONDS", 0.2)
    for _ in range(3):
        search(desk.identified(desk.receive(company)), ours.system)
    pass_by(NOW)
    there.think_seconds = 0.5

    go_round(now=LATER)

    assert looks(there) == 1
    assert ProcessorRequest.objects.filter(misses=1).count() == 1


@pytest.mark.parametrize(
    "day", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2035-01-01T00:00:00Z", "soon"]
)
def test_a_day_that_cannot_be_meant_is_none(request_, there, day):
    ProcessorRequest.objects.update(expected_at=None)
    there.expected = day
    there.does(str(request_.subject_request_id), "in_progress")

    go_round(now=LATER)

    request = ProcessorRequest.objects.get()
    assert (request.state, request.expected_at) == ("in_progress", None)
    assert words.stands(request) == "The processor is at it."


def test_after_the_end_of_the_case_nobody_looks(request_, there, case):
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    go_round(now=LATER)

    assert looks(there) == 0
    assert state() == "withdrawn"


def test_what_is_done_after_the_case_has_ended_is_recorded_nowhere(request_, there, case):
    closing.withdraw(case_id=case.pk, actor="requester", now=NOW)
    operations.note_standing(
        request_id=request_.pk, standing=Standing("completed", results_count=0), now=NOW
    )

    go_round(now=LATER)

    assert not SearchRecord.objects.exists()
    assert state() == "withdrawn"


def test_a_processor_that_was_switched_off_is_not_asked_any_more(request_, there):
    Processor.objects.update(is_on=False)

    go_round(now=LATER)

    assert looks(there) == 0
    assert (state(), ProcessorRequest.objects.get().code) == ("failed", "switched-off")


def test_two_workers_do_not_record_it_twice(request_, there):
    done(there, request_)
    go_round(now=LATER)
    ProcessorRequest.objects.update(state="completed", next_look_at=LATER)

    go_round(now=LATER + MINUTE)

    # The search was answered already: it is called off, and not answered anew.
    assert SearchRecord.objects.count() == 1
    assert state() == "withdrawn"
