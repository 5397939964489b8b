"""What somebody was told, on a page of its own."""

from datetime import date, timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.cases.escalating import Raised, escalate
from dsar.cases.models import Escalation, Notice
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations import assigning
from dsar.cases.staff import Told, staff_of
from dsar.companies.models import Membership
from dsar.dashboard.views import notices as page
from tests import desk

from .conftest import NOW, words

PAGE, ALL = "/desk/notices/", "/desk/notices/read/"


def tell(person, case, *, key="reminder:1", kind="due-14", at=NOW, silent="", **told) -> Notice:
    people = [Told(person, **told)]
    raise_notices([Telling(case, key, kind, people, ("mail", "in-app"), silent=silent)], now=at)
    return Notice.objects.get(user=person, key=key)


def open_at(case, *levels) -> None:
    staff = staff_of([case], now=NOW)
    escalate([Raised(case, "due-3", frozenset(levels))], staff=staff, now=NOW)


def test_a_notice_says_what_it_is_about_which_case_and_when(client, officer, case):
    tell(officer, case)

    text = words(client.get(PAGE))

    assert f"{case.reference} Reminder: 14 days before the due date." in text
    assert "Due Monday 21 December 2026" in text
    assert "Monday 23 November 2026, 17:00" in text
    assert "Robin" not in text


def test_the_newest_unread_comes_first_and_what_was_read_last(client, officer, company):
    old, new, read = (desk.receive(company) for _ in range(3))
    tell(officer, old, key="1", at=NOW - timedelta(hours=2))
    tell(officer, new, key="2", at=NOW - timedelta(hours=1))
    client.post(f"/desk/notices/{tell(officer, read, key='3').pk}/read/")

    text = words(client.get(PAGE))

    places = [text.index(case.reference) for case in (new, old, read)]
    assert places == sorted(places)
    assert text.index(" Read ") < text.index(read.reference)


def test_the_navigation_counts_what_was_not_read(client, officer, case):
    assert "Notices All" not in words(client.get("/desk/"))
    assert "(1 not read)" not in words(client.get("/desk/"))
    tell(officer, case)

    assert "Notices (1 not read)" in words(client.get("/desk/"))
    assert "<title>(1) Notices – desk</title>" in client.get(PAGE).content.decode()


def test_what_is_counted_are_cases_as_the_page_shows_them(client, officer, company, case):
    for number in range(3):
        tell(officer, case, key=str(number))
    tell(officer, desk.receive(company), key="other")

    assert "Notices (2 not read)" in words(client.get("/desk/"))


def test_counting_stops_early(client, officer, case, monkeypatch):
    monkeypatch.setattr("dsar.dashboard.access.UNREAD", 1)
    tell(officer, case)
    assert "Notices (1 not read)" in words(client.get("/desk/"))
    tell(officer, desk.receive(case.company), key="other")

    assert "Notices (1+ not read)" in words(client.get("/desk/"))


def test_a_page_has_the_newest_cases_and_says_that_there_are_more(
    client, officer, company, monkeypatch
):
    monkeypatch.setattr(page, "SHOWN", 2)
    cases = [desk.receive(company) for _ in range(3)]
    for number, case in enumerate(cases):
        tell(officer, case, key=str(number), at=NOW + timedelta(minutes=number))

    text = words(client.get(PAGE))

    assert [case.reference in text for case in cases] == [False, True, True]
    assert "There are more; these are the newest 2." in text


def test_a_case_is_one_row_with_the_last_that_was_told_and_how_much_before(client, officer, case):
    for day, kind in enumerate(("due-3", "due-1", "due-0")):
        tell(officer, case, key=kind, kind=kind, at=NOW + timedelta(days=day))
    tell(officer, desk.receive(case.company), key="other")

    answer = client.get(PAGE)

    assert "Reminder: the due date. And 2 earlier." in words(answer)
    assert words(answer).count(case.reference) == 2  # the row, and whom its button is for
    assert words(answer).count("earlier") == 1


def test_marking_the_row_reads_the_case_but_not_what_came_after_the_page(client, officer, case):
    shown = [tell(officer, case, key=str(n), at=NOW + timedelta(minutes=n)) for n in range(3)]
    late = tell(officer, case, key="late", at=NOW + timedelta(minutes=9))
    other = tell(officer, desk.receive(case.company), key="other")

    client.post(f"/desk/notices/{shown[-1].pk}/read/")

    assert set(Notice.objects.filter(read_at=None)) == {late, other}


def test_a_case_that_is_unread_again_stands_above_only(client, officer, case):
    client.post(f"/desk/notices/{tell(officer, case, key='1').pk}/read/")
    tell(officer, case, key="2", at=NOW + timedelta(minutes=1))

    text = words(client.get(PAGE))

    assert "Read Case" not in text
    assert "earlier" not in text  # that one was read


def test_where_somebody_has_to_say_seen_there_is_no_other_button(signed_in, lead, case):
    for level in ("lead", "owner"):  # first as the lead, later for the officer who is away
        tell(lead, case, key=level, level=level, at=NOW + timedelta(minutes=len(level)))
    open_at(case, "lead")
    browser = signed_in(lead)

    text = words(browser.get(PAGE))
    assert f"Seen {case.reference}: I look after it" in text
    assert "Mark as read" not in text

    browser.post(f"/desk/cases/{case.reference}/seen/", {"level": "lead", "from": "notices"})
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("notice-0", "Reminder: the last day to extend."),
        ("due-1", "Reminder: 1 day before the due date."),
        ("overdue-3", "Reminder: 3 days after the due date."),
        ("waiting+7", "Reminder: 7 days since the requester was asked."),
    ],
)
def test_each_kind_reads_as_words(client, officer, case, kind, said):
    tell(officer, case, kind=kind)

    assert said in words(client.get(PAGE))


def test_looking_at_a_page_reads_nothing(client, officer, case):
    tell(officer, case)
    client.get(PAGE)
    client.get(f"/desk/cases/{case.reference}/")

    assert Notice.objects.get().read_at is None


def test_one_is_marked_as_read(client, officer, case):
    notice = tell(officer, case)
    for _ in range(2):
        assert client.post(f"/desk/notices/{notice.pk}/read/").status_code == 302

    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert "You have read everything." in words(client.get(PAGE))


def test_all_are_marked_as_read_but_what_came_after_the_page(client, clock, officer, case):
    tell(officer, case, key="1")
    page = client.get(PAGE)
    clock.set(NOW + timedelta(minutes=5))
    late = tell(officer, case, key="2", at=NOW + timedelta(minutes=4))

    done = client.post(ALL, {"until": page.context["until"]}, follow=True)

    assert "1 notice marked as read." in words(done)
    assert Notice.objects.get(read_at=None) == late


@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-23T17:00:00"])
def test_without_a_moment_all_there_are_now_are_read(client, officer, case, until):
    tell(officer, case)
    client.post(ALL, {"until": until})

    assert not Notice.objects.filter(read_at=None).exists()
    assert "They had been read already." in words(client.post(ALL, follow=True))


def test_nobody_reads_what_a_colleague_was_told(client, lead, case):
    notice = tell(lead, case)

    assert case.reference not in words(client.get(PAGE))
    assert client.post(f"/desk/notices/{notice.pk}/read/").status_code == 404
    client.post(ALL)
    assert Notice.objects.get().read_at is None


def test_whoever_lost_the_role_sees_the_notices_no_more(client, officer, case, swedish):
    tell(officer, case)
    Membership.objects.filter(user=officer).update(company=swedish)

    assert case.reference not in words(client.get(PAGE))
    assert "not read" not in words(client.get(PAGE))


def test_who_did_not_answer_and_who_is_away_is_said(client, officer, lead, case):
    tell(
        officer, case, kind="escalated", silent="lead", level="dpo",
        instead_of=lead, away_until=date(2027, 1, 4),
    )  # fmt: skip

    text = words(client.get(PAGE))

    assert "Passed on: the team lead was told and has not answered" in text
    assert "for Lead, who is away until Monday 4 January 2027" in text


def test_what_is_for_a_level_above_can_be_seen_from_here(signed_in, lead, case):
    tell(lead, case, level="lead")
    open_at(case, "lead")
    browser = signed_in(lead)
    assert "Seen" in words(browser.get(PAGE))

    address = f"/desk/cases/{case.reference}/seen/"
    done = browser.post(address, {"level": "lead", "from": "notices"}, follow=True)

    assert done.redirect_chain == [(PAGE, 302)]
    assert Escalation.objects.get().acknowledged_by == lead.actor
    assert "I look after it" not in words(done)
    assert "You have read everything." in words(done)


def test_an_owner_has_nothing_to_say_seen_for(client, officer, case):
    tell(officer, case)
    open_at(case, "lead")

    assert "I look after it" not in words(client.get(PAGE))


def test_who_stands_in_for_a_lead_can_say_seen_for_the_lead_only(client, officer, lead, case):
    address = f"/desk/cases/{case.reference}/seen/"
    open_at(case, "lead", "dpo")
    assert client.post(address, {"level": "lead"}).status_code == 403
    tell(officer, case, level="lead", instead_of=lead)

    assert client.post(address, {"level": "dpo"}).status_code == 403
    assert client.post(address, {"level": "lead"}).status_code == 302
    assert Escalation.objects.get(level="lead").acknowledged_by == officer.actor


def test_a_named_deputy_can_say_seen_for_the_data_protection_officer(client, officer, case):
    Membership.objects.filter(user=officer).update(is_deputy=True)
    open_at(case, "dpo")

    for level, status in (("dpo", 302), ("deputy", 302), ("owner", 403)):
        answer = client.post(f"/desk/cases/{case.reference}/seen/", {"level": level})
        assert (level, answer.status_code) == (level, status)


def test_an_administrator_has_no_notices(signed_in, company):
    admin = desk.person(Role.ADMIN, company)

    text = words(signed_in(admin).get(PAGE))

    assert "Your account sees no requests" in text


def test_the_page_costs_the_same_for_one_and_for_fifty(
    client, officer, company, django_assert_max_num_queries
):
    for number in range(50):
        tell(officer, desk.receive(company), key=str(number), level="lead")
    client.get(PAGE)

    with django_assert_max_num_queries(15):
        client.get(PAGE)


def test_saying_seen_on_the_case_page_is_a_button_there_too(signed_in, lead, case):
    open_at(case, "lead")
    assert "Seen by the team lead" in words(signed_in(lead).get(f"/desk/cases/{case.reference}/"))

    assigning.acknowledge(case=case, level="lead", actor=lead.actor, now=NOW)

    text = words(signed_in(lead).get(f"/desk/cases/{case.reference}/"))
    assert "Seen by Lead, Monday 23 November 2026, 17:00" in text


def test_the_case_page_says_until_when_somebody_has_to_answer(client, case):
    open_at(case, "lead")

    # Three hours before closing time on a Monday, and eight are given.
    said = "Not seen yet The next level is told from Tuesday 24 November 2026, 15:00 on."
    assert said in words(client.get(f"/desk/cases/{case.reference}/"))
