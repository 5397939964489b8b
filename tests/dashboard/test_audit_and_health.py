import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection

from dsar.accounts.operations import deactivate_user
from dsar.accounts.roles import Role
from dsar.audit import operations as audit
from dsar.audit.anchoring import anchor_chains
from dsar.audit.models import Event
from dsar.outbox.models import Message, State
from tests import desk
from tests.ageing import aged, all_well
from tests.audit.anchored import keep_anchors

from .conftest import NOW, spaced, words

AUDIT = "/desk/audit/nexus-ip/"


@pytest.fixture
def auditor(company, signed_in):
    return signed_in(desk.person(Role.AUDITOR, company))


def test_what_happened_stands_newest_first(case, auditor):
    desk.identified(case)

    page = words(auditor.get(AUDIT))

    assert page.index("Identity accepted") < page.index("Request recorded")
    assert "robin" not in page.lower()


def test_the_head_of_the_chain_is_shown(case, auditor):
    head = Event.objects.filter(company_id=case.company_id).latest("seq")

    assert bytes(head.digest).hex() in auditor.get(AUDIT).content.decode()


def test_older_events_are_a_page_further(company, auditor):
    for number in range(60):
        audit.record(
            company_id=company.pk,
            event="test.done",
            subject=f"no {number}",
            actor="system",
            now=NOW,
        )
    first = auditor.get(AUDIT)
    oldest = min(line.event.seq for line in first.context["events"])

    second = auditor.get(f"{AUDIT}?before={oldest}")

    assert len(first.context["events"]) == 50
    assert [line.event.seq for line in second.context["events"]] == list(range(oldest - 1, 0, -1))
    assert f"?before={oldest}" in first.content.decode()


def test_a_page_that_makes_no_sense_is_ignored_and_said(company, auditor):
    page = auditor.get(f"{AUDIT}?before=yesterday")

    assert page.status_code == 200
    assert "has been ignored: “before”" in words(page)


def test_the_chain_is_verified_on_request(case, auditor):
    assert "The whole chain holds" not in words(auditor.get(AUDIT))
    assert "The whole chain holds: " in words(auditor.post(AUDIT))


def test_an_altered_row_is_named(case, auditor):
    event = Event.objects.filter(company_id=case.company_id).latest("seq")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET actor = 'nobody' WHERE id = %s", [event.pk])
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_no_change")

    page = words(auditor.post(AUDIT))

    assert "Something is wrong with the chain." in page
    assert f"row {event.seq} was altered" in page


@pytest.fixture
def anchored(tmp_path, settings):
    return keep_anchors(tmp_path / "anchors", settings)


def test_an_anchor_vouches_for_the_chain(case, auditor, anchored):
    anchor_chains(now=NOW)
    last = Event.objects.filter(company_id=case.company_id).latest("seq").seq

    page = words(auditor.post(AUDIT))

    assert f"up to no. {last}, since Monday 23 November 2026, 17:00" in page


def test_without_anchors_the_page_says_what_nobody_could_see(case, auditor):
    assert "No anchor outside the database vouches for its end" in words(auditor.post(AUDIT))


def test_events_that_wait_too_long_for_an_anchor_are_told(case, auditor, anchored, clock):
    clock.set(NOW + timedelta(hours=3))

    assert "row 1 has waited for an anchor" in words(auditor.post(AUDIT))


def test_the_evidence_of_a_case_is_downloaded_and_that_is_written_down(case, auditor, anchored):
    response = auditor.post(f"{AUDIT}evidence/", {"reference": f" {case.reference.lower()} "})

    assert response["Content-Disposition"] == (
        f'attachment; filename="evidence-{case.reference}.zip"'
    )
    with ZipFile(BytesIO(response.content)) as archive:
        assert set(archive.namelist()) == {
            f"{case.reference}.json",
            "READ-ME.txt",
            "verify_audit.py",
        }
        evidence = json.loads(archive.read(f"{case.reference}.json"))
        read_me = archive.read("READ-ME.txt").decode()
    assert {entry["row"]["subject"] for entry in evidence["events"]} == {case.reference}
    assert "case.received by" in read_me
    assert evidence["public_key"] in read_me
    assert "robin" not in read_me.lower()
    given = Event.objects.get(event="evidence.given")
    assert (given.subject, given.actor) == (case.reference, desk_actor(auditor))
    assert "Evidence for an authority taken" in words(auditor.get(AUDIT))


def desk_actor(client):
    return f"user:{client.session['_auth_user_id']}"


@pytest.mark.parametrize(
    ("reference", "said"),
    [("", "Enter the reference of a case."), ("NIP-2222-22", "Nothing is known of NIP-2222-22.")],
)
def test_without_a_case_there_is_no_evidence(case, auditor, anchored, reference, said):
    page = auditor.post(f"{AUDIT}evidence/", {"reference": reference})

    assert page.status_code == 400
    assert said in words(page)
    assert not Event.objects.filter(event="evidence.given").exists()


def test_without_anchors_there_is_no_evidence(case, auditor):
    page = auditor.post(f"{AUDIT}evidence/", {"reference": case.reference})

    assert page.status_code == 400
    assert "No anchors are kept, so nothing can be proved." in words(page)


def test_evidence_is_for_those_who_see_the_audit_of_that_company(
    case, swedish, officer, signed_in, anchored
):
    given = {"reference": case.reference}
    stranger = signed_in(desk.person(Role.DPO, swedish))

    assert signed_in(officer).post(f"{AUDIT}evidence/", given).status_code == 403
    assert stranger.post(f"{AUDIT}evidence/", given).status_code == 404
    theirs = stranger.post("/desk/audit/technology-nexus/evidence/", given)
    assert "Nothing is known of" in words(theirs)


def test_one_company_is_opened_at_once_and_several_are_listed(company, swedish, auditor, signed_in):
    assert auditor.get("/desk/audit/")["Location"] == AUDIT
    both = signed_in(desk.person(Role.DPO, company, swedish))

    page = both.get("/desk/audit/").content.decode()

    assert AUDIT in page
    assert "/desk/audit/technology-nexus/" in page


def test_health_says_what_waits_and_for_how_long(case, officer, signed_in, clock):
    clock.set(desk.MONDAY)
    assert "Nothing waits longer than it should." in words(signed_in(officer).get("/desk/health/"))

    clock.set(NOW + timedelta(hours=2))
    page = words(signed_in(officer).get("/desk/health/"))

    assert "Letters and messages: 1. The oldest has waited for 10 hours." in page


def test_health_names_a_company_where_reminders_reach_no_one(company, auditor):
    assert "Nobody works on cases at Nexus IP." in words(auditor.get("/desk/health/"))

    officer = desk.person(Role.OFFICER, company)
    assert "Nobody works" not in words(auditor.get("/desk/health/"))

    deactivate_user(user_id=officer.pk, actor="system", now=NOW)
    assert "Nobody works on cases at Nexus IP." in words(auditor.get("/desk/health/"))


def test_health_tells_a_sweep_that_stopped_and_what_to_do(company, client):
    assert "round Late never" in sweeps_of(client.get("/desk/health/"))
    all_well()
    assert "Late" not in sweeps_of(client.get("/desk/health/"))
    aged("reminders", minutes=5)
    aged("round", minutes=2)

    page = sweeps_of(client.get("/desk/health/"))

    assert "round Late 2 minutes ago 0.1 s Start worker and beat anew" in page
    assert "reminders Late 5 minutes ago 0.1 s It fails or takes too long" in page


def sweeps_of(response):
    """The words of the table."""
    return spaced(response).partition("What to do")[2]


def test_what_was_given_up_can_be_tried_again(case, client):
    Message.objects.update(state=State.FAILED, attempts=6, last_error="smtp-550")
    message = Message.objects.get()
    assert "smtp-550" in words(client.get("/desk/health/"))

    client.post(f"/desk/health/{message.pk}/try-again/")

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 0)
    again = client.post(f"/desk/health/{message.pk}/try-again/", follow=True)
    assert "It had been queued again already." in words(again)


def test_another_companys_failures_are_nobodys_business(case, stranger, signed_in):
    Message.objects.update(state=State.FAILED)
    browser = signed_in(stranger)

    assert "Given up" not in words(browser.get("/desk/health/"))
    message = Message.objects.get()
    assert browser.post(f"/desk/health/{message.pk}/try-again/").status_code == 404
