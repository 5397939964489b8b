"""What a new company would be like, and publishing it."""

import pytest
from django.test import Client

from dsar.audit.models import Event
from dsar.cases.models import Case, Message
from dsar.companies.policy_texts import give_text
from dsar.outbox.models import Message as Outbox
from dsar.vault.models import DataKey
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.adding.steps import (
    HERE,
    draft,
    paste,
)
from tests.dashboard.conftest import NOW, words


def test_a_test_request_shows_dates_and_letters_and_leaves_nothing(admin, ready):
    tables = (Case, Message, Outbox, DataKey)
    before = [table.objects.count() for table in tables]
    events = Event.objects.count()

    response = admin.get(HERE + "try/")

    shown = words(response)
    assert "Test SIX-" in shown
    assert "Letter: we have the request" in shown
    assert "Letter: more time" in shown
    assert "Dear Test Person" in shown
    assert "Passport: We will ask you to provide a copy of your passport" in shown
    assert response.context["tried"].working.promise_on.isoformat() == "2026-12-07"
    assert [table.objects.count() for table in tables] == before
    assert Event.objects.count() == events
    assert draft(ready).published_at is None
    assert Client().get("/sixth-lamps/").status_code == 404


def test_the_start_page_is_the_real_one(admin, ready):
    shown = words(admin.get(HERE + "try/portal/"))

    assert "Ask Sixth Lamps about your data" in shown
    assert "Passport" in shown
    assert draft(ready).published_at is None


@pytest.mark.parametrize(
    ("language", "portal", "greeting", "day"),
    [
        ("sv", "Fråga Sixth Lamps om dina uppgifter", "Hej Test Person!", "måndag 7 december 2026"),
        ("de", "Fragen Sie Sixth Lamps nach", "Guten Tag Test Person,", "Montag, 7. Dezember 2026"),
    ],
)
def test_each_language_is_seen_before_it_is_published(
    admin, ready, language, portal, greeting, day
):
    response = admin.get(HERE + "try/", {"language": language})

    shown = words(response)
    assert greeting in shown
    assert day in shown
    assert f'<html lang="{language}"' not in response.content.decode()  # the desk stays English
    assert portal in words(admin.get(HERE + "try/portal/", {"language": language}))


def test_a_language_that_nobody_writes_is_english(admin, ready):
    assert "Dear Test Person" in words(admin.get(HERE + "try/", {"language": "xx"}))


def test_with_a_gap_there_is_nothing_to_try(admin, sixth):
    assert admin.get(HERE + "try/").headers["Location"] == HERE + "gaps/"
    assert admin.get(HERE + "try/portal/").status_code == 404


def test_the_page_publishes_what_it_showed(admin, ready):
    digest = admin.get(HERE + "try/").context["digest"]

    admin.post("/desk/policies/sixth-lamps/preview/", {"draft": digest})

    assert ready.policies.get().published_at


def test_a_text_that_nobody_decided_about_is_not_published(admin, ready):
    paste(admin, TEXT.replace("14 days", "10 days"))

    response = admin.get("/desk/policies/sixth-lamps/preview/")
    admin.post("/desk/policies/sixth-lamps/preview/", {"draft": response.context["digest"]})

    assert "nobody has decided about." in words(response)
    assert "nobody has decided about" in words(admin.get(HERE + "gaps/"))
    assert admin.get(HERE + "try/").headers["Location"] == HERE + "gaps/"
    assert draft(ready).published_at is None


def test_a_text_given_since_the_draft_was_looked_at_is_not_published_with_it(admin, ada, ready):
    digest = admin.get("/desk/policies/sixth-lamps/preview/").context["digest"]
    nothing = "Lamps are sold in shops, and shades are sold beside them on every day. " * 9
    give_text(company_id=ready.pk, text=nothing, actor=f"user:{ada.pk}", now=NOW)

    at = "/desk/policies/sixth-lamps/preview/"
    response = admin.post(at, {"draft": digest}, follow=True)

    assert "The draft changed since you opened this page." in words(response)
    assert draft(ready).published_at is None
