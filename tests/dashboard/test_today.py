from datetime import timedelta

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
