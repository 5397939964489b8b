"""A key does on a case what an officer does, through the same operations, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dsar.api.acting import NOT_FOR_KEYS, RUNS
from dsar.api.idempotency import once
from dsar.api.models import Scope
from dsar.api.serializers.actions import BODIES
from dsar.api.views import KeyedView
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations import closing
from dsar.cases.transitions import ACTIONS
from tests import desk

from .conftest import BODY

pytestmark = pytest.mark.django_db
REDIRECT = {"action": "set_aside", "outcome": "redirected", "reason": "They decide."}
EXTEND = {"action": "extend", "ground": "complexity", "reasons": "Nine systems."}


@pytest.fixture
def reference(caller):
    received = (timezone.now() - timedelta(days=1)).isoformat()
    return caller.create({**BODY, "received_at": received}).json()["reference"]


def do(caller, reference, body, *, key="one", **headers):
    return caller.client.post(
        f"/api/v1/cases/{reference}/actions",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key, **headers},
    )


def tag(caller, reference):
    return caller.get(f"/api/v1/cases/{reference}")["ETag"]


def test_every_action_of_the_lifecycle_is_open_to_keys_or_refused_to_them():
    by_requester = {name for name, action in ACTIONS.items() if action.permission is None}

    assert set(RUNS) == set(BODIES)
    assert set(RUNS) & set(NOT_FOR_KEYS) == set()
    assert set(RUNS) | set(NOT_FOR_KEYS) | {"attach", "send_message"} == (
        set(ACTIONS) - by_requester | {"recalculate_holidays", "remove_answer"}
    )


@pytest.mark.parametrize(("action", "what"), [("attach", "file"), ("send_message", "message")])
def test_a_file_and_a_message_are_sent_to_addresses_of_their_own(caller, reference, action, what):
    [error] = do(caller, reference, {"action": action}).json()["errors"]

    assert error["fix"] == f"Send the {what} to the address of the case's {what}s."


def test_a_case_is_extended_and_the_letter_goes(caller, reference):
    before = caller.get(f"/api/v1/cases/{reference}").json()

    response = do(caller, reference, EXTEND)

    assert response.status_code == 200
    assert response.json()["clock"]["extended"] is True
    assert response.json()["statutory_on"] > before["statutory_on"]
    assert Case.objects.get().messages.filter(kind="extension").count() == 1
    assert Event.objects.get(event="clock.extended").actor == caller.key.actor


def test_sent_twice_it_is_done_once(caller, reference):
    first, again = do(caller, reference, EXTEND), do(caller, reference, EXTEND)

    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Event.objects.filter(event="clock.extended").count() == 1


def test_what_was_answered_before_has_no_tag_of_what_came_since(caller, reference):
    first = do(caller, reference, EXTEND)
    do(caller, reference, {"action": "withdraw"}, key="two")

    again = do(caller, reference, EXTEND)

    assert again.json() == first.json()
    assert "ETag" in first
    assert "ETag" not in again


def test_the_tag_of_an_answer_is_not_newer_than_the_case_in_it(caller, reference, monkeypatch):
    def once_then_meanwhile(**kwargs):
        answered = once(**kwargs)
        _withdraw()
        return answered

    monkeypatch.setattr("dsar.api.action_views.once", once_then_meanwhile)
    answered = do(caller, reference, EXTEND)

    assert answered.json()["status"] != "withdrawn"
    assert answered["ETag"] != tag(caller, reference)


@pytest.mark.parametrize("address", ["", "/clock", "/messages", "/actions"])
def test_the_tag_that_is_read_is_not_newer_than_the_case(caller, reference, monkeypatch, address):
    before = tag(caller, reference)
    read = KeyedView.case

    def read_then_meanwhile(self, wanted):
        found = read(self, wanted)
        _withdraw()
        return found

    monkeypatch.setattr(KeyedView, "case", read_then_meanwhile)

    assert caller.get(f"/api/v1/cases/{reference}{address}")["ETag"] == before


def _withdraw():
    closing.withdraw(case_id=Case.objects.get().pk, actor=desk.OFFICER, now=timezone.now())


def test_the_tie_is_locked_before_the_case(caller, connexai):
    first, _ = desk.asked_together(connexai, "access", "erasure", at=timezone.now())

    with CaptureQueriesContext(connection) as asked:
        assert do(caller, first.reference, EXTEND).status_code == 200

    locks = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert 'FROM "cases_together"' in locks[0]
    assert 'FROM "cases_case"' in locks[1]


def test_another_action_under_the_same_key_is_refused(caller, reference):
    do(caller, reference, EXTEND)

    assert do(caller, reference, {"action": "withdraw"}).status_code == 409
    assert Case.objects.get().is_open


def test_the_same_words_on_another_case_are_another_call(caller, reference):
    other = caller.create(key="two", external={"system": "zendesk", "id": "2"}).json()["reference"]
    do(caller, reference, {"action": "withdraw"})

    assert do(caller, other, {"action": "withdraw"}).status_code == 409


def test_what_changed_meanwhile_is_named_and_nothing_is_done(caller, reference):
    seen = tag(caller, reference)
    do(caller, reference, EXTEND, key="theirs")

    response = do(caller, reference, {"action": "withdraw"}, **{"If-Match": seen})

    assert response.status_code == 412
    assert "clock.extended" in response.json()["errors"][0]["message"]
    assert Case.objects.get().is_open


def test_the_tag_of_the_case_as_it_is_lets_it_through(caller, reference):
    seen = tag(caller, reference)

    response = do(caller, reference, {"action": "withdraw"}, **{"If-Match": seen})

    assert response.status_code == 200
    assert response.json()["status"] == "withdrawn"
    assert response["ETag"] == tag(caller, reference) != seen


def test_a_tag_that_was_never_ours_does_nothing(caller, reference):
    later = {"If-Match": '"999999999"'}

    assert do(caller, reference, EXTEND, **later).status_code == 412
    assert do(caller, reference, EXTEND, **{"If-Match": '"x"'}).status_code == 400


def test_what_the_lifecycle_forbids_is_a_conflict(caller, reference):
    response = do(caller, reference, {"action": "close", "outcome": "fulfilled"})

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "extend", "ground": "busy", "reasons": "x"}, "ground"),
        ({"action": "extend", "ground": "complexity"}, "reasons"),
        ({**EXTEND, "reason": "x"}, "reason"),
        ({"action": "fly"}, "action"),
        ({}, "action"),
        ({"action": ["extend"]}, "action"),
        ({"action": "resume", "came_on": "2999-01-01"}, "came_on"),
        ({"action": "ask_identity", "items": ["shoe-size"]}, "items"),
        # To whom a person's data go, and that they agreed, is said at the desk.
        ({**REDIRECT, "agreed": True}, "agreed"),
        ({**REDIRECT, "organisation": "Example Bank"}, "organisation"),
        ({**REDIRECT, "organisation_email": "privacy@bank.example"}, "organisation_email"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_fix(caller, reference, body, field):
    response = do(caller, reference, body)

    assert response.status_code == 400
    assert [one["field"] for one in response.json()["errors"]] == [field]
    assert response.json()["errors"][0]["fix"]


@pytest.mark.parametrize("name", NOT_FOR_KEYS)
def test_a_key_is_never_the_second_person(caller, reference, name):
    response = do(caller, reference, {"action": name})

    assert response.status_code == 403
    assert response.json()["type"].endswith(":not-for-keys")


@pytest.mark.parametrize("reason", ["known-contact", "signed-in", "facts-match", "in-person"])
def test_a_key_says_of_nobody_that_they_were_recognised(caller, reference, reason):
    response = do(caller, reference, {"action": "skip_identity", "reason": reason})

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == "reason"
    assert "at the desk" in error["fix"]
    assert Case.objects.get().identity_settled_at is None


def test_a_key_skips_the_check_where_no_data_leave(caller, reference):
    body = {"action": "skip_identity", "reason": "no-data-leaves"}

    assert do(caller, reference, body).status_code == 200
    assert Case.objects.get().identity_settled_at is not None


@pytest.mark.parametrize("method", ["vendor", "by_officer", "signed_declaration"])
def test_what_shows_nobody_is_a_conflict(caller, reference, method):
    ask = {"action": "ask_identity", "items": ["declaration"], "doubt": "details-differ"}
    do(caller, reference, ask | {"facts": "Another name."}, key="ask")

    body = {"action": "accept_identity", "method": method, "note": "Identity card was seen."}
    response = do(caller, reference, body)

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert Case.objects.get().identity_settled_at is None


def test_each_action_needs_its_scope(make_caller, caller, reference):
    reader = make_caller(scopes=[Scope.READ])
    worker = make_caller(scopes=[Scope.READ, Scope.ACT])

    assert do(reader, reference, EXTEND).status_code == 403
    assert do(worker, reference, {"action": "release"}).status_code == 403
    assert do(worker, reference, EXTEND).status_code == 200


@pytest.mark.parametrize("body", [{"action": "fly"}, {"action": ["extend"]}, {}, []])
def test_only_who_may_act_hears_that_something_is_no_action(make_caller, reference, body):
    reader = make_caller(scopes=[Scope.READ, Scope.CREATE, Scope.MESSAGES])
    old = {"If-Match": '"1"'}

    response = do(reader, reference, body, **old)

    assert response.status_code == 403
    assert response.json()["type"].endswith(":not-in-scope")
    for scope in (Scope.ACT, Scope.RELEASE):
        assert do(make_caller(scopes=[scope]), reference, body).status_code == 400


@pytest.mark.parametrize("body", [{"action": "fly"}, {"action": "extend"}, {}])
def test_what_happened_is_not_told_to_a_body_that_does_nothing(caller, reference, body):
    response = do(caller, reference, body, **{"If-Match": '"1"'})

    assert response.status_code == 400
    assert "case.received" not in response.content.decode()
    assert do(caller, reference, EXTEND, **{"If-Match": '"1"'}).status_code == 412


def test_an_answer_goes_out_only_after_a_person_approved_it(caller, connexai, reference):
    case = desk.listed(desk.identified(Case.objects.get(), now=timezone.now()), now=timezone.now())
    put = {"action": "send_to_review", "answer": "This is all that we hold."}
    assert do(caller, reference, put, key="review").json()["status"] == "in_review"

    assert do(caller, reference, {"action": "release"}, key="early").status_code == 409

    desk.approved(case, now=timezone.now())
    done = do(caller, reference, {"action": "release"}, key="late")
    assert done.json()["status"] == "answered"


def test_the_case_lists_what_can_be_done_with_its_fields(caller, reference):
    listed = caller.get(f"/api/v1/cases/{reference}/actions").json()["results"]
    by_name = {one["action"]: one for one in listed}

    assert {"extend", "refuse", "ask_identity", "withdraw"} <= set(by_name)
    assert "close" not in by_name
    fields = {one["name"]: one for one in by_name["extend"]["fields"]}
    assert fields["ground"]["choices"] == ["complexity", "number"]
    assert fields["reasons"]["required"] is True
    asked = {one["name"]: one for one in by_name["ask_identity"]["fields"]}
    assert "declaration" in asked["items"]["choices"]


def test_proof_is_asked_for_by_code_with_a_reason(caller, reference):
    body = {"action": "ask_identity", "items": ["declaration"]}
    assert do(caller, reference, body).json()["errors"][0]["field"] == "doubt"

    why = {"doubt": "details-differ", "facts": "Another name."}
    assert do(caller, reference, body | why).json()["status"] == "needs_identity"
    assert Case.objects.get().verification.items.filter(code="declaration").exists()


def test_another_companys_case_is_like_none(make_caller, stranger_company, reference):
    stranger = make_caller(stranger_company)

    theirs, none = (do(stranger, ref, EXTEND) for ref in (reference, "CAI-ZZZZ-ZZ"))

    assert (theirs.status_code, theirs.content) == (404, none.content)


def test_a_test_key_does_nothing_to_a_real_case(make_caller, reference):
    assert do(make_caller(is_test=True), reference, EXTEND).status_code == 404
