"""Which language a page is in, and that changing it loses nothing."""

import re

import pytest
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dsar import languages
from tests.portal.conftest import received
from tests.portal.visitor import Visitor, follow

pytestmark = pytest.mark.django_db

START = "/next-connex/"


def lang_of(response):
    return re.search(r'<html lang="([\w-]+)"', response.content.decode())[1]


@pytest.fixture(autouse=True)
def _company(next_connex):
    return next_connex


def test_without_a_wish_a_page_is_english(client):
    response = client.get(START)

    assert lang_of(response) == "en-GB"
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("sv", "sv"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr-CA", "fr"),
        ("ja,nl;q=0.3", "nl"),
        ("ja", "en-GB"),
        ("*", "en-GB"),
        ("\x00;;q=x", "en-GB"),
    ],
)
def test_it_follows_the_browser(client, asked, given):
    assert lang_of(client.get(START, headers={"Accept-Language": asked})) == given


def test_caches_are_told_that_it_does(client):
    assert "Accept-Language" in client.get(START)["Vary"]


def test_a_choice_stands_before_the_browser(client):
    response = client.post(START, {"language": "sv"}, headers={"Accept-Language": "fr"})

    assert (response.status_code, response["Location"]) == (302, START)
    assert lang_of(client.get("/help/", headers={"Accept-Language": "fr"})) == "sv"


def test_a_choice_never_leads_to_another_host(client):
    response = client.post("//evil.example/", {"language": "sv"})

    assert not response["Location"].startswith("//")


def test_the_address_keeps_what_stood_in_it(client):
    response = client.post(f"{START}?print=1", {"language": "nl"})

    assert response["Location"] == f"{START}?print=1"


def test_a_language_that_we_do_not_speak_is_no_choice(client):
    client.post(START, {"language": "tlh"})

    assert lang_of(client.get(START)) == "en-GB"


def test_changing_the_language_keeps_what_was_typed_and_sends_nothing(client):
    page = reverse("portal:step", args=["next-connex", "what"])

    shown = client.post(page, {"right": "erasure", "language": "de", "typed": ""})

    assert (shown.status_code, lang_of(shown)) == (200, "de")
    assert re.search(r'value="erasure"[^>]* checked', shown.content.decode())
    assert "drafts" not in client.session


def test_what_was_all_unticked_stays_so(publish):
    publish("technology-nexus")
    visitor = Visitor("technology-nexus")
    visitor.answer("what", right="portability")
    visitor.answer("to", to="me")
    page = reverse("portal:step", args=["technology-nexus", "include"])
    assert " checked" in visitor.client.get(page).content.decode()

    shown = visitor.client.post(page, {"language": "de", "typed": ""})

    assert " checked" not in shown.content.decode()


def test_words_typed_into_the_way_to_a_request_are_kept(client):
    shown = client.post(
        "/status/",
        {"reference": "NEXT-7K3Q-9M", "email": "x@example.org", "language": "fr", "typed": ""},
    )

    assert 'value="NEXT-7K3Q-9M"' in shown.content.decode()
    assert 'value="x@example.org"' in shown.content.decode()


def test_the_next_page_knows_nothing_of_what_was_typed_before(client):
    client.post("/status/", {"reference": "NEXT-7K3Q-9M", "language": "fr", "typed": ""})

    assert 'value="NEXT-7K3Q-9M"' not in client.get("/status/").content.decode()


def test_the_switch_names_every_language_in_itself_and_the_one_in_force(client):
    page = client.get(START, headers={"Accept-Language": "nl"}).content.decode()

    found = dict(re.findall(r'value="(\w\w)" lang="\w\w"[^>]*>([^<]+)<', page))
    assert found == {
        "en": "English",
        "sv": "Svenska",
        "de": "Deutsch",
        "nl": "Nederlands",
        "fr": "Français",
    }
    assert re.search(r'value="nl" lang="nl" aria-current="true"', page)


def test_a_missing_page_is_in_their_language_too(client):
    response = client.get("/nowhere-at-all/", headers={"Accept-Language": "sv"})

    assert (response.status_code, lang_of(response)) == (404, "sv")


@pytest.mark.parametrize("path", ["/desk/", "/desk/sign-in/", "/desk/account/"])
def test_the_desk_stays_english_and_offers_no_other(client, path):
    response = client.get(path, headers={"Accept-Language": "sv"}, follow=True)

    assert lang_of(response) == "en-GB"
    assert 'class="languages"' not in response.content.decode()


def test_a_language_does_not_outlive_its_page(client):
    client.get(START, headers={"Accept-Language": "sv"})

    assert translation.get_language() == "en"


def test_the_switch_works_on_a_page_that_does_not_show_its_form(next_connex):
    browser = follow(received(next_connex))

    page = browser.get("/status/request/was-it-this/").content.decode()

    assert "We have not answered yet" in page
    assert page.count('id="page"') == 1


@pytest.mark.parametrize(
    "said",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_site_chooses_nothing_and_begins_no_session(said):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/status/", {"language": "sv"}, headers=said)

    assert response.status_code == 403
    assert "sessionid" not in "".join(browser.cookies)


def test_one_address_begins_only_so_many_sessions_by_choosing(client, monkeypatch):
    monkeypatch.setattr(languages, "CHOICES", ("language", 1, 3600))
    client.post(START, {"language": "sv"})

    assert client.post(START, {"language": "de"}).status_code == 302
    assert lang_of(client.get(START)) == "sv"


@pytest.mark.parametrize("path", ["write/", "withdraw/", "complain/"])
def test_an_empty_box_is_no_mistake_when_the_language_changes(next_connex, path):
    browser = follow(received(next_connex))

    page = browser.post(f"/status/request/{path}", {"text": "", "language": "de", "typed": ""})

    assert (page.status_code, lang_of(page)) == (200, "de")
    assert 'class="errors"' not in page.content.decode()


def test_changing_the_language_presses_no_other_button(next_connex):
    visitor = Visitor("next-connex").walk("access")

    page = visitor.client.post(
        "/next-connex/draft/save/", {"alone": "1", "email": "", "language": "fr", "typed": ""}
    )

    assert 'class="ref"' not in page.content.decode()  # no code, and the old one still works


def test_a_connection_that_breaks_is_not_our_fault(rf):
    class Broken:
        def read(self, *_):
            raise UnreadablePostError("gone")

    request = rf.post(START, {"language": "sv"})
    request._stream = Broken()

    answer = languages.in_their_language(lambda request: HttpResponse("on"))
    request.session = {}
    assert answer(request).content == b"on"


def test_a_choice_outlives_the_browser_for_seven_days(client):
    client.post(START, {"language": "sv"})

    assert client.cookies["sessionid"]["max-age"] == 7 * 24 * 3600
