"""Two officers with the same page open: the second is told what the first did."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from threading import Event as Flag

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import reminders
from dsar.cases.models import Case
from dsar.cases.operations import closing
from dsar.dashboard.operations import act_as_seen
from tests import desk
from tests.cases.test_two_at_once import together

from .conftest import page_of, words


def seen(response) -> str:
    found = re.search(r'name="seen" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


def test_the_second_reads_what_changed_and_nothing_is_done(case, client, lead, officer, signed_in):
    desk.identified(case)
    page, second = page_of(case, "extend"), signed_in(lead)
    before = seen(second.get(page))
    client.post(page_of(case, "ask_question"), {"about": "other", "question": "As CSV?"})

    body = {"ground": "complexity", "reasons": "Seven systems.", "seen": before}
    response = second.post(page, body)

    assert response.status_code == 409
    said = words(response)
    assert "changed while you were writing, so nothing was done" in said
    assert "Question asked: Officer, Monday 23 November 2026, 17:00" in said
    assert "Seven systems.</textarea>" in response.content.decode()
    case.clock.refresh_from_db()
    assert not case.clock.extended

    again = second.post(page, {**body, "seen": seen(response)})
    assert again.status_code == 302


def test_where_the_status_forbids_it_now_the_second_reads_why(
    case, client, lead, officer, signed_in
):
    page, second = page_of(case, "accept_identity"), signed_in(lead)
    before = seen(second.get(page))
    client.post(page_of(case, "skip_identity"), {"reason": "known-contact"})

    response = second.post(page, {"method": "by_officer", "seen": before})

    assert response.status_code == 409
    assert "is in progress: “Accept identity” cannot be done from there." in words(response)
    assert "Identity check skipped: Officer" in words(response)


def test_what_the_requester_wrote_meanwhile_is_seen_first(case, client):
    from dsar.cases.operations.clarifying import write_message

    desk.identified(case)
    page = page_of(case, "send_to_review")
    before = seen(client.get(page))
    write_message(case_id=case.pk, text="Only the calls, please.", now=desk.MONDAY)

    response = client.post(page, {"answer": "All of it.", "seen": before})

    assert response.status_code == 409
    assert "Message received: The requester" in words(response)


def test_looking_stops_nobody(case, client, lead, signed_in):
    desk.attached(desk.identified(case))
    page = page_of(case, "extend")
    before = seen(client.get(page))
    signed_in(lead).get(page_of(case, "documents", str(case.documents.get().pk)))

    body = {"ground": "complexity", "reasons": "Seven systems.", "seen": before}
    assert client.post(page, body).status_code == 302


@pytest.fixture
def committed(transactional_db) -> tuple[Case, list[Client]]:
    company = desk.publish()
    case = desk.identified(desk.receive(company))
    browsers = []
    for name in ("first", "second"):
        browser = Client()
        browser.force_login(desk.person(Role.OFFICER, company, name=name))
        browsers.append(browser)
    return case, browsers


def test_of_two_at_the_same_moment_one_succeeds(committed):
    case, browsers = committed
    page = page_of(case, "extend")
    body = {"ground": "complexity", "reasons": "Seven systems."}
    bodies = [{**body, "seen": seen(browser.get(page))} for browser in browsers]
    ready = Barrier(2)

    def send(number: int):
        ready.wait()
        try:
            return browsers[number].post(page, bodies[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        responses = list(pool.map(send, range(2)))

    assert sorted(response.status_code for response in responses) == [302, 409]
    assert Event.objects.filter(event="clock.extended").count() == 1
    assert case.messages.filter(kind="extension").count() == 1
    late = next(response for response in responses if response.status_code == 409)
    assert "Extended:" in words(late)


def test_an_officer_and_a_taker_of_reminders_never_wait_for_each_other(committed, monkeypatch):
    case, _ = committed
    taken, held = Flag(), Flag()
    take_due, stop_clock = reminders.take_due, closing.stop_clock

    def take(**given):
        found = take_due(**given)
        taken.set()
        held.wait(10)
        return found

    def stop(case, *, now):
        held.set()
        taken.wait(10)
        return stop_clock(case, now=now)

    monkeypatch.setattr(reminders, "take_due", take)
    monkeypatch.setattr(closing, "stop_clock", stop)
    day = desk.MONDAY + timedelta(days=28)

    results = together(
        lambda: reminders.take_reminders(now=day),
        lambda: act_as_seen(
            case=case,
            seen=None,
            rule="set_aside",
            run=closing.set_aside,
            arguments={"outcome": "duplicate", "reason": "Asked before."},
            actor="user:1",
            now=day,
        ),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    case.refresh_from_db()
    assert case.outcome == "duplicate"


def test_the_tie_is_locked_before_the_case(db):
    first, _ = desk.asked_together(desk.publish(), "access", "erasure")

    with CaptureQueriesContext(connection) as asked:
        act_as_seen(
            case=first,
            seen=None,
            rule="set_aside",
            run=closing.set_aside,
            arguments={"outcome": "duplicate", "reason": "Asked before."},
            actor=desk.OFFICER,
            now=desk.MONDAY,
        )

    locks = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert 'FROM "cases_together"' in locks[0]
    assert 'FROM "cases_case"' in locks[1]
