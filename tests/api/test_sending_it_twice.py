from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from dsar.api.models import Answer
from dsar.cases.models import Case
from dsar.outbox.models import Message

from .conftest import BODY

pytestmark = pytest.mark.django_db


def test_the_same_call_again_gets_the_same_answer_and_makes_nothing(caller):
    first = caller.create()
    again = caller.create()

    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_order_of_fields_does_not_make_another_call(caller):
    caller.create()

    again = caller.create(dict(reversed(BODY.items())))

    assert again["Idempotent-Replayed"] == "true"


def test_the_same_key_with_another_body_is_refused(caller):
    caller.create()

    response = caller.create(right="erasure")

    assert response.status_code == 409
    problem = response.json()
    assert problem["type"] == "urn:dsar-desk:problem:key-used"
    assert problem["errors"][0]["field"] == "Idempotency-Key"
    assert problem["errors"][0]["fix"] == "Send a new key."
    assert Case.objects.get().right == "access"


def test_another_key_makes_another_case(caller):
    caller.create()
    caller.create(key="zendesk-48214")

    assert Case.objects.count() == 2


def test_another_companys_key_of_the_same_name_is_another(caller, make_caller, stranger_company):
    caller.create()

    response = make_caller(stranger_company).create(company="next-connex")

    assert response.status_code == 201
    assert response.json()["reference"].startswith("NEXT-")
    assert Case.objects.count() == 2


def test_a_live_call_is_not_answered_with_a_test_case(make_caller):
    make_caller(is_test=True).create()

    response = make_caller().create()

    assert response.status_code == 409
    assert "CAI-" not in response.content.decode()


def test_a_refused_call_may_be_corrected_under_the_same_key(caller):
    assert caller.create(right="everything").status_code == 400

    assert caller.create().status_code == 201


def test_a_call_that_failed_halfway_leaves_nothing_and_may_be_repeated(caller, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("dsar.cases.queries.as_json", lambda *args, **kwargs: 1 / 0)
        failed = caller.create()

    assert failed.status_code == 500
    assert failed.json()["detail"] == "This is our mistake and has been noted. Nothing was stored."
    assert not Case.objects.exists()
    assert not Answer.objects.exists()
    assert caller.create().status_code == 201


@pytest.mark.parametrize(
    ("key", "says"),
    [(None, "missing"), ("", "missing"), ("a b", "visible ASCII"), ("x" * 201, "1 to 200")],
)
def test_a_call_needs_a_usable_key(caller, key, says):
    response = caller.create(key=key)

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == "Idempotency-Key"
    assert says in error["message"]
    assert not Case.objects.exists()


def test_neither_the_key_nor_the_person_can_be_read_in_the_table(caller):
    caller.create(key="mail-from-a@example.org")

    text = str(Answer.objects.values().get())
    assert "example.org" not in text
    assert "A. Example" not in text


@pytest.mark.django_db(transaction=True)
def test_ten_calls_at_once_make_one_case(caller):
    gate = Barrier(10)

    def call():
        try:
            connection.ensure_connection()
            gate.wait(30)
            return caller.create()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        responses = [future.result() for future in [pool.submit(call) for _ in range(10)]]

    assert {response.status_code for response in responses} == {201}
    assert len({response.content for response in responses}) == 1
    assert sum("Idempotent-Replayed" in response for response in responses) == 9
    assert Case.objects.count() == 1
