"""The page of a case: what is offered on it, and what it tells."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.operations import assigning
from dsar.dashboard.actions import ACTS
from tests import desk

from .conftest import NOW, page_of, words


def test_the_next_action_stands_first_and_the_others_beside_it(case, client):
    page = client.get(page_of(case)).content.decode()

    first = page.index("Check who is asking")
    assert first < page.index("Ask a question") < page.index("Why this date")
    assert f'href="{page_of(case, "accept_identity")}"' in page


def test_only_what_can_be_done_now_is_offered(case, client):
    desk.in_review(desk.identified(case))

    page = client.get(page_of(case)).content.decode()

    offered = {name for name in ACTS if f'href="{page_of(case, name)}"' in page}
    assert offered == {
        *("answer_items", "attach", "send_back", "extend", "refuse", "take", "withdraw"),
        *("ask_search", "send_message"),
        *("correct_receipt", "note_regulator", "place_hold", "change_contact", "change_language"),
    }


@pytest.mark.parametrize("worked_on", [lambda case: case, desk.listed])
def test_a_case_costs_fifteen_statements_and_none_twice(
    case, client, worked_on, django_assert_max_num_queries
):
    worked_on(case)
    client.get(page_of(case))  # what is written once in some minutes

    with django_assert_max_num_queries(15) as asked:
        client.get(page_of(case))

    said = [one["sql"].partition("; ")[2] or one["sql"] for one in asked.captured_queries]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("action", ["refuse", "ask_fee"])
def test_without_a_named_right_there_is_no_ground_to_choose(company, client, action):
    case = desk.receive(company, "other")

    page = words(client.get(page_of(case, action)))

    assert "Choose first which right is meant" in page
    assert "The law knows no ground" not in page


def test_who_loses_the_way_at_the_desk_is_led_back_to_it(case, client):
    page = client.get("/desk/cases/NIP-2222-22/")

    assert page.status_code == 404
    assert 'href="/desk/cases/"' in page.content.decode()
    assert "a company that you do not work for" in words(page)
    assert "make a request" not in words(page)


def test_until_an_objection_is_decided_nobody_uses_the_data(company, client):
    case = desk.identified(desk.receive(company, "objection"))
    said = "the data that they name may only be stored (Art. 18(1)(d))"

    assert said in words(client.get(page_of(case)))
    desk.released(case)
    assert said not in words(client.get(page_of(case)))


def test_an_auditor_reads_and_is_offered_nothing(case, company, signed_in):
    from dsar.accounts.roles import Role

    page = signed_in(desk.person(Role.AUDITOR, company)).get(page_of(case)).content.decode()

    assert "robin@example.org" in page
    assert not [name for name in ACTS if page_of(case, name) in page]


def test_seen_is_said_once_and_noted(case, dpo, lead, officer, signed_in, clock):
    from dsar.cases.reminders import take_reminders

    clock.set(NOW + timedelta(days=29))
    take_reminders(now=clock.now)
    browser = signed_in(dpo)
    assert "The data protection officer was told on the day, 1 day after. Not seen yet" in words(
        browser.get(page_of(case))
    )

    browser.post(page_of(case, "seen"), {"level": "dpo"})

    assert "Seen by Dpo" in words(browser.get(page_of(case)))
    assert Event.objects.filter(event="escalation.acknowledged").count() == 1
    browser.post(page_of(case, "seen"), {"level": "dpo"})
    assert Event.objects.filter(event="escalation.acknowledged").count() == 1
    assert signed_in(officer).post(page_of(case, "seen"), {"level": "lead"}).status_code == 403
    assert signed_in(lead).post(page_of(case, "seen"), {"level": "dpo"}).status_code == 403


def test_the_owner_is_named_on_the_case(case, officer, client):
    assigning.assign(case_id=case.pk, owner=officer, actor="user:1", now=NOW)

    assert "<dt>Owner</dt><dd>Officer</dd>" in client.get(page_of(case)).content.decode()


def test_reminders_stand_in_words_and_what_may_never_be_sent_is_folded(
    case, client, clock, officer
):
    from dsar.cases.reminders import take_reminders

    clock.set(desk.MONDAY + timedelta(days=14))
    take_reminders(now=clock.now)
    client.force_login(officer)

    page = client.get(page_of(case))

    text, said = page.content.decode(), words(page)
    assert "14 days before, Monday 7 December 2026 Sent to the owner" in said
    assert (
        "The day, Monday 21 December 2026 Goes to the team lead, the data protection officer"
        in said
    )
    folded = text.index("more if the date is missed")
    assert text.index("The day</strong>") < folded < text.index("1 day after</strong>")
    assert "Reminder sent · The desk" in said
    assert "14 days before · sent to: Officer · for: the owner" in said
    assert "planned for: Monday 7 December 2026" in said
    assert "due-14" not in said


def test_a_page_asks_once_for_all_that_a_case_has_none_of(
    case, client, django_assert_max_num_queries
):
    desk.identified(case)
    client.get(page_of(case))  # who is here is noted

    with django_assert_max_num_queries(20):
        client.get(page_of(case))
