from datetime import timedelta

from dsar.accounts.roles import Role
from dsar.cases.escalating import Raised, escalate
from dsar.cases.operations import assigning, extending
from dsar.cases.operations.intake import Person
from dsar.cases.staff import staff_of
from tests import desk

from .conftest import NOW, words


def test_the_first_line_counts_what_the_lists_show(client, company):
    desk.receive(company, at=NOW - timedelta(days=30))
    desk.receive(company, at=NOW - timedelta(days=28))
    desk.receive(company, at=NOW - timedelta(days=24))
    desk.asked(desk.identified(desk.receive(company, at=NOW - timedelta(days=2))))

    page = client.get("/desk/")

    said = "1 overdue, 1 due today, 1 due within 7 days, 1 waiting for the requester, 3 new."
    assert said in words(page)
    assert "<title>(2) Today – desk</title>" in page.content.decode()


def test_a_quiet_week_names_the_next_date(client, company):
    case = desk.receive(company, at=NOW)
    desk.identified(case)

    page = client.get("/desk/")

    text = words(page)
    assert f"Nothing is due this week. Next: {case.reference}" in text
    assert "Due Monday 21 December 2026" in text
    assert "<title>Today – desk</title>" in page.content.decode()


def test_an_empty_desk_says_so(client):
    assert "0 overdue, 0 due today" in words(client.get("/desk/"))
    assert "Nothing is due this week." in words(client.get("/desk/"))


def test_a_long_list_shows_ten_and_leads_to_the_rest(client, company):
    for _ in range(12):
        desk.receive(company, at=NOW - timedelta(days=40))

    page = client.get("/desk/")

    assert words(page).count("Late by 12 days") == 20  # ten as overdue, ten as new
    assert 'href="/desk/cases/?due=late"' in page.content.decode()
    assert "All 12: overdue" in words(page)


def test_today_is_the_day_at_the_company(client, company, clock):
    desk.receive(company, at=NOW - timedelta(days=28))
    clock.set(NOW.replace(hour=23, minute=59))
    assert "1 due today" in words(client.get("/desk/"))

    clock.set(NOW.replace(hour=23, minute=59) + timedelta(minutes=2))
    assert "1 overdue" in words(client.get("/desk/"))


def test_an_administrator_sees_no_requests(company, case, signed_in):
    from dsar.accounts.roles import Role

    page = words(signed_in(desk.person(Role.ADMIN, company)).get("/desk/"))

    assert "Your account sees no requests." in page
    assert case.reference not in page


def test_what_nobody_answered_for_stands_first_and_red_until_somebody_has_seen_it(
    client, company, lead, clock
):
    case = desk.receive(company, at=NOW - timedelta(days=40))
    staff = staff_of([case], now=NOW)
    escalate([Raised(case, "overdue-1", frozenset({"dpo", "deputy"}))], staff=staff, now=NOW)

    page = client.get("/desk/")
    assert "Nobody has answered These went up to the last level" in words(page)
    assert 'class="notice danger"' in page.content.decode()
    case_page = client.get(f"/desk/cases/{case.reference}/")
    assert "Not seen yet Nobody stands above who could be told." in words(case_page)

    assigning.acknowledge(case=case, level="deputy", actor="user:3", now=NOW)
    assert "Nobody has answered" not in words(client.get("/desk/"))


def test_what_went_up_and_is_over_is_not_red_any_more(client, company):
    case = desk.identified(desk.receive(company, at=NOW - timedelta(days=3)))
    staff = staff_of([case], now=NOW)
    escalate([Raised(case, "due-3", frozenset({"deputy"}))], staff=staff, now=NOW)
    assert "Nobody has answered" in words(client.get("/desk/"))

    extending.extend(
        case_id=case.pk, ground="complexity", reasons="Seven.", actor="user:1", now=NOW
    )

    assert "Nobody has answered" not in words(client.get("/desk/"))


def test_a_stranger_is_not_told_what_nobody_answered_for(signed_in, stranger, company):
    case = desk.receive(company)
    staff = staff_of([case], now=NOW)
    escalate([Raised(case, "due-3", frozenset({"deputy"}))], staff=staff, now=NOW)

    assert "Nobody has answered" not in words(signed_in(stranger).get("/desk/"))


LETTERS = "Letters to post"


def by_post(company, *, at=NOW):
    """Somebody without an email address: each letter goes on paper."""
    return desk.receive(company, at=at, person=Person(name="Robin Paper", postal="1 Quay\nLeeds"))


def test_letters_on_paper_wait_on_today_until_they_are_posted(client, company):
    newer, older = by_post(company), by_post(company, at=NOW - timedelta(days=2))
    letter = older.messages.get(by_post=True)
    page = client.get("/desk/")
    shown = words(page).partition(LETTERS)[2]
    assert 0 < shown.index(older.reference) < shown.index(newer.reference)
    assert "Robin" not in shown

    path = f"/desk/cases/{older.reference}/letters/{letter.pk}/"
    assert path in page.content.decode()
    assert client.post(path, {"today": "1"})["Location"] == "/desk/"

    left = words(client.get("/desk/")).partition(LETTERS)[2]
    assert f"read and print {older.reference}" not in left
    assert older.messages.get(pk=letter.pk).posted_at is not None
    assert path not in client.get("/desk/").content.decode()


def test_who_posts_no_letters_is_shown_none(company, signed_in):
    by_post(company)

    for role in (Role.AUDITOR, Role.ADMIN):
        seen = signed_in(desk.person(role, company, name=role.value)).get("/desk/")
        assert LETTERS not in words(seen)


def test_letters_of_another_company_and_those_with_no_text_left_wait_for_nobody(client, company):
    desk.receive(desk.publish("next-connex"), at=NOW, person=Person(name="R", postal="1 Q\nLeeds"))
    gone = by_post(company)
    gone.messages.update(body=None)

    assert LETTERS not in words(client.get("/desk/"))


def test_many_letters_are_ten_and_a_word_that_there_are_more(client, company):
    for _ in range(11):
        by_post(company)

    page = words(client.get("/desk/"))

    assert page.count("Posted: Letter") == 10
    assert "There are more than these: post the oldest first." in page
