"""Several cases at once: said before, done one by one, and taken back within a minute."""

import re
from datetime import timedelta

import pytest

from dsar.cases.models import Case
from dsar.cases.operations import assigning
from dsar.cases.snooze import Snooze
from tests import desk

from .conftest import NOW, words

BULK = "/desk/cases/bulk/"


@pytest.fixture
def three(company) -> list[Case]:
    """Two that are open and one that is closed."""
    closed = desk.closed(desk.identified(desk.receive(company)))
    return [desk.receive(company), desk.receive(company), closed]


@pytest.fixture
def leading(lead, signed_in):
    return signed_in(lead)


def chosen(cases, **more):
    """As the page sends them, with whose each is."""
    now = Case.objects.filter(pk__in=[getattr(case, "pk", None) for case in cases])
    shown = [f"{case.reference}:{case.owner_id or ''}" for case in now]
    return {"case": [case.reference for case in cases], "shown": shown, **more}


def undo_of(page) -> str:
    found = re.search(r'name="undo" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def owners(cases) -> list[str]:
    found = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("created_at", "pk")
    return [case.owner.name if case.owner else "" for case in found]


def test_it_says_first_what_can_be_done_to_which(leading, three):
    page = leading.get(BULK, chosen(three, do="assign"))

    assert "3 selected: 2 can be assigned, 1 is closed." in words(page)
    assert f"{three[2].reference} is closed" in words(page)
    assert owners(three) == ["", "", ""]


def test_a_lead_assigns_what_can_be_and_reads_what_could_not(leading, three, officer):
    page = leading.post(BULK, chosen(three, do="assign", owner=officer.pk))

    assert "2 assigned, 1 not" in words(page)
    assert f'href="/desk/cases/{three[2].reference}/"' in page.content.decode()
    assert owners(three[:2]) == ["Officer", "Officer"]


def test_it_is_taken_back_within_a_minute(leading, three, officer, clock):
    assigning.assign(case_id=three[0].pk, owner=officer, actor="user:1", now=NOW)
    page = leading.post(BULK, chosen(three[:2], do="assign", owner=""))
    assert "1 assigned, 1 not" in words(page)
    clock.set(NOW + timedelta(seconds=59))

    back = leading.post(f"{BULK}undo/", {"undo": undo_of(page)}, follow=True)

    assert "1 taken back: they stand as before." in words(back)
    assert sorted(owners(three[:2])) == ["", "Officer"]


def test_a_case_that_somebody_took_meanwhile_stays_theirs(leading, three, officer, lead):
    told = leading.get(BULK, chosen(three, do="assign")).content.decode()
    shown = re.findall(r'name="shown" value="([^"]*)"', told)
    assert sorted(shown) == sorted(f"{case.reference}:" for case in three[:2])
    assigning.take(case_id=three[0].pk, actor=f"user:{officer.pk}", now=NOW)

    page = leading.post(BULK, chosen(three[:2], do="assign", owner=lead.pk) | {"shown": shown})

    assert "1 assigned, 1 not" in words(page)
    assert f"{three[0].reference} is Officer's by now." in words(page)
    assert sorted(owners(three[:2])) == ["Lead", "Officer"]


def test_it_is_shown_whose_each_is(leading, three, officer):
    assigning.assign(case_id=three[0].pk, owner=officer, actor="user:1", now=NOW)

    page = leading.get(BULK, chosen(three, do="assign"))

    assert f"{three[0].reference}: Officer" in words(page)
    assert f'name="shown" value="{three[0].reference}:{officer.pk}"' in page.content.decode()


@pytest.mark.parametrize("shown", [[], ["x"], ["{}:x"], ["{}"]])
def test_nothing_is_assigned_by_who_does_not_say_whose_it_was(leading, three, officer, shown):
    sent = [one.format(three[0].reference) for one in shown]

    page = leading.post(BULK, chosen(three[:1], do="assign", owner=officer.pk) | {"shown": sent})

    assert "look whose it is" in words(page)
    assert owners(three[:1]) == [""]


def test_after_a_minute_it_stays(leading, three, officer, clock):
    page = leading.post(BULK, chosen(three[:2], do="assign", owner=officer.pk))
    clock.set(NOW + timedelta(seconds=61))

    back = leading.post(f"{BULK}undo/", {"undo": undo_of(page)}, follow=True)

    assert "That was more than 60 seconds ago." in words(back)
    assert owners(three[:2]) == ["Officer", "Officer"]


def test_what_somebody_else_changed_since_is_left_alone(leading, three, officer, lead):
    page = leading.post(BULK, chosen(three[:2], do="assign", owner=officer.pk))
    assigning.assign(case_id=three[0].pk, owner=lead, actor="user:1", now=NOW)

    back = leading.post(f"{BULK}undo/", {"undo": undo_of(page)}, follow=True)

    assert "has been given to somebody else since" in words(back)
    assert sorted(owners(three[:2])) == ["", "Lead"]


def test_nobody_takes_back_what_another_did(leading, client, three, officer):
    page = leading.post(BULK, chosen(three[:2], do="assign", owner=officer.pk))

    back = client.post(f"{BULK}undo/", {"undo": undo_of(page)}, follow=True)
    forged = leading.post(f"{BULK}undo/", {"undo": undo_of(page)[:-2] + "xx"}, follow=True)

    assert "Only who did it can take it back." in words(back)
    assert "it was not made here" in words(forged)
    assert owners(three[:2]) == ["Officer", "Officer"]


def test_an_officer_takes_what_is_nobodys_and_assigns_nothing(client, three, officer, lead):
    assigning.assign(case_id=three[0].pk, owner=lead, actor="user:1", now=NOW)

    page = client.post(BULK, chosen(three, do="take"))

    assert "1 taken, 2 not" in words(page)
    assert sorted(owners(three[:2])) == ["Lead", "Officer"]
    refused = client.post(BULK, chosen(three[:2], do="assign", owner=officer.pk))
    assert "2 are at a company where you do not share out the work" in words(refused)
    client.post(f"{BULK}undo/", {"undo": undo_of(page)})
    assert sorted(owners(three[:2])) == ["", "Lead"]


def test_several_are_snoozed_and_shown_again(client, three):
    page = client.post(BULK, chosen(three, do="snooze", when="tomorrow"))
    assert "2 snoozed, 1 not" in words(page)
    assert Snooze.objects.count() == 2

    client.post(f"{BULK}undo/", {"undo": undo_of(page)})

    assert not Snooze.objects.exists()


def test_one_due_before_that_time_fails_alone_and_says_why(client, company, three):
    soon = desk.receive(company, at=NOW - timedelta(days=28))

    page = client.post(BULK, chosen([soon, three[0]], do="snooze", when="tomorrow"))

    assert "1 snoozed, 1 not" in words(page)
    assert f"{soon.reference} is due on Monday 23 November 2026: not later" in words(page)


@pytest.mark.parametrize("given", [{"do": "take"}, {"do": "refuse"}, {"do": "extend"}, {}])
def test_with_nothing_selected_or_for_what_is_never_done_at_once(client, three, given):
    """Refusing and extending have reasons of their own for each case."""
    cases = [] if given == {"do": "take"} else three
    page = client.post(BULK, chosen(cases, **given), follow=True)

    assert "Select between 1 and 50 cases first." in words(page)


def test_more_than_a_page_is_refused(client, three):
    cases = [three[0].reference] * 51

    assert "Select between" in words(client.post(BULK, {"case": cases, "do": "take"}, follow=True))


def test_a_strangers_cases_are_not_among_them(signed_in, stranger, three):
    page = signed_in(stranger).post(BULK, chosen(three, do="take"))

    assert "0 selected: 0 can be taken" in words(page)
    assert owners(three) == ["", "", ""]
