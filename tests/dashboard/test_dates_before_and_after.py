"""What the page of an action promises is what the clock does, and what the letter says."""

from datetime import date, timedelta

import pytest

from dsar.cases.models import Message
from dsar.companies.models import Membership
from dsar.vault.operations import unseal
from tests import desk

from .conftest import NOW, page_of, words


@pytest.fixture
def connex(officer):
    """United Kingdom, and no promise besides the law's month."""
    company = desk.publish("next-connex")
    Membership.objects.create(user=officer, company=company, role="officer")
    return company


@pytest.fixture
def nexus(officer, swedish):
    """Sweden: the EU's way of counting."""
    Membership.objects.create(user=officer, company=swedish, role="officer")
    return swedish


def newest_letter(case) -> str:
    message = Message.objects.filter(case=case, direction="out").latest("at")
    return unseal(message, "body")["text"]


def test_an_extension_shows_both_dates_and_the_last_day(connex, client):
    case = desk.identified(desk.receive(connex))
    shown = words(client.get(page_of(case, "extend")))

    assert "Due Wednesday 23 December 2026 · 30 days left" in shown
    assert "Due Tuesday 23 February 2027." in shown
    assert "The last day to tell the requester is Wednesday 23 December 2026." in shown
    assert "We should have answered by Wednesday 23 December 2026." in shown
    assert "We will answer by Tuesday 23 February 2027." in shown
    assert "[your reasons]" in shown

    client.post(page_of(case, "extend"), {"ground": "complexity", "reasons": "Seven systems."})

    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2027, 2, 23)
    assert "We will answer by Tuesday 23 February 2027." in newest_letter(case)


def test_an_extension_says_that_it_breaks_the_policys_promise(case, client):
    shown = words(client.get(page_of(case, "extend")))

    assert "The policy promised Monday 21 December 2026." in shown
    assert "Extending does not keep that promise." in shown
    assert "Due Tuesday 23 February 2027." in shown


def test_a_question_moves_the_law_but_not_the_promise(company, client):
    case = desk.identified(desk.receive(company, at=desk.MONDAY - timedelta(days=5)))
    desk.asked(case, now=desk.MONDAY)

    shown = words(client.get(page_of(case, "resume")))

    assert "Due Wednesday 16 December 2026." in shown
    # 18 December and one day not counted: a Saturday.
    assert "That is the policy's promise; the law says Monday 21 December 2026." in shown


def test_too_late_to_extend_is_said_and_offers_no_form(connex, client, officer, clock):
    case = desk.identified(desk.receive(connex))
    clock.set(NOW + timedelta(days=31))
    client.force_login(officer)

    page = client.get(page_of(case, "extend"))

    assert page.status_code == 200
    said = "It is too late to extend: the last day for the notice was Wednesday 23 December 2026."
    assert said in words(page)
    assert "Answer now, or send the part that is ready." in words(page)
    assert "Send and extend" not in words(page)
    late = client.post(page_of(case, "extend"), {"ground": "complexity", "reasons": "Many."})
    assert late.status_code == 409
    assert said in words(late)
    assert "Many.</textarea>" in late.content.decode()


def test_a_second_extension_is_no_extension(connex, client):
    case = desk.identified(desk.receive(connex))
    body = {"ground": "number", "reasons": "Nine requests."}
    client.post(page_of(case, "extend"), body)

    assert "has been extended already" in words(client.get(page_of(case, "extend")))
    assert client.post(page_of(case, "extend"), body).status_code == 409


def test_being_busy_extends_nothing(case, client):
    response = client.post(page_of(case, "extend"), {"ground": "workload", "reasons": "Busy."})

    assert response.status_code == 400
    assert "Being busy is not a lawful reason." in words(response)


def test_a_question_about_which_data_shows_what_stays_left(connex, client):
    case = desk.identified(desk.receive(connex, at=desk.MONDAY - timedelta(days=5)))
    shown = words(client.get(page_of(case, "ask_question")))

    assert "Due Friday 18 December 2026" in shown
    assert "No due date until they answer. 26 days stay left." in shown
    # The day of asking and that of the answer are both left out: one day is the least it costs.
    assert "If they answered today: Monday 21 December 2026." in shown
    assert "The date stays as it is." in shown

    client.post(page_of(case, "ask_question"), {"about": "which", "question": "Which calls?"})

    case.clock.refresh_from_db()
    assert (case.clock.due_on, case.clock.state) == (None, "paused")
    assert "The days until you answer are not counted." in newest_letter(case)


def test_a_question_about_format_moves_nothing(connex, client):
    case = desk.identified(desk.receive(connex))

    client.post(page_of(case, "ask_question"), {"about": "other", "question": "As CSV?"})

    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 23)
    assert "we must still answer by Wednesday 23 December 2026" in newest_letter(case)


def test_nothing_stops_the_clock_of_a_deletion_in_the_uk(connex, client):
    case = desk.identified(desk.receive(connex, "erasure"))
    shown = words(client.get(page_of(case, "ask_question")))

    assert "Nothing here can stop the clock for this request" in shown
    assert "Which data or which use" not in shown
    sent = client.post(
        page_of(case, "ask_question"), {"about": "which", "question": "Which calls?"}
    )
    assert sent.status_code == 400
    case.refresh_from_db()
    assert case.status == "in_progress"


def test_proof_starts_a_british_clock_anew_and_stops_a_swedish_one(connex, nexus, client):
    british, swedish = desk.receive(connex), desk.receive(nexus)

    assert "No due date yet: the period starts when" in words(
        client.get(page_of(british, "ask_identity"))
    )
    assert "No due date until they answer." in words(client.get(page_of(swedish, "ask_identity")))


def test_proof_that_came_shows_the_month_that_begins(connex, client, clock):
    case = desk.receive(connex, at=desk.MONDAY - timedelta(days=21))
    clock.set(desk.MONDAY - timedelta(days=11))
    body = {"other": "Your customer number", "doubt": "details-differ", "facts": "Two names."}
    client.post(page_of(case, "ask_identity"), body)
    clock.set(desk.MONDAY - timedelta(days=4))

    shown = words(client.get(page_of(case, "accept_identity")))

    # Thursday 19 November plus a month is a Saturday.
    assert "Due Monday 21 December 2026." in shown
    # Skipping what was asked for must not win time: from the day of asking, 12 November.
    assert "Due Monday 14 December 2026." in words(client.get(page_of(case, "skip_identity")))
    client.post(page_of(case, "accept_identity"), {"method": "by_officer"})
    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 21)


def test_search_cost_is_no_ground_whatever_the_policy_says(case, client):
    shown = words(client.get(page_of(case, "ask_fee")))

    assert "“we may charge a maximum of £10”" in shown
    assert "It is in conflict with the law." in shown
    assert "The cost of searching is not a ground." in shown
    sent = {"ground": "search-cost", "facts": "Days.", "amount": "10", "currency": "GBP"}
    refused = client.post(page_of(case, "ask_fee"), sent)
    assert refused.status_code == 400
    assert "What it costs to search for the data is not one." in words(refused)


def test_a_policy_without_a_charge_has_no_conflict(connex, client):
    shown = words(client.get(page_of(desk.receive(connex), "ask_fee")))

    assert "conflict" not in shown
    assert "The cost of searching is not a ground." in shown


def test_marketing_is_neither_refused_nor_charged(company, client):
    case = desk.receive(company, "marketing")

    assert "no ground to refuse" in words(client.get(page_of(case, "refuse")))
    assert "no ground to ask a fee" in words(client.get(page_of(case, "ask_fee")))
    refused = client.post(page_of(case, "refuse"), {"ground": "exemption", "facts": "No."})
    assert refused.status_code == 400
    case.refresh_from_db()
    assert case.outcome == ""


def test_the_grounds_of_a_right_stand_with_their_articles(company, client):
    erasure = words(client.get(page_of(desk.receive(company, "erasure"), "refuse")))
    access = words(client.get(page_of(desk.receive(company), "refuse")))

    assert "legal claims (Art. 17(3)(e) UK GDPR)" in erasure
    assert "rights of others (Art. 15(4) and 20(4) UK GDPR)" in access
    assert "legal claims" not in access


def test_a_swedish_refusal_after_the_month_is_warned_of(nexus, client, officer, clock):
    case = desk.identified(desk.receive(nexus))
    client.post(page_of(case, "extend"), {"ground": "complexity", "reasons": "Seven systems."})
    assert "The last day to refuse is Wednesday 23 December 2026." in words(
        client.get(page_of(case, "refuse"))
    )

    clock.set(NOW + timedelta(days=31))
    client.force_login(officer)

    shown = words(client.get(page_of(case, "refuse")))
    assert "The last day to refuse was Wednesday 23 December 2026." in shown
    assert "recorded as late" in shown


def test_an_open_fee_is_paid_and_not_resumed(case, client):
    desk.identified(case)
    body = {"ground": "manifestly-excessive", "facts": "4th.", "amount": "7.50", "currency": "GBP"}
    client.post(page_of(case, "ask_fee"), body)

    assert "record its payment instead" in words(client.get(page_of(case, "resume")))
    assert client.post(page_of(case, "resume")).status_code == 400
    assert "Asked for: 7.50 GBP." in words(client.get(page_of(case, "record_payment")))


def test_the_letter_is_shown_with_what_was_typed_and_nothing_is_sent(connex, client):
    case = desk.identified(desk.receive(connex))
    before = Message.objects.count()

    page = client.post(
        page_of(case, "extend"), {"preview": "1", "reasons": "Seven <b>systems</b>."}
    )

    assert page.status_code == 200
    assert "There is a problem" not in words(page)
    assert "Seven &lt;b&gt;systems&lt;/b&gt;.\n\nWe should" in page.content.decode()
    assert "[ground]" in words(page)
    assert Message.objects.count() == before


def test_the_answer_is_read_before_it_is_released(case, client):
    desk.ready(desk.attached(desk.identified(case)))
    shown = words(client.get(page_of(case, "release")))

    assert "This is what we hold." in shown
    assert "1 file waits for you" in shown
    assert "The clock stops today, Monday 23 November 2026." in shown
    assert "This cannot be taken back." in shown


def test_two_dates_are_shown_where_the_policy_promises_less(case, client):
    shown = words(client.get(page_of(case)))

    assert "Due Monday 21 December 2026" in shown
    assert "Promised by Monday 21 December 2026; the law says Wednesday 23 December 2026." in shown
    assert "Why this date" in shown
