from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from deadlines.holidays import VERSION
from dsar.audit.models import Event
from dsar.cases.models import Case, Message
from dsar.vault.operations import unseal

from .conftest import BODY

pytestmark = pytest.mark.django_db


def only_error(response):
    assert response["Content-Type"] == "application/problem+json"
    [error] = response.json()["errors"]
    return error


def test_a_case_is_created_and_says_when_it_is_due_and_why(caller):
    response = caller.create()

    assert response.status_code == 201
    case = response.json()
    assert case["reference"].startswith("CAI-")
    assert (case["status"], case["status_text"]) == ("received", "We have received your request")
    assert case["due_on"] == "2026-12-21"  # 20 December is a Sunday
    assert case["clock"] == {
        "state": "running",
        "started_on": "2026-11-20",
        "excluded_days": 0,
        "extended": False,
        "rule": "uk-gdpr-12a",
        "calendar": "GB-ENG",
        "holidays_version": VERSION,
        "certainty": "statute",
    }
    assert case["why_sentence"] == (
        "The answer is due by Monday 21 December 2026: one month from receipt on Friday 20 "
        "November 2026, moved to the next working day because of the weekend."
    )
    assert case["why"][0]["step"] == "received"
    assert case["why"][0]["on"] == "2026-11-20"
    assert {field for step in case["why"] for field in step} == {
        *("step", "on", "text", "article", "source", "certainty", "days", "holidays", "safe_on"),
    }
    assert date(2026, 11, 20) + timedelta(sum(step["days"] or 0 for step in case["why"])) == date(
        2026, 12, 21
    )
    address = f"http://localhost:8000/api/v1/cases/{case['reference']}"
    assert case["links"]["case"] == response["Location"] == address


def test_the_answer_holds_every_field_that_the_contract_names(caller):
    case = caller.create().json()

    assert set(case) >= {
        *("reference", "status", "status_text", "due_on", "due_in_days", "promise_on"),
        *("target_on", "safe_on", "acknowledge_by", "notice_by", "refuse_by"),
        *("clock", "why_sentence", "why", "next_action", "links"),
    }
    assert set(case["links"]) == {"case", "actions", "requester_portal"}


def test_the_answer_names_no_person(caller):
    text = caller.create().content.decode()

    assert "Example" not in text
    assert "example.org" not in text
    assert "recordings" not in text


def test_what_was_sent_is_kept_sealed(caller):
    caller.create(on_behalf_of={"name": "B. Example", "authority": "Power of attorney"})

    case = Case.objects.get()
    assert unseal(case, "person") == {
        "name": "A. Example",
        "email": "a@example.org",
        "postal": "",
        "representing": "B. Example",
        "authority": "Power of attorney",
    }
    assert b"Example" not in bytes(case.person)
    assert (case.external_system, case.external_id) == ("zendesk", "48213")
    assert case.channel == "email"
    words = Message.objects.get(direction="in")
    assert "recordings of my calls" in unseal(words, "body")["text"]


def test_the_key_stands_in_the_audit_chain(caller):
    caller.create()

    event = Event.objects.get(event="case.received")
    assert event.actor == f"api:{caller.key.prefix}"


def test_a_test_key_makes_test_cases(make_caller):
    make_caller(is_test=True).create()
    make_caller().create(key="another")

    assert list(Case.objects.order_by("created_at").values_list("is_test", flat=True)) == [
        True,
        False,
    ]


def test_company_may_be_left_out(caller):
    body = {name: value for name, value in BODY.items() if name != "company"}

    assert caller.create(body).status_code == 201


def test_the_offset_decides_on_which_day_it_came(caller):
    # Half past midnight in Stockholm; in London it is still the day before.
    case = caller.create(received_at="2026-11-20T00:30:00+01:00").json()

    assert case["clock"]["started_on"] == "2026-11-19"


def test_a_letter_without_an_email_address_is_fine(caller):
    requester = {"name": "A. Example", "postal_address": "1 Example Street"}

    assert caller.create(requester=requester, channel="post").status_code == 201


# --- Bad input ------------------------------------------------------------------------------------


def test_without_received_at_the_problem_tells_which_time_is_meant(caller):
    body = {name: value for name, value in BODY.items() if name != "received_at"}

    response = caller.create(body)

    assert response.status_code == 400
    error = only_error(response)
    assert error["field"] == "received_at"
    assert error["message"] == "This is missing."
    assert "ticket's time, not the call's" in error["fix"]
    assert not Case.objects.exists()


def test_a_receipt_in_the_future_is_refused(caller):
    later = (timezone.now() + timedelta(minutes=5)).isoformat()

    response = caller.create(received_at=later)

    assert response.status_code == 400
    assert only_error(response)["message"] == "It lies in the future."
    assert not Case.objects.exists()


def test_clocks_may_differ_by_seconds(caller):
    soon = (timezone.now() + timedelta(seconds=30)).isoformat()

    assert caller.create(received_at=soon).status_code == 201


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-11-20T09:12:00", "no offset"),
        ("2026-11-20", "no offset"),
        ("yesterday", "wrong format"),
        ("2026-02-30T09:12:00Z", "wrong format"),
        ("2018-05-24T12:00:00Z", "before 25 May 2018"),
        ("2019-01-01T00:00:00Z", "before 15 August 2019"),
        ("0001-01-01T00:00:00+23:59", "not a moment"),
        (1763629920, "wrong format"),
        (None, "may not be null"),
        ([], "wrong format"),
    ],
)
def test_a_receipt_that_is_no_moment_is_refused(caller, moment, says):
    response = caller.create(received_at=moment)

    assert response.status_code == 400
    error = only_error(response)
    assert error["field"] == "received_at"
    assert says in error["message"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("right", {"right": "everything"}),
        ("right", {"right": None}),
        ("channel", {"channel": "pigeon"}),
        ("channel", {"channel": "drp"}),
        ("company", {"company": "next-connex"}),
        ("company", {"company": "no-such-company"}),
        ("requester", {"requester": "A. Example"}),
        ("requester", {"requester": None}),
        ("requester.name", {"requester": {"email": "a@example.org"}}),
        ("requester.name", {"requester": {"name": " ", "email": "a@example.org"}}),
        ("requester.name", {"requester": {"name": "A\x00", "email": "a@example.org"}}),
        ("requester.name", {"requester": {"name": "A" * 201, "email": "a@example.org"}}),
        ("requester.name", {"requester": {"name": ["A"], "email": "a@example.org"}}),
        ("requester.email", {"requester": {"name": "A. Example"}}),
        ("requester.email", {"requester": {"name": "A. Example", "email": "nobody"}}),
        ("requester.email", {"requester": {"name": "A", "email": "a@example.org\nBcc: b@c.de"}}),
        ("requester.language", {"requester": {**BODY["requester"], "language": "klingon"}}),
        ("requester.phone", {"requester": {**BODY["requester"], "phone": "1"}}),
        ("on_behalf_of.authority", {"on_behalf_of": {"name": "B. Example"}}),
        ("text", {"text": "x" * 20_001}),
        ("text", {"text": {"html": ""}}),
        ("external.id", {"external": {"system": "zendesk", "id": "a@example.org"}}),
        ("external.id", {"external": {"system": "zendesk"}}),
        ("external.system", {"external": {"system": "Zen desk", "id": "1"}}),
        ("recieved_at", {"recieved_at": "2026-11-20T09:12:00Z"}),
        ("is_test", {"is_test": True}),
    ],
)
def test_each_wrong_field_is_named_with_its_fix(caller, field, changes):
    response = caller.create(**changes)

    assert response.status_code == 400
    error = only_error(response)
    assert error["field"] == field
    assert error["message"].endswith((".", "?"))
    assert len(error["fix"]) > 10
    assert not Case.objects.exists()


def test_a_field_named_with_half_a_character_is_refused_in_words(caller):
    response = caller.client.post(
        "/api/v1/cases",
        b'{"\\ud800": 1}',
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    assert response.status_code == 400
    assert "?" in [error["field"] for error in response.json()["errors"]]


def test_half_a_character_that_was_to_be_a_choice_is_refused_in_words(caller):
    response = caller.create(right="\ud800")
    assert response.status_code == 400
    assert only_error(response)["field"] == "right"


@pytest.mark.parametrize(
    ("length", "status"), [("abc", 400), ("-1", 400), ("9" * 5000, 413), ("262145", 413)]
)
def test_a_length_that_is_no_length_is_refused_in_words(caller, length, status):
    response = caller.client.post(
        "/api/v1/cases",
        BODY,
        content_type="application/json",
        CONTENT_LENGTH=length,
        headers={"Idempotency-Key": "k"},
    )

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert not Case.objects.exists()


def test_all_wrong_fields_are_named_at_once(caller):
    problem = caller.create({"right": "everything", "colour": "red"}).json()

    assert [error["field"] for error in problem["errors"]] == [
        "right",
        "received_at",
        "requester",
        "colour",
    ]


def test_an_unknown_field_is_told_which_ones_there_are(caller):
    error = only_error(caller.create(recieved_at="2026-11-20T09:12:00Z"))

    assert error["message"] == "There is no such field."
    assert "received_at" in error["fix"]


@pytest.mark.parametrize(
    "body",
    [
        b"right=access",
        b"{",
        b'{"right": "access",}',
        b'{"right": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"right": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_not_json_is_refused(caller, body):
    response = caller.create(body)

    assert response.status_code == 400
    problem = response.json()
    assert problem["type"] == "urn:dsar-desk:problem:not-json"
    assert problem["title"] == "The body is not JSON"
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b"null", b'"access"', b"7"])
def test_json_that_is_no_object_is_refused(caller, body):
    response = caller.create(body)

    assert response.status_code == 400
    assert only_error(response)["fix"] == "Send one JSON object."


def test_an_empty_body_misses_its_fields(caller):
    response = caller.create(b"")

    assert response.status_code == 400


def test_a_body_in_another_form_is_refused(caller):
    response = caller.client.post(
        "/api/v1/cases", {"right": "access"}, headers={"Idempotency-Key": "1"}
    )

    assert response.status_code == 415
    assert response.json()["detail"] == "Send “Content-Type: application/json”."


@pytest.mark.parametrize("size", [300_000, 3_000_000])
def test_a_very_large_body_is_refused(caller, size):
    response = caller.create(b'{"text": "' + b"x" * size + b'"}')

    assert response.status_code == 413
    assert "256 KiB" in response.json()["detail"]


def test_the_moment_of_receipt_is_kept_to_the_second(caller):
    caller.create(received_at="2026-11-20T09:12:00Z")

    assert Case.objects.get().received_at == datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
