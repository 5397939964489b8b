"""The searches of a case, and the reports that somebody signed, as a program reads them."""

import csv
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.utils import timezone

from dsar.api.models import Scope
from dsar.cases.models import Case
from dsar.fulfilment.models import SearchTask, System
from dsar.fulfilment.operations import asking, recording
from dsar.reports.making import as_it_stands, sign_each
from dsar.reports.models import SignedReport
from dsar.reports.scope import Scope as Months
from tests import desk

from .conftest import BODY

pytestmark = pytest.mark.django_db
OWNER = "Olive Unmistakable"


@pytest.fixture
def case(caller) -> Case:
    received = (timezone.now() - timedelta(days=1)).isoformat()
    caller.create({**BODY, "received_at": received}, key="first")
    return desk.identified(Case.objects.get(), now=timezone.now())


@pytest.fixture
def task(case: Case) -> SearchTask:
    crm = System.objects.create(
        company=case.company,
        code="crm",
        name="CRM",
        owner_name=OWNER,
        owner_email="olive@example.com",
        searched_by=["name"],
    )
    by = {"actor": desk.OFFICER, "now": timezone.now()}
    return asking.ask_search(case_id=case.pk, systems=[crm.pk], **by)[0]


def record(task: SearchTask, **said) -> None:
    now = timezone.now()
    given = {"result": "found", "terms": "Robin", "found": "Unmistakable.", "name": OWNER}
    given |= {"actor": "owner", "now": now} | said
    recording.record_search(case_id=task.case_id, task_id=task.pk, **given)


def address(case: Case, *more: object) -> str:
    return "/".join([f"/api/v1/cases/{case.reference}/tasks", *map(str, more)])


def test_a_search_tells_its_system_its_day_and_how_it_stands(caller, case, task):
    [listed] = caller.get(address(case)).json()["results"]

    assert listed == caller.get(address(case, task.pk)).json()
    assert listed["id"] == str(task.pk)
    assert listed["system"] == {"code": "crm", "name": "CRM"}
    assert (listed["state"], listed["result"], listed["ended_at"]) == ("open", None, None)
    assert listed["due_on"] < caller.get(f"/api/v1/cases/{case.reference}").json()["due_on"]
    assert listed["is_overdue"] is False


def test_a_day_by_hand_that_is_over_is_overdue(caller, case, task):
    task.due_by_hand = date(2026, 11, 1)
    task.save()

    one = caller.get(address(case, task.pk)).json()

    assert (one["due_on"], one["is_overdue"]) == ("2026-11-01", True)
    record(task)
    assert caller.get(address(case, task.pk)).json()["is_overdue"] is False


def test_the_result_is_that_of_the_record_that_stands(caller, case, task):
    record(task)
    assert caller.get(address(case, task.pk)).json()["result"] == "found"

    record(task, result="nothing", found="", actor=desk.OFFICER)

    told = caller.get(address(case, task.pk)).json()
    assert (told["state"], told["result"]) == ("done", "nothing")
    assert told["ended_at"]


def test_nobody_and_nothing_found_is_told(caller, case, task):
    record(task)

    for one in (caller.get(address(case)), caller.get(address(case, task.pk))):
        assert "nmistakable" not in one.content.decode()
        assert "olive" not in one.content.decode()


def test_a_task_is_reached_through_its_own_case_only(
    make_caller, stranger_company, caller, case, task
):
    other = caller.create(key="two", external={"system": "zendesk", "id": "2"}).json()["reference"]

    assert caller.get(f"/api/v1/cases/{other}/tasks/{task.pk}").status_code == 404
    for stranger in (make_caller(stranger_company), make_caller(is_test=True)):
        assert stranger.get(address(case)).status_code == 404
        assert stranger.get(address(case, task.pk)).status_code == 404
    assert make_caller(scopes=[Scope.CREATE]).get(address(case)).status_code == 403


# --- Reports --------------------------------------------------------------------------------------


def sign(company, *, invented: bool = False) -> SignedReport:
    months = Months(
        (company,), date(2026, 10, 1), date(2026, 10, 31), desk.MONDAY, invented=invented
    )
    [signed] = sign_each(
        scope=months,
        read=as_it_stands(months),
        note="Nothing to add.",
        actor=desk.OFFICER,
        now=desk.MONDAY,
    )
    return signed


def test_a_signed_report_is_read_as_it_was_signed(caller, connexai):
    signed = sign(connexai)

    [listed] = caller.get("/api/v1/reports").json()["results"]
    report = caller.get(f"/api/v1/reports/{signed.pk}").json()

    assert (listed["month"], listed["version"], listed["sha256"]) == ("2026-10", 1, signed.sha256)
    assert report.items() >= listed.items()
    assert (report["note"], report["is_whole"]) == ("Nothing to add.", True)
    assert report["sentences"]
    for table in report["tables"]:
        assert all(len(row) == len(table["head"]) for row in table["rows"])


def test_a_case_that_a_report_names_is_named(caller, connexai):
    late = desk.receive(connexai, at=desk.MONDAY - timedelta(days=70))
    signed = sign(connexai)

    report = caller.get(f"/api/v1/reports/{signed.pk}").json()

    [table] = [one for one in report["tables"] if one["code"] == "late"]
    assert late.reference in [cell["case"] for row in table["rows"] for cell in row]


def test_a_later_version_stands_first(caller, connexai):
    first, second = sign(connexai), sign(connexai)

    listed = caller.get("/api/v1/reports").json()["results"]

    assert [one["id"] for one in listed] == [str(second.pk), str(first.pk)]


def test_a_report_comes_as_a_table_where_one_is_asked_for(caller, connexai):
    signed = sign(connexai)

    headers = {"Accept": "text/csv"}
    response = caller.client.get(f"/api/v1/reports/{signed.pk}", headers=headers)
    nothing = caller.client.get(f"/api/v1/reports/{uuid4()}", headers=headers)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(StringIO(response.content.decode())))
    assert lines[0] == ["Table", "Row", "Column", "Value"]
    assert len(lines) > 20
    assert nothing["Content-Type"] == "application/problem+json"
    assert nothing.json()["status"] == 404


def test_a_test_key_reads_what_was_signed_of_invented_cases(make_caller, caller, connexai):
    real, invented = sign(connexai), sign(connexai, invented=True)
    test = make_caller(is_test=True)

    assert [one["id"] for one in test.get("/api/v1/reports").json()["results"]] == [
        str(invented.pk)
    ]
    assert test.get(f"/api/v1/reports/{real.pk}").status_code == 404
    assert caller.get(f"/api/v1/reports/{invented.pk}").status_code == 404


def test_another_companys_report_is_not_there(make_caller, stranger_company, connexai):
    signed, stranger = sign(connexai), make_caller(stranger_company)

    assert stranger.get("/api/v1/reports").json()["results"] == []
    assert stranger.get(f"/api/v1/reports/{signed.pk}").status_code == 404


def test_reports_need_their_scope(make_caller, connexai):
    signed, other = sign(connexai), make_caller(scopes=set(Scope.values) - {Scope.REPORTS})

    assert other.get("/api/v1/reports").status_code == 403
    assert other.get(f"/api/v1/reports/{signed.pk}").status_code == 403
