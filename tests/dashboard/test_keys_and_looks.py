"""What a person sets for themselves: colours, height of rows, keys; and the list of commands."""

import re

import pytest

from dsar.cases.models import Case
from dsar.dashboard.keys import COMMANDS
from tests import desk

from .conftest import page_of, words

PROFILE = "/desk/profile/"
OWN = {f"key-{one.code}": one.key for one in COMMANDS if not one.fixed}
AS_IT_COMES = {"look": "device", "density": "compact", "keys_on": "on", **OWN}


def keys_on(response) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', response.content.decode()))


def test_it_starts_with_what_a_new_person_gets(client):
    page = client.get(PROFILE).content.decode()

    assert re.search(r'name="keys_on"[^>]* checked', page)
    assert re.search(r'name="key-why" value="w"', page)
    assert "data-look" not in page
    assert "data-density" not in page


def test_colours_and_rows_hold_in_every_browser(client, officer, signed_in):
    client.post(PROFILE, AS_IT_COMES | {"look": "dark", "density": "comfortable"})

    elsewhere = signed_in(officer).get("/desk/cases/").content.decode()
    assert 'data-look="dark" data-density="comfortable"' in elsewhere
    assert "data-look" not in signed_in(officer).get("/nexus-ip/").content.decode()


def test_a_key_of_ones_own_replaces_the_other(client, case):
    client.post(PROFILE, AS_IT_COMES | {"key-why": "y"})

    found = keys_on(client.get(page_of(case)))
    assert "y" in found
    assert "w" not in found


def test_switched_off_no_page_has_a_key_or_the_script(client, case):
    told = {name: value for name, value in AS_IT_COMES.items() if name != "keys_on"}
    client.post(PROFILE, told)

    for path in ("/desk/", "/desk/cases/", "/desk/commands/", page_of(case)):
        page = client.get(path)
        assert keys_on(page) == set()
        assert b"<script" not in page.content
    assert "They are switched off. Switch them on" in words(client.get("/desk/commands/"))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "Give a key for “Why this date”. It is w otherwise."),
        ("ww", "Give one letter, figure or mark, or g, a space and one more."),
        ("g", "g begins keys of two letters, so it cannot be one by itself."),
        ("l", "l is the key for “The letter: read it, or write that we are late” already."),
    ],
)
def test_a_key_that_cannot_be_is_refused(client, officer, key, said):
    page = client.post(PROFILE, AS_IT_COMES | {"key-why": key})

    assert page.status_code == 400
    # The second of two alike is the one that is wrong.
    assert said in words(page) or "is the key for “Why this date” already." in words(page)
    officer.refresh_from_db()
    assert officer.preferences == {}


def test_each_key_presses_something_that_stands_on_a_page(client, company):
    """Nothing can be done by a key alone."""
    new, searched = desk.receive(company), desk.identified(desk.receive(company))
    odd = desk.receive(company)
    Case.objects.filter(pk=odd.pk).update(suspected="trap")
    late = desk.receive(company, at=desk.MONDAY.replace(month=9))
    pages = ["/desk/", "/desk/cases/", page_of(new), page_of(searched), page_of(late)]
    pages += [page_of(odd), page_of(new, "extend")]
    pages.append(page_of(desk.released(desk.attached(desk.identified(desk.receive(company))))))

    found = set().union(*(keys_on(client.get(path)) for path in pages))

    assert found == {one.key for one in COMMANDS}


def test_the_list_of_commands_names_what_can_be_done_to_the_case_and_its_keys(client, case):
    page = client.get(f"/desk/commands/?case={case.reference}")

    text = words(page)
    assert f"For {case.reference}" in text
    assert "Extend e" in text
    assert 'href="/desk/calendar/"' in page.content.decode()
    assert "Go to Today" in text


def test_commands_for_a_strangers_case_are_not_found(signed_in, stranger, case):
    assert signed_in(stranger).get(f"/desk/commands/?case={case.reference}").status_code == 404


def test_public_pages_have_no_keys(client, company):
    assert keys_on(client.get("/nexus-ip/")) == set()
