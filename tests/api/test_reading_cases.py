import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsar.api.listing import ListQuery, matching
from dsar.cases.approval import Approval
from dsar.cases.fee import Fee
from dsar.cases.labels import LABELS, label_of
from dsar.cases.models import Case
from dsar.vault.operations import seal

pytestmark = pytest.mark.django_db


def make(caller, count, **changes):
    return [
        caller.create(key=f"ticket-{number}", **changes).json()["reference"]
        for number in range(count)
    ]


def approval_of(case):
    """One that an answer may go out under."""
    return Approval.objects.create(
        company=case.company,
        case=case,
        kind="release",
        digest="0" * 64,
        state="approved",
        prepared_by=["user:1"],
        asked_by="user:1",
        asked_at=case.created_at,
        approved_by="user:2",
        approved_at=case.created_at,
    )


def references(response):
    assert response.status_code == 200, response.content
    return [case["reference"] for case in response.json()["results"]]


def test_a_case_reads_as_it_was_created(caller):
    created = caller.create().json()

    response = caller.get(f"/api/v1/cases/{created['reference']}")

    assert response.status_code == 200
    assert response.json() == created


def test_a_reference_may_be_written_in_small_letters(caller):
    [reference] = make(caller, 1)

    assert caller.get(f"/api/v1/cases/{reference.lower()}").json()["reference"] == reference


def test_another_companys_case_looks_like_none(caller, make_caller, stranger_company):
    stranger = make_caller(stranger_company)
    [theirs] = make(stranger, 1, company="next-connex")

    foreign = caller.get(f"/api/v1/cases/{theirs}")
    missing = caller.get("/api/v1/cases/CAI-2222-22")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert references(caller.get("/api/v1/cases")) == []
    assert stranger.get(f"/api/v1/cases/{theirs}").status_code == 200


def test_test_and_live_keys_do_not_see_each_others_cases(make_caller):
    test, live = make_caller(is_test=True), make_caller()
    [tested] = make(test, 1)
    lived = live.create(key="live").json()["reference"]

    assert references(test.get("/api/v1/cases")) == [tested]
    assert references(live.get("/api/v1/cases")) == [lived]
    assert test.get(f"/api/v1/cases/{lived}").status_code == 404
    assert live.get(f"/api/v1/cases/{tested}").status_code == 404


@pytest.mark.parametrize("reference", ["x", "CAI-7K3Q", "1 OR 1=1", "%00", "CAI-7K3Q-9M/", "../x"])
def test_what_is_no_reference_is_not_found(caller, reference):
    response = caller.get(f"/api/v1/cases/{reference}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


# --- Lists ----------------------------------------------------------------------------------------


def test_a_list_is_newest_first_and_goes_on_where_it_stopped(caller):
    made = make(caller, 5)

    first = caller.get("/api/v1/cases", limit=2)
    second = caller.get(path(first))
    third = caller.get(path(second))

    assert references(first) + references(second) + references(third) == made[::-1]
    assert third.json()["next"] is None


def test_a_case_that_comes_meanwhile_moves_no_page(caller):
    made = make(caller, 4)
    first = caller.get("/api/v1/cases", limit=2)

    caller.create(key="meanwhile")

    assert references(caller.get(path(first))) == made[1::-1]


def test_cases_of_the_same_moment_are_each_listed_once(caller):
    made = make(caller, 5)
    Case.objects.update(created_at=Case.objects.earliest("created_at").created_at)

    seen, response = [], caller.get("/api/v1/cases", limit=2)
    while True:
        seen += references(response)
        if not response.json()["next"]:
            break
        response = caller.get(path(response))

    assert sorted(seen) == sorted(made)


def test_a_full_last_page_has_no_next(caller):
    make(caller, 2)

    assert caller.get("/api/v1/cases", limit=2).json()["next"] is None


def test_next_keeps_the_filters(caller):
    make(caller, 3)
    caller.create(key="another", right="erasure")

    first = caller.get("/api/v1/cases", right="access", limit=2)

    assert len(references(caller.get(path(first)))) == 1


def test_cases_are_filtered(caller):
    access = caller.create(key="1").json()["reference"]
    external = {"system": "jira", "id": "DP-7"}
    erasure = caller.create(
        key="2", right="erasure", received_at="2026-11-02T09:00:00Z", external=external
    ).json()["reference"]

    def listed(**query):
        return references(caller.get("/api/v1/cases", **query))

    assert listed(right="erasure") == [erasure]
    assert listed(status="received") == [erasure, access]
    assert listed(status="in_review") == []
    assert listed(due_before="2026-12-21") == [erasure]
    assert listed(due_before="2026-12-22") == [erasure, access]
    assert listed(external_system="jira", external_id="DP-7") == [erasure]
    assert listed(external_id="DP-8") == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("received", ""),
        ("verifying", ""),
        ("awaiting_requester", ""),
        ("in_progress", ""),
        ("in_review", ""),
        ("ready", ""),
        *(("closed", outcome) for outcome in ("fulfilled", "partly_fulfilled", "refused")),
        *(("closed", outcome) for outcome in ("nothing_held", "withdrawn", "lapsed", "duplicate")),
        *(("closed", outcome) for outcome in ("redirected", "not_a_request")),
    ],
)
@pytest.mark.parametrize("released", [False, True])
def test_the_status_filter_finds_what_the_label_says(caller, status, outcome, released):
    [reference] = make(caller, 1)
    case = Case.objects.get()
    now = case.created_at
    in_part = outcome == "partly_fulfilled" or (status == "ready" and released)
    Case.objects.update(
        status=status,
        outcome=outcome,
        closed_at=now if outcome else None,
        identity_settled_at=now,
        released_at=now if released else None,
        goes_to="post" if released else "",
        release_approval=approval_of(case) if released else None,
        refusal_ground="manifestly-excessive" if outcome == "refused" else "",
        withheld_ground="rights-of-others" if in_part else "",
    )
    case = Case.objects.get()

    found_as = [code for code in LABELS if matching(Case.objects.all(), {"status": code}).exists()]

    assert found_as == [label_of(case).code]
    assert references(caller.get("/api/v1/cases", status=found_as[0])) == [reference]


def test_a_case_that_lapsed_unidentified_is_found_as_such(caller):
    [reference] = make(caller, 1)
    now = Case.objects.get().created_at
    Case.objects.update(status="closed", outcome="lapsed", closed_at=now, identity_settled_at=None)

    assert references(caller.get("/api/v1/cases", status="closed_unverified")) == [reference]
    assert references(caller.get("/api/v1/cases", status="closed_unanswered")) == []


def test_a_fee_done_without_is_owed_no_more(caller):
    [reference] = make(caller, 1)
    case = Case.objects.get()
    Case.objects.update(status="awaiting_requester")
    fee = Fee(
        company=case.company,
        case=case,
        ground="manifestly-excessive",
        amount=5,
        currency="GBP",
        asked_at=case.created_at,
        waived_at=case.created_at,
    )
    seal(fee, "facts", "The fourth this year.")
    fee.save()

    assert references(caller.get("/api/v1/cases", status="needs_fee")) == []
    assert references(caller.get("/api/v1/cases", status="needs_answer")) == [reference]


def cursor(moment: str) -> str:
    text = f"{moment}|00000000-0000-0000-0000-000000000000"
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "late"),
        ("right", "everything"),
        ("due_before", "soon"),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("cursor", "abc"),
        ("cursor", "é"),
        ("cursor", "MjAyNi0xMS0yMFQwOTowMDowMHx4"),
        ("cursor", cursor("0001-01-01T00:00:00+23:59")),
        ("cursor", cursor("9999-12-31T23:59:59-23:00")),
        ("external_id", "\x00"),
        ("colour", "red"),
        ("email", "a@example.org"),
    ],
)
def test_a_wrong_parameter_is_named(caller, field, value):
    response = caller.get("/api/v1/cases", **{field: value})

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == field
    assert error["fix"]


def test_every_parameter_says_how_it_is_filled_in():
    assert all(field.help_text for field in ListQuery().fields.values())


def test_a_page_of_a_hundred_costs_as_many_statements_as_one_of_ten(caller):
    make(caller, 10)
    ten = statements(caller)
    for number in range(10, 100):
        caller.create(key=f"ticket-{number}")
    Case.objects.update(status="awaiting_requester")

    hundred = statements(caller)

    assert len(references(caller.get("/api/v1/cases", limit=100))) == 100
    assert hundred == ten <= 5


def statements(caller):
    with CaptureQueriesContext(connection) as captured:
        assert caller.get("/api/v1/cases", limit=100).status_code == 200
    return len(captured)


def path(response):
    """The next page as a path, after seeing that it is ours whatever Host was sent."""
    address = response.json()["next"]
    assert address.startswith("http://localhost:8000/api/v1/cases?")
    return address.removeprefix("http://localhost:8000")
