"""Comments and states of a ticket are noted at its case, once and in order; they never move it."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from dsar.audit.models import Event
from dsar.cases import retaining
from dsar.cases.models import Case, Message
from dsar.cases.operations import erasing
from dsar.dashboard.tickets import conflict
from dsar.outbox.sweep import drain
from dsar.ticketing import connecting
from dsar.ticketing.following import MOST_TEXT
from dsar.ticketing.models import Arrival, Remark, Ticket
from dsar.ticketing.noting import owe
from dsar.vault.operations import unseal
from tests import desk

from . import test_issues_of_jira as jira_calls
from . import test_tickets_become_cases as zendesk_calls
from .conftest import NOW
from .connected import connect, connect_jira

SECRET = "a-secret-of-a-webhook"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def case(company, jira):
    connect_jira(company, jira, secret=SECRET)
    return desk.receive(company, external=("jira", "10002"))


def status(category, *, at=NOW, name="Erledigt"):
    return jira_calls.event(
        "jira:issue_updated",
        at=at,
        changed=[{"field": "status", "fromString": "Open", "toString": name}],
        status={"name": name, "statusCategory": {"key": category}},
    )


def comment(text="They sent the file.", *, number="501", at=NOW):
    return jira_calls.event("comment_created", at=at) | {"comment": {"id": number, "body": text}}


def send(content):
    answer = jira_calls.send(content)
    assert answer.status_code == 200
    return answer.json()["said"]


def from_zendesk(**change):
    given = {
        "happened": "changed",
        "at": "2026-11-23T09:12Z",
        "status": "Open",
        "comment": "",
        "external": {"system": "zendesk", "id": "48213"},
    }
    return zendesk_calls.send(json.dumps(given | change))


def notes(case):
    found = case.messages.filter(kind="ticket-comment").order_by("at", "pk")
    return [unseal(one, "body")["text"] for one in found]


def events(case):
    found = Event.objects.filter(subject=case.reference, event__startswith="ticket.")
    return list(found.order_by("seq").values_list("event", flat=True))


def test_a_comment_is_an_internal_note_in_the_history_once(case):
    assert send(comment()) == "Noted at the case"
    assert send(comment()) == "Noted already, nothing changed"
    assert send(comment("Another.", number="502")) == "Noted at the case"

    assert notes(case) == ["They sent the file.", "Another."]
    note = case.messages.filter(kind="ticket-comment").first()
    assert (note.direction, note.actor) == ("note", "jira")
    assert events(case) == ["ticket.commented"] * 2
    before = case.status, case.clock.due_on
    case.refresh_from_db()
    assert (case.status, case.clock.due_on) == before


def test_what_a_comment_says_is_sealed_and_in_no_log(case, caplog):
    with caplog.at_level(logging.DEBUG):
        send(comment("Robin lives elsewhere."))
        send(comment("Robin moved.") | {"issue": {"id": "none of ours"}})
        jira_calls.send(comment("Robin said it again."), secret="another")
    assert "/api/v1/jira/connexai" in caplog.text
    assert "Robin" not in caplog.text
    assert "Robin" not in str(list(Event.objects.values_list("facts", flat=True)))
    assert "Robin" not in str(list(Arrival.objects.values()))
    assert b"Robin" not in bytes(case.messages.get(kind="ticket-comment").body)


def test_a_long_comment_is_cut_and_says_so(case):
    send(comment("x" * (MOST_TEXT + 1)))
    [text] = notes(case)
    assert len(text) == MOST_TEXT
    assert "Cut here" in text


def test_our_own_comment_comes_back_as_nothing(case, jira):
    owe(now=NOW)
    drain(now=NOW)
    [ours] = jira.issues["10002"].comments
    as_a_document = comment(ours["body"])
    # Jira's own way to write a document as a line of text.
    words = "\n".join(one["content"][0]["text"] for one in ours["body"]["content"])
    escaped = comment(words.replace("[", "\\[").replace("]", "\\]"), number="502")

    assert send(as_a_document).startswith("Our own note")
    assert send(escaped).startswith("Our own note")
    owe(now=NOW)
    drain(now=NOW)
    assert len(jira.issues["10002"].comments) == 1
    assert notes(case) == []


def test_a_comment_that_quotes_a_note_of_ours_is_a_comment(case, jira):
    owe(now=NOW)
    drain(now=NOW)
    [words, mark] = jira.issues["10002"].comments[0]["body"]["content"]
    mine = {"type": "paragraph", "content": [{"type": "text", "text": "That is too late."}]}
    quote = {"type": "blockquote", "content": [words]}

    send(comment({"type": "doc", "version": 1, "content": [mine, quote, mark]}))
    send(comment({"type": "doc", "version": 1, "content": [words, mark, mine]}, number="502"))

    assert [text.count("That is too late.") for text in notes(case)] == [1, 1]


def test_a_made_up_mark_hides_no_comment(case):
    send(comment(f"See this. [desk {'0' * 32}]"))
    assert len(notes(case)) == 1


def test_a_done_issue_closes_nothing_and_is_shown(case):
    assert send(status("done")) == "Noted at the case"
    assert send(status("done")) == "Noted already, nothing changed"

    case.refresh_from_db()
    assert case.is_open
    assert events(case) == ["ticket.done"]
    assert conflict(case).startswith("The ticket is done in Jira, and this case is not.")

    send(status("indeterminate", at=NOW + timedelta(minutes=1)))
    assert events(case) == ["ticket.done", "ticket.opened-again"]
    case.refresh_from_db()
    assert conflict(case) == ""


def test_of_two_states_the_newer_one_counts_whichever_comes_first(case):
    send(status("indeterminate", at=NOW + timedelta(minutes=2)))
    assert send(status("done", at=NOW + timedelta(minutes=1))).startswith("Noted already")
    assert Ticket.objects.get().state == "open"
    assert events(case) == []


def test_a_deleted_issue_is_shown_and_the_case_goes_on(case):
    send(jira_calls.event("jira:issue_deleted"))
    case.refresh_from_db()
    assert case.is_open
    assert conflict(case).startswith("The ticket was deleted in Jira, or is hidden from the desk")
    assert conflict(case).endswith("The case goes on all the same.")
    assert events(case) == ["ticket.gone"]


def test_a_closed_case_is_told_only_of_what_was_opened_after_it(case):
    send(status("done"))
    desk.closed(desk.identified(case))
    case.refresh_from_db()
    assert conflict(case) == ""
    later = case.closed_at + timedelta(minutes=1)
    Ticket.objects.update(state="open", state_at=case.closed_at - timedelta(minutes=1))
    case.refresh_from_db()
    assert conflict(case) == ""
    Ticket.objects.update(state_at=later)
    case.refresh_from_db()
    assert conflict(case) == "The ticket was opened again in Jira after this case was closed."


def test_what_the_ticket_tells_and_is_told_are_kept_beside_one_another(case, jira):
    send(status("done"))
    owe(now=NOW)
    drain(now=NOW)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.told) == ("done", 1)
    send(status("indeterminate", at=NOW + timedelta(minutes=1)))
    assert Ticket.objects.get().told == 1
    assert jira.issues["10002"].notes[0].startswith("Case opened.")


@pytest.mark.parametrize("content", [comment(), status("done")])
def test_of_an_issue_without_a_case_nothing_is_kept(company, jira, content):
    connect_jira(company, jira, secret=SECRET)
    assert send(content).startswith("Not marked as a request")
    assert not Arrival.objects.exists()
    assert not Ticket.objects.exists()


def test_a_case_of_another_company_hears_nothing(case, jira):
    other = desk.publish("nexus-ip")
    connect_jira(other, jira, secret="theirs")
    theirs = jira_calls.send(comment(), secret="theirs", address="/api/v1/jira/nexus-ip")
    assert theirs.json()["reference"] == ""
    assert notes(case) == []


def test_with_the_case_goes_what_was_noted(case):
    send(comment())
    desk.attached(desk.identified(case))
    desk.closed(case)
    later = NOW + timedelta(days=30)
    erasing.ask_erasure(case_id=case.pk, ground="asked", reason="X.", actor="user:1", now=later)
    erasing.agree_erasure(case_id=case.pk, actor="user:2", now=later)

    assert not Remark.objects.exists()
    assert case.messages.get(kind="ticket-comment").body is None
    assert send(comment(number="9")).startswith("Not marked")


def test_zendesk_tells_the_same_by_a_template(company, zendesk):
    connect(company, zendesk, secret=SECRET, takes_test=False)
    case = desk.receive(company, external=("zendesk", "48213"))

    said = [
        from_zendesk(comment="Robin phoned.").json()["said"],
        from_zendesk(comment="Robin phoned.", status="Solved", at="2026-11-23T09:20Z").json()[
            "said"
        ],
        from_zendesk(comment="Robin phoned.", status="Solved", at="2026-11-23T09:20Z").json()[
            "said"
        ],
        from_zendesk(status="Open", at="2026-11-23T09:19Z").json()["said"],
    ]

    again = "Noted already, nothing changed"
    assert said == ["Noted at the case", "Noted at the case", again, again]
    assert notes(case) == ["Robin phoned."]
    assert events(case) == ["ticket.commented", "ticket.done"]
    assert conflict(case).startswith("The ticket is done in Zendesk")


def test_a_note_of_ours_in_zendesk_brings_only_the_state_back(company, zendesk):
    connect(company, zendesk, secret=SECRET, takes_test=False)
    case = desk.receive(company, external=("zendesk", "48213"))
    owe(now=NOW)
    drain(now=NOW)
    ours = zendesk.tickets[48213].comments[0]["body"]
    assert from_zendesk(comment=ours).json()["said"].startswith("Our own note")
    assert from_zendesk(comment=ours, status="closed").json()["said"] == "Noted at the case"
    headed = f"{'-' * 46}\n\nAn Agent, Nov 23, 2026, 10:00\n\n{ours}\n"
    assert from_zendesk(comment=headed, status="closed").json()["said"].startswith("Our own note")
    assert notes(case) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": "yesterday"}, 400),
        ({"at": "2026-11-23T09:12"}, 400),
        ({"external": "48213"}, 200),
        ({"external": {"system": "jira", "id": "48213"}}, 200),
        ({"external": {"system": "zendesk", "id": "7"}}, 200),
        ({"status": "Gelöst"}, 200),
    ],
)
def test_what_cannot_be_used_changes_nothing(company, zendesk, change, code):
    connect(company, zendesk, secret=SECRET, takes_test=False)
    case = desk.receive(company, external=("zendesk", "48213"))
    assert from_zendesk(**change).status_code == code
    assert events(case) == []
    assert Case.objects.count() == 1


def test_a_comment_is_kept_no_longer_than_what_they_wrote(case):
    send(comment())
    desk.closed(desk.identified(case))
    long_after = NOW + timedelta(days=20 * 366)
    due = list(retaining.rows(case.company, "correspondence", now=long_after))
    kept = [row.kind for query in due for row in query if isinstance(row, Message)]
    assert "ticket-comment" in kept


def test_one_taken_away_leaves_no_state(case, company):
    send(status("done"))
    connecting.disconnect(company_id=company.pk, system="jira", actor="user:1", now=NOW)
    assert conflict(case) == ""
