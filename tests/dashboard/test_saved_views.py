"""Filters of the list of cases under a name of one's own."""

import re

import pytest

from dsar.accounts import preferences
from dsar.accounts.preferences import MOST_VIEWS, keep_view, preferences_of
from dsar.accounts.roles import Role
from tests import desk

from .conftest import words
from .test_keys_and_looks import AS_IT_COMES

QUEUE = "/desk/cases/"
KEEP, FORGET = f"{QUEUE}views/", f"{QUEUE}views/forget/"
MINE = "right=access&whose=mine"


def views_on(response) -> list[tuple[str, str]]:
    """Address and name of each, in the order of the page."""
    nav = re.search(r'aria-label="Saved views">(.*?)</nav>', response.content.decode(), re.DOTALL)
    return re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', nav[1]) if nav else []


def test_filters_are_kept_under_a_name_and_chosen_by_it(client):
    response = client.post(KEEP, {"query": MINE, "name": "My searches"}, follow=True)

    assert response.redirect_chain == [(f"{QUEUE}?{MINE}", 302)]
    assert "“My searches” is saved." in words(response)
    assert views_on(client.get(QUEUE)) == [(f"{QUEUE}?{MINE.replace('&', '&amp;')}", "My searches")]
    shown = client.get(f"{QUEUE}?{MINE}").content.decode()
    assert 'aria-current="page">My searches' in shown
    assert 'aria-current="page">My searches' not in client.get(QUEUE).content.decode()


def test_a_view_is_its_owners_alone(client, company, signed_in):
    client.post(KEEP, {"query": MINE, "name": "My searches"})
    colleague = signed_in(desk.person(Role.OFFICER, company, name="colleague"))

    assert views_on(colleague.get(QUEUE)) == []


def test_the_same_name_again_takes_the_place_of_the_other(client):
    client.post(KEEP, {"query": MINE, "name": "Mornings"})
    client.post(KEEP, {"query": "due=late", "name": "Mornings"})

    assert views_on(client.get(QUEUE)) == [(f"{QUEUE}?due=late", "Mornings")]


def test_only_what_one_can_filter_by_is_kept(client, officer):
    client.post(KEEP, {"query": "due=late&company=of-others&evil=1", "name": "Late"})

    officer.refresh_from_db()
    assert preferences_of(officer).views == {"Late": "due=late"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"query": "", "name": "All"}, "Filter the list first"),
        ({"query": "due=yesterday", "name": "All"}, "Filter the list first"),
        ({"query": MINE, "name": " "}, "Name the view, then save it."),
        ({"query": MINE, "name": "x" * 41}, "40 characters at most"),
    ],
)
def test_what_cannot_be_kept_is_said(client, officer, sent, said):
    assert said in words(client.post(KEEP, sent, follow=True))

    officer.refresh_from_db()
    assert preferences_of(officer).views == {}


def test_there_is_an_end_to_them(client, officer, monkeypatch):
    monkeypatch.setattr(preferences, "MOST_VIEWS", 2)
    for name in ("one", "two"):
        keep_view(user=officer, name=name, query=MINE)

    refused = client.post(KEEP, {"query": MINE, "name": "three"}, follow=True)

    assert f"Remove a view first: {MOST_VIEWS} are kept at most." in words(refused)
    client.post(KEEP, {"query": "due=late", "name": "two"})
    assert [name for _, name in views_on(client.get(QUEUE))] == ["one", "two"]


def test_the_one_that_is_shown_can_be_removed(client):
    client.post(KEEP, {"query": MINE, "name": "Mine"})
    client.post(KEEP, {"query": "due=late", "name": "Late"})
    page = client.get(f"{QUEUE}?{MINE}").content.decode()
    assert "Remove the view “Mine”" in page
    assert "Remove the view “Late”" not in page

    client.post(FORGET, {"query": MINE, "name": "Mine"})

    assert [name for _, name in views_on(client.get(QUEUE))] == ["Late"]


def test_looks_that_are_changed_leave_the_views(client, officer):
    client.post(KEEP, {"query": MINE, "name": "Mine"})
    client.post("/desk/profile/", AS_IT_COMES | {"look": "dark"})

    officer.refresh_from_db()
    assert preferences_of(officer).look == "dark"
    assert preferences_of(officer).views == {"Mine": MINE}


def test_without_filters_there_is_nothing_to_save(client):
    assert "Save these filters as a view" not in words(client.get(QUEUE))
    assert "Save these filters as a view" in words(client.get(f"{QUEUE}?due=late"))
