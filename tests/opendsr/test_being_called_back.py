"""A processor calls back: what it did not sign counts for nothing, and what it says twice once."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dsar.audit.models import Event
from dsar.fulfilment.models import SearchRecord
from dsar.opendsr import heard, trusting
from dsar.opendsr.certificates import Untrusted
from dsar.opendsr.models import Processor, ProcessorRequest
from dsar.opendsr.rounds import go_round
from dsar.security_events import counts

from . import certified
from .conftest import MINUTE, NOW, known

LATER = NOW + 20 * MINUTE


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def post(headers: dict[str, str], body: bytes, *, key=None):
    key = key or Processor.objects.get().key
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/opendsr/v2/callbacks/{key}", body, content_type="application/json", headers=headers
    )


def call(there, request, **other):
    headers, body = there.calling_back(str(request.subject_request_id), **other)
    return post(headers, body)


def says(there, request, status: str, **more) -> None:
    there.does(str(request.subject_request_id), status, **more)


def state() -> str:
    return ProcessorRequest.objects.get().state


def test_what_it_says_is_noted_at_once(request_, there):
    says(there, request_, "in_progress")

    response = call(there, request_)

    assert (response.status_code, response.content) == (202, b"")
    assert (
        response["Cache-Control"].startswith("max-age=0")
        or "no-store" in (response["Cache-Control"])
    )
    assert state() == "in_progress"


def test_done_is_fetched_and_recorded_by_the_next_round(request_, there):
    says(there, request_, "completed", results_url=f"{there.url}/results", results_count=1)
    assert call(there, request_).status_code == 202
    assert not SearchRecord.objects.exists()

    go_round(now=LATER)

    assert SearchRecord.objects.count() == 1
    assert state() == "recorded"


def test_the_same_call_again_changes_nothing(request_, there):
    says(there, request_, "completed", results_count=0)
    for _ in range(3):
        assert call(there, request_).status_code == 202
        go_round(now=LATER)

    assert SearchRecord.objects.count() == 1
    assert Event.objects.filter(event="search.progressed", facts__status="completed").count() == 1


def test_what_comes_late_does_not_set_it_back(request_, there):
    says(there, request_, "pending")
    early = there.calling_back(str(request_.subject_request_id))
    says(there, request_, "in_progress")
    late = there.calling_back(str(request_.subject_request_id))
    says(there, request_, "completed", results_count=0)
    assert call(there, request_).status_code == 202

    for headers, body in (late, early):
        assert post(headers, body).status_code == 202

    assert state() == "completed"
    go_round(now=LATER)
    assert post(*late).status_code == 202
    assert state() == "recorded"


def test_of_two_ends_the_first_counts(request_, there):
    says(there, request_, "cancelled")
    assert call(there, request_).status_code == 202
    says(there, request_, "completed", results_count=0)
    assert call(there, request_).status_code == 202

    go_round(now=LATER)

    assert state() == "cancelled"
    assert not SearchRecord.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"signs": False}, "no-signature"),
        ({"spoils": True}, "bad-signature"),
        ({"number": 2}, "bad-signature"),
        ({"algorithm": "rsa-pss"}, "bad-signature"),
        ({"domain": "opendsr.processor.example.evil.example"}, "other-domain"),
    ],
    ids=["unsigned", "another body", "another key", "another padding", "another domain"],
)
def test_what_it_did_not_sign_is_refused(request_, there, caplog, wrong, code):
    before = counts()["processor.refused"]
    for name, value in wrong.items():
        setattr(there, name, value)
    there.does(str(request_.subject_request_id), "completed", results_count=0)

    response = call(there, request_)

    assert response.status_code == 403
    assert state() == "pending"
    assert counts()["processor.refused"] == before + 1
    assert code in caplog.text


def test_a_signature_that_is_no_base64_is_refused(request_, there):
    headers, body = there.calling_back(str(request_.subject_request_id))

    assert post(headers | {"X-OpenDSR-Signature": "no base64!"}, body).status_code == 403


def test_one_byte_more_is_another_body(request_, there):
    headers, body = there.calling_back(str(request_.subject_request_id))

    assert post(headers, body + b" ").status_code == 403


def test_the_names_of_version_one_are_honoured(request_, there):
    headers, body = there.calling_back(str(request_.subject_request_id))
    older = {name.replace("OpenDSR", "OpenGDPR"): value for name, value in headers.items()}

    assert post(older, body).status_code == 202


@pytest.mark.parametrize(
    "other",
    [
        {"status_callback_url": "https://elsewhere.example/callback"},
        {"status_callback_url": None},
        {"subject_request_id": str(uuid4())},
        {"subject_request_id": "x"},
        {"request_status": "denied"},
    ],
)
def test_what_it_signed_and_cannot_be_used_is_a_bad_request(request_, there, other):
    there.does(str(request_.subject_request_id), "completed", results_count=0)

    response = call(there, request_, **other)

    assert response.status_code == 400
    assert response.json()["error"]["code"] == 400
    assert str(request_.subject_request_id) not in response.content.decode()
    assert state() == "pending"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_a_bad_request_once_it_is_signed(request_, there, body):
    assert post(there.signed(body), body).status_code in (400, 403)  # too long: not what was signed


def test_a_certificate_that_was_replaced_is_fetched_anew_once(request_, there):
    there.number = 5
    there.certificate = certified.certificate(5)
    says(there, request_, "in_progress")

    assert call(there, request_).status_code == 202

    assert Processor.objects.get().certificate == there.certificate
    assert state() == "in_progress"


def test_a_stranger_does_not_have_us_fetch_it_again_and_again(request_, there):
    there.number = 2
    for _ in range(4):
        assert call(there, request_).status_code == 403

    assert len(there.paths("GET")) == 2 + 2  # once when it was set up, and once for all of these


@pytest.mark.parametrize(
    "given",
    [
        {"domain": "other.example"},
        {"until": datetime(2026, 11, 1, tzinfo=UTC)},
        {"by": 7},
    ],
    ids=["another name", "out of its time", "an authority of nobody's"],
)
def test_a_certificate_that_cannot_be_believed_signs_nothing(request_, there, given):
    there.certificate = certified.certificate(**given)
    Processor.objects.update(certificate=there.certificate)

    assert call(there, request_).status_code == 403
    assert Processor.objects.get().trouble == "bad-certificate"


def test_a_processor_signs_for_its_own_requests_alone(company, crm, there, request_):
    other = company.systems.get(code="remote-access")
    known(other, there)
    headers, body = there.calling_back(
        str(request_.subject_request_id),
        status_callback_url=f"http://localhost:8000/opendsr/v2/callbacks/{other.processor.key}",
    )

    assert post(headers, body, key=other.processor.key).status_code == 400
    assert state() == "pending"


def test_at_another_address_or_switched_off_there_is_nobody(request_, there):
    headers, body = there.calling_back(str(request_.subject_request_id))
    assert post(headers, body, key=uuid4()).status_code == 404

    Processor.objects.update(is_on=False)
    assert post(headers, body).status_code == 404


def test_only_a_post_says_something(request_):
    response = Client().get(f"/opendsr/v2/callbacks/{Processor.objects.get().key}")

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_who_calls_too_often_waits(request_, there, monkeypatch):
    monkeypatch.setattr(heard, "CALLBACKS", ("processor-callback", 2, 3600))
    cache.clear()

    answers = [call(there, request_).status_code for _ in range(3)]

    assert answers == [202, 202, 429]


def test_a_stranger_does_not_use_up_what_it_may_say(request_, there, monkeypatch):
    monkeypatch.setattr(heard, "CALLBACKS", ("processor-callback", 1, 3600))
    cache.clear()
    for _ in range(3):
        assert post({}, b"{}").status_code == 403

    assert call(there, request_).status_code == 202


def test_of_two_who_find_that_it_does_not_hold_one_fetches_it_anew(request_, there):
    there.number = 2
    headers, body = there.calling_back(str(request_.subject_request_id))
    told = {name.lower(): value for name, value in headers.items()}
    both = [Processor.objects.get(), Processor.objects.get()]
    before = len(there.paths("GET"))

    for one in both:
        with pytest.raises(Untrusted):
            trusting.check(one, told, body, now=LATER)

    assert len(there.paths("GET")) == before + 2  # what it says of itself, and its certificate


@pytest.mark.parametrize("end", ["failed", "cancelled", "completed"])
def test_why_it_ended_stays_whatever_it_says_later(request_, there, end):
    ProcessorRequest.objects.update(state=end, code="file-refused", misses=3, heard_at=NOW)
    says(there, request_, "completed", results_count=0)

    assert call(there, request_).status_code == 202

    request = ProcessorRequest.objects.get()
    assert (request.state, request.code, request.misses) == (end, "file-refused", 3)
    assert request.heard_at == NOW


def test_a_text_that_no_column_takes_is_a_bad_request(request_, there):
    for odd in ("\ud800", "\0"):
        says(there, request_, "completed", results_url=f"https://results.example/{odd}")
        assert call(there, request_).status_code == 400

    assert state() == "pending"


def test_a_call_that_comes_before_the_answer_to_our_own_counts(task, there):
    go_round(now=NOW)
    request = ProcessorRequest.objects.get()
    there.take({"subject_request_id": str(request.subject_request_id), **_asked(request)})
    says(there, request, "in_progress")

    assert call(there, request).status_code == 202

    assert state() == "in_progress"


def _asked(request) -> dict:
    from dsar.opendsr.protocol import callback_of

    return {"status_callback_urls": [callback_of(request.processor)]}


def test_no_line_of_the_log_holds_what_came(request_, there, caplog):
    there.spoils = True
    headers, body = there.calling_back(
        str(request_.subject_request_id), results_url="https://results.example/robin"
    )
    post(headers, body)
    post({}, json.dumps({"robin": 1}).encode())

    assert "robin" not in caplog.text
