"""A key adds files to an answer, lists them and fetches one, as the desk does."""

import errno
import re
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dsar import failures
from dsar.api.file_views import MOST_BYTES_OF_A_FORM
from dsar.api.models import Answer, Scope
from dsar.audit.models import Event
from dsar.cases.models import Case, Document
from dsar.cases.operations import answering
from dsar.content import scanning
from dsar.content.doors import ANSWER
from dsar.vault import files
from dsar.vault.operations import shred
from tests import desk
from tests.samples import PDF

from .conftest import BODY

pytestmark = pytest.mark.django_db
WHAT = "All that our CRM holds about Dana."


@pytest.fixture
def case(caller) -> Case:
    received = (timezone.now() - timedelta(days=1)).isoformat()
    caller.create({**BODY, "received_at": received}, key="first")
    return desk.identified(Case.objects.get(), now=timezone.now())


def address(case: Case, *more: object) -> str:
    return "/".join([f"/api/v1/cases/{case.reference}/files", *map(str, more)])


def add(caller, case, content=PDF, *, name="dana.pdf", key="one", explanation=WHAT, **headers):
    body = {"file": SimpleUploadedFile(name, content), "explanation": explanation}
    return caller.client.post(address(case), body, headers={"Idempotency-Key": key, **headers})


def told(response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rpartition(":")[2]


def test_a_file_becomes_part_of_the_answer_and_is_fetched_as_it_came(caller, case):
    added = add(caller, case)

    assert added.status_code == 201
    document = case.documents.get(kind=Document.Kind.ANSWER)
    assert document.added_by == caller.key.actor
    [listed] = caller.get(address(case)).json()["results"]
    assert listed == {**added.json(), "name": "dana.pdf", "explanation": WHAT}
    assert (listed["id"], listed["size"]) == (str(document.pk), len(PDF))
    fetched = caller.get(address(case, document.pk))
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Length"] == str(len(PDF))
    assert fetched["Content-Disposition"] == 'attachment; filename="dana.pdf"'
    assert fetched["Cache-Control"] == "no-store"


def test_each_download_is_noted_with_the_key(caller, case):
    added = add(caller, case).json()

    caller.client.get(address(case, added["id"]), headers={"Accept": "application/pdf"})

    look = Event.objects.get(event="document.viewed")
    assert (look.subject, look.actor) == (case.reference, caller.key.actor)
    assert look.facts == {"item": added["id"]}
    assert caller.client.head(address(case, added["id"])).status_code == 405
    assert Event.objects.filter(event="document.viewed").count() == 1


def test_sent_twice_it_is_added_once(caller, case):
    first, again = add(caller, case), add(caller, case)

    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert case.documents.count() == 1


@pytest.mark.parametrize(
    "other", [{"content": b"%PDF-"}, {"name": "b.pdf"}, {"explanation": "Another."}]
)
def test_another_file_under_the_same_key_is_refused(caller, case, other):
    add(caller, case)

    assert told(add(caller, case, **other)) == (409, "key-used")
    assert case.documents.count() == 1


def test_what_is_kept_of_the_call_names_nobody(caller, case):
    add(caller, case)

    kept = Answer.objects.latest("created_at")
    assert kept.status == 201
    assert not re.search("dana|crm", kept.body, re.IGNORECASE)


def test_a_refused_file_may_be_corrected_under_the_same_key(caller, case):
    refused = add(caller, case, b"<script>", name="page.html")

    assert told(refused) == (400, "invalid")
    [error] = refused.json()["errors"]
    assert (error["field"], error["message"]) == ("file", ANSWER.says("wrong_type"))
    assert error["fix"]
    assert add(caller, case).status_code == 201


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.pdf", "empty"),
        (b"no pdf", "a.pdf", "not_pdf"),
        (b"{", "a.json", "not_json"),
        (b"x" * (ANSWER.most_bytes + 1), "a.txt", "too_big"),
    ],
)
def test_the_checks_are_those_of_the_desk(caller, case, content, name, why):
    [error] = add(caller, case, content, name=name).json()["errors"]

    assert error["message"] == ANSWER.says(why)
    assert not case.documents.exists()


def test_too_many_bytes_are_refused_before_they_are_read(caller, case):
    assert told(add(caller, case, b"x" * MOST_BYTES_OF_A_FORM)) == (413, "too-large")


def test_below_the_floor_of_the_disk_it_is_sent_again_later(caller, case, settings):
    settings.FILES_FLOOR_MB, before = 10**9, settings.FILES_FLOOR_MB
    refused = add(caller, case)

    assert told(refused) == (507, "no-room")
    assert refused["Retry-After"] == "300"
    assert failures.counts()["507"] == 1
    assert not case.documents.exists()
    settings.FILES_FLOOR_MB = before
    assert add(caller, case).status_code == 201


def test_a_disk_that_is_full_under_it_keeps_no_half_of_it(caller, case, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(type(storages["sealed"]), "save", full)
        assert told(add(caller, case)) == (507, "no-room")
    assert not case.documents.exists()
    assert add(caller, case).status_code == 201


def test_while_nobody_can_look_at_it_it_is_sent_again(caller, case, monkeypatch):
    monkeypatch.setattr(scanning, "trouble_with", lambda content: "no_scanner")

    assert told(add(caller, case)) == (503, "away")
    monkeypatch.undo()
    assert add(caller, case).status_code == 201


def test_one_file_too_many_is_a_conflict(caller, case, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 0)

    assert told(add(caller, case)) == (409, "not-allowed")


def test_before_anybody_knows_who_asks_nothing_is_added(caller, monkeypatch):
    caller.create(key="first")
    kept = []
    monkeypatch.setattr("dsar.content.taking_in.keep", lambda *_, **__: kept.append(1))

    assert told(add(caller, Case.objects.get())) == (409, "not-allowed")
    assert kept == []


def test_to_an_erased_case_nothing_is_added(caller, case):
    desk.closed(case, now=timezone.now())
    shred(data_key_id=case.data_key_id, now=timezone.now())

    assert told(add(caller, case)) == (409, "not-allowed")


def test_a_list_of_many_costs_as_much_as_one_of_two(caller, case):
    costs = []
    for many in (2, 4):
        for number in range(case.documents.count(), many):
            assert add(caller, case, key=f"file-{number}").status_code == 201
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.get(address(case)).json()["results"]) == many
        costs.append(len(asked))

    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"explanation": WHAT}, "file"),
        ({"file": "words", "explanation": WHAT}, "file"),
        ({"file": [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"a"), "explanation": ""}, "explanation"),
        ({"file": SimpleUploadedFile("a.txt", b"a"), "explanation": WHAT, "to": "x"}, "to"),
    ],
)
def test_each_wrong_field_is_named_with_its_fix(caller, case, body, field):
    response = caller.client.post(address(case), body, headers={"Idempotency-Key": "one"})

    assert told(response) == (400, "invalid")
    assert field in [one["field"] for one in response.json()["errors"]]
    assert all(one["fix"] for one in response.json()["errors"])


@pytest.mark.parametrize(
    ("kind", "body", "answer"),
    [
        ("application/json", b"{}", (415, "not-a-form")),
        ("multipart/form-data", b"--x", (400, "not-a-form")),
        ("multipart/form-data; boundary=x", b"--x\r\n", (400, "invalid")),
        ("", b"", (400, "invalid")),
    ],
)
def test_what_is_no_form_is_told(caller, case, kind, body, answer):
    headers = {"Idempotency-Key": "one"}
    response = caller.client.generic("POST", address(case), body, kind, headers=headers)

    assert told(response) == answer


def test_a_form_of_a_hundred_files_is_refused_in_words(caller, case):
    many = {f"f{n}": SimpleUploadedFile("a.txt", b"a") for n in range(100)}

    response = caller.client.post(address(case), many, headers={"Idempotency-Key": "one"})

    assert told(response) == (400, "not-a-form")


def test_what_changed_meanwhile_stops_it(caller, case):
    seen = caller.get(address(case))["ETag"]
    added = add(caller, case, **{"If-Match": seen})

    assert added.status_code == 201
    assert added["ETag"] == caller.get(address(case))["ETag"] != seen
    assert told(add(caller, case, key="two", **{"If-Match": seen})) == (412, "changed")


def test_who_was_asked_to_approve_is_asked_anew(caller, case):
    now = timezone.now()
    case = desk.listed(case, now=now)
    put = {"answer": "All of it.", "actor": desk.OFFICER, "now": now}
    answering.send_to_review(case_id=case.pk, **put)

    add(caller, case)

    assert caller.key.actor in case.approvals.get(state="asked").prepared_by


def test_only_files_of_the_answer_are_reached(caller, case):
    found = Document.objects.create(
        company=case.company,
        case=case,
        kind=Document.Kind.FOUND,
        file=desk.a_file(case),
        added_at=timezone.now(),
    )

    assert caller.get(address(case)).json()["results"] == []
    assert caller.get(address(case, found.pk)).status_code == 404


def test_each_needs_its_scope(make_caller, caller, case):
    pk = add(caller, case).json()["id"]
    adds, reads = make_caller(scopes=[Scope.ADD_FILES]), make_caller(scopes=[Scope.READ_FILES])
    others = make_caller(scopes=set(Scope.values) - {Scope.ADD_FILES, Scope.READ_FILES})

    assert [one.get(address(case)).status_code for one in (adds, reads, others)] == [403, 200, 403]
    assert [one.get(address(case, pk)).status_code for one in (adds, others)] == [403, 403]
    assert [told(add(one, case, key="two"))[0] for one in (reads, others)] == [403, 403]
    assert add(adds, case, key="two").status_code == 201


def test_for_another_company_or_a_test_key_there_is_nothing(
    make_caller, stranger_company, caller, case
):
    pk = add(caller, case).json()["id"]

    for stranger in (make_caller(stranger_company), make_caller(is_test=True)):
        assert stranger.get(address(case)).status_code == 404
        assert stranger.get(address(case, pk)).status_code == 404
        assert told(add(stranger, case, key="two")) == (404, "not-found")
    mine = stranger_case(make_caller(stranger_company))
    assert make_caller(stranger_company).get(address(mine, pk)).status_code == 404


def stranger_case(stranger) -> Case:
    created = stranger.create(company="next-connex", key="theirs").json()
    return Case.objects.get(reference=created["reference"])
