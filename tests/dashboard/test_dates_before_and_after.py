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
    message = Message.objects.filter(case=case, direction="out").latest("at", "pk")
    return unseal(message, "body")["text"]


def test_an_extension_shows_both_dates_and_the_last_day(connex, client):
    case = desk.identified(desk.receive(connex))
    shown = words(client.get(page_of(case, "extend")))

    assert "Due Wednesday 23 December 2026 · 30 days left" in shown
    assert "Due Tuesday 23 February 2027." in shown
    assert "The last day to tell the requester is Wednesday 23 December 2026." in shown
    assert "We should have answered by Wednesday 23 December 2026." in shown
    assert "The answer is due by Tuesday 23 February 2027" in shown
    assert "[your reasons]" in shown

    client.post(page_of(case, "extend"), {"ground": "complexity", "reasons": "Seven systems."})

    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2027, 2, 23)
    assert "The answer is due by Tuesday 23 February 2027" in newest_letter(case)


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


def test_after_the_last_day_no_question_is_offered_that_stops_the_clock(connex, client):
    case = desk.identified(desk.receive(connex, at=desk.MONDAY - timedelta(days=40)))
    shown = words(client.get(page_of(case, "ask_question")))

    assert "The time to answer ran out on Monday 16 November 2026" in shown
    assert "The clock stops until they answer" not in shown
    assert "The clock runs on" in shown


def test_a_question_about_format_moves_nothing(connex, client):
    case = desk.identified(desk.receive(connex))

    client.post(page_of(case, "ask_question"), {"about": "other", "question": "As CSV?"})

    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 23)
    assert "The answer is due by Wednesday 23 December 2026" in newest_letter(case)


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
    assert "The answer is due by Monday 21 December 2026" in shown
    # Skipping what was asked for must not win time: from the day of receipt, 2 November.
    skipped = words(client.get(page_of(case, "skip_identity")))
    assert "Due Wednesday 2 December 2026." in skipped
    assert "The answer is due by Wednesday 2 December 2026" in skipped
    client.post(page_of(case, "accept_identity"), {"method": "by_officer"})
    case.clock.refresh_from_db()
    assert case.clock.due_on == date(2026, 12, 21)


def test_where_no_period_starts_no_letter_goes(connex, client):
    case = desk.receive(connex)

    for action in ("accept_identity", "skip_identity"):
        assert "No letter goes with this." in words(client.get(page_of(case, action)))


@pytest.fixture
def paused(connex, client, clock):
    """Received on 2 November, asked on the 9th, and it is the 19th."""
    case = desk.identified(desk.receive(connex, at=desk.MONDAY - timedelta(days=21)))
    clock.set(desk.MONDAY - timedelta(days=14))
    body = {"about": "which", "question": "Which calls?"}
    assert client.post(page_of(case, "ask_question"), body).status_code == 302
    clock.set(desk.MONDAY - timedelta(days=4))
    return case


def test_an_answer_counts_from_the_day_it_came(paused, client):
    today = words(client.get(page_of(paused, "resume")))
    sent = {"came_on": "2026-11-12"}
    shown = words(client.post(page_of(paused, "resume"), {**sent, "preview": "1"}))

    assert "Due Monday 14 December 2026." in today  # ten days stood still: a Saturday
    assert "Due Monday 7 December 2026." in shown  # three did: a Saturday too
    assert "The answer is due by Monday 7 December 2026" in shown
    assert client.post(page_of(paused, "resume"), sent).status_code == 302
    paused.clock.refresh_from_db()
    assert paused.clock.due_on == date(2026, 12, 7)
    assert "The answer is due by Monday 7 December 2026" in newest_letter(paused)


@pytest.mark.parametrize(
    ("came_on", "said"),
    [
        ("2026-11-20", "The day it came cannot lie in the future."),
        ("2026-11-08", "It was asked for on Monday 9 November 2026; it cannot have come before."),
        ("soon", "Give the day as a date."),
    ],
)
def test_an_answer_comes_after_its_question_and_before_tomorrow(paused, client, came_on, said):
    response = client.post(page_of(paused, "resume"), {"came_on": came_on})

    assert response.status_code == 400
    assert said in words(response)
    paused.refresh_from_db()
    assert paused.status == "awaiting_requester"


def test_a_question_that_stopped_nothing_asks_for_no_day(connex, client):
    case = desk.asked(desk.identified(desk.receive(connex)), which_data=False)

    assert "Day their answer came" not in words(client.get(page_of(case, "resume")))


@pytest.fixture
def charged(connex, client, clock):
    """Received on 2 November, a fee asked for on the 9th, and it is the 19th."""
    case = desk.identified(desk.receive(connex, at=desk.MONDAY - timedelta(days=21)))
    clock.set(desk.MONDAY - timedelta(days=14))
    body = {"ground": "manifestly-excessive", "facts": "4th.", "amount": "7.50", "currency": "GBP"}
    assert client.post(page_of(case, "ask_fee"), body).status_code == 302
    case.refresh_from_db()
    desk.agreed(case, now=clock.now)
    clock.set(desk.MONDAY - timedelta(days=4))
    return case


def test_a_payment_counts_from_the_day_it_came(charged, client):
    sent = {"came_on": "2026-11-12"}
    shown = words(client.post(page_of(charged, "record_payment"), {**sent, "preview": "1"}))
    early = client.post(page_of(charged, "record_payment"), {"came_on": "2026-11-08"})

    assert "Due Monday 14 December 2026." in shown
    assert early.status_code == 400
    assert "It was asked for on Monday 9 November 2026" in words(early)
    client.post(page_of(charged, "record_payment"), sent)
    charged.clock.refresh_from_db()
    assert charged.clock.due_on == date(2026, 12, 14)


def test_doing_without_the_fee_wins_no_time(charged, client):
    shown = words(client.get(page_of(charged, "waive_fee")))

    assert "Due Wednesday 2 December 2026." in shown
    assert "The answer is due by Wednesday 2 December 2026" in shown
    client.post(page_of(charged, "waive_fee"))
    charged.clock.refresh_from_db()
    assert charged.clock.due_on == date(2026, 12, 2)
    assert "The answer is due by Wednesday 2 December 2026" in newest_letter(charged)


def test_what_is_offered_while_waiting_is_what_is_waited_for(charged, paused, client, officer):
    client.force_login(officer)
    fee, question = (client.get(page_of(case)).content.decode() for case in (charged, paused))

    assert page_of(charged, "waive_fee") in fee
    assert page_of(charged, "resume") not in fee
    assert page_of(paused, "resume") in question
    assert page_of(paused, "waive_fee") not in question
    assert page_of(paused, "record_payment") not in question


def test_closing_for_want_of_an_answer_says_from_when_and_why(charged, client, clock, officer):
    too_early = words(client.get(page_of(charged, "lapse")))
    assert "It can be closed for want of an answer from Monday 23 November 2026 on." in too_early
    clock.set(NOW)
    client.force_login(officer)

    shown = words(client.get(page_of(charged, "lapse")))

    assert "have had neither the fee nor an answer" in shown
    assert "Why could the person not be identified?" not in shown
    assert client.post(page_of(charged, "lapse")).status_code == 302
    assert "have had neither the fee nor an answer" in newest_letter(charged)


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
    case.refresh_from_db()
    desk.agreed(case, now=NOW)

    assert "record its payment, or do without it" in words(client.get(page_of(case, "resume")))
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
