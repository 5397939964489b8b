"""The desk shows a misdelivered answer wherever somebody has to see it, with its 72 hours."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.incident import Incident
from dsar.cases.models import Case
from dsar.cases.operations import closing, downloading
from tests import desk

from .conftest import NOW, page_of, words

SAID = {"what": "wrong-address", "facts": "It went to Robyn."}


@pytest.fixture
def released(case: Case) -> Case:
    return desk.released(desk.attached(desk.identified(case)))


@pytest.fixture
def reported(released: Case, client) -> Case:
    noticed = {"on_day": "2026-11-23", "at_time": "16:00"}
    client.post(page_of(released, "report_incident"), SAID | noticed)
    return released


def test_a_recall_that_comes_too_late_leads_to_the_report(released, client, lead):
    downloading.take_file(case_id=released.pk, document=released.documents.get(), now=NOW)

    assert "“Report a misdelivery”, on the page of the case" in words(
        client.get(page_of(released, "recall"))
    )
    assert "Report a misdelivery" in words(client.get(page_of(released)))


def test_where_nothing_was_answered_it_is_not_offered(case, client):
    assert "Report a misdelivery" not in words(client.get(page_of(case)))


def test_the_case_shows_the_working_of_the_72_hours(reported, client):
    page = words(client.get(page_of(reported)))

    assert "The answer reached the wrong person" in page
    assert "It went to Robyn." in page
    assert "71 h 0 min left." in page
    assert "UK GDPR Art. 33(1): by Thursday 26 November 2026, 16:00 in London (16:00 UTC" in page
    assert "Hours, not three days" in page
    assert "Shut for good: this answer reached the wrong person." in page


def test_a_time_of_the_wall_is_that_of_the_company(swedish, signed_in, stranger):
    case = desk.released(desk.identified(desk.receive(swedish)))
    noticed = {"on_day": "2026-11-23", "at_time": "16:00"}

    signed_in(stranger).post(page_of(case, "report_incident"), SAID | noticed)

    assert Incident.objects.get().aware_at == NOW - timedelta(hours=2)


@pytest.mark.parametrize("given", [{"on_day": "2026-11-23"}, {"at_time": "16:00"}])
def test_a_day_without_a_time_is_no_moment(released, client, given):
    response = client.post(page_of(released, "report_incident"), SAID | given)

    assert response.status_code == 400
    assert "Give both the day and the time, or neither." in words(response)
    assert not Incident.objects.exists()


def test_today_shows_it_to_whoever_decides_until_it_is_done(reported, client, dpo, signed_in):
    browser = signed_in(dpo)
    assert "71 h 0 min left." in words(browser.get("/desk/"))
    assert "wrong person" not in words(client.get("/desk/"))

    decision = {"tell_authority": "yes", "authority_because": "Bank data.",
                "tell_person": "no", "person_because": "No high risk."}  # fmt: skip
    browser.post(page_of(reported, "decide_incident"), decision)
    assert "The authority: to be told." in words(browser.get("/desk/"))
    told = browser.post(page_of(reported, "note_told"), {"whom": "authority"})

    assert told.status_code == 302
    assert "wrong person" not in words(browser.get("/desk/"))
    page = words(browser.get(page_of(reported)))
    assert "Told Monday 23 November 2026, 17:00" in page
    assert "Bank data." in page


def test_a_closed_case_says_that_it_is_not_settled(reported, client):
    given = {"outcome": "fulfilled", "reason": "The DPO decides."}
    closing.close(case_id=reported.pk, actor=desk.OFFICER, now=NOW, **given)

    page = words(client.get(page_of(reported)))
    assert "That the answer reached the wrong person is not settled yet." in page
    assert "Nothing is left to do." not in page


def test_another_companys_dpo_sees_nothing_of_it(reported, stranger, signed_in):
    assert "wrong person" not in words(signed_in(stranger).get("/desk/"))


def test_when_the_time_is_over_it_says_so(reported, dpo, signed_in, clock):
    clock.set(NOW + timedelta(hours=73))

    assert "The 72 hours have been over for 2 h 0 min." in words(signed_in(dpo).get("/desk/"))


def test_an_officer_reports_but_does_not_decide(reported, client):
    assert client.get(page_of(reported, "decide_incident")).status_code == 403
    assert client.post(page_of(reported, "decide_incident"), {}).status_code == 403


def test_what_happened_is_read_in_the_history(reported, client):
    page = words(client.get(page_of(reported)))

    assert "Misdelivery reported: the answer reached the wrong person" in page
    assert "authority told by: Thursday 26 November 2026, 16:00" in page
    assert Event.objects.get(event="incident.reported").facts["article"] in page
