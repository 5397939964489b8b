"""What holds for every page of the desk: it can be read small, dark, with a keyboard, and with
little data. What holds for public pages stands in `ux/`, and so does the work at the desk."""

from mailbox import Maildir

import pytest
from django.urls import resolve

import dsar.accounts.urls
import dsar.dashboard.arriving_urls
import dsar.dashboard.urls
import dsar.mailbox.urls
import dsar.portal.urls
from tests.browser import world
from tests.browser.places import DESK, PUBLIC
from tests.browser.survey import Seen, Surveyor

# One survey serves the whole module, so that one test takes as long as all.
pytestmark = [pytest.mark.timeout(400), pytest.mark.django_db(transaction=True)]

NO_PAGES = {
    "code_again",
    "look",
    "leave",
    "seen",
    "wake",
    "bulk_undo",
    "view_keep",
    "view_forget",
    "notices_read",
    "notice_read",
    "away_mail",
    "away_back",
    "evidence",
    "document",
    "letter_pdf",
    "letters_to_post",
    "mail_original",  # a download
    "review_page",  # a picture
    "review_mark",
    "proof_file",  # a download
    "try_again",
    "holiday_undo",
    "policy_discard",
    "calendar_revoke",
    "report_california_csv",
    "report_california_pdf",
    "report_csv",
    "report_problem_told",
    "report_sign",
    "report_signed_csv",
    "report_signed_pdf",
    "mfa_login_webauthn",
    "sessions_end",
    "beside",
    "confirmed",
    "way_in_picture",  # an image
    "company_try_portal",  # the portal's own page, which is looked at
    "draft_open",  # where the link of a mail leads, which is looked at
    "open",  # where a link of a mail leads, which is looked at
    "search",  # the same for owners of systems
    "account_back",
    "vendor_result",
    "outside",
    "outside_back",
    "welcome_link",
    "new_password_link",
    "invitation_again",
    "invitation_revoke",
}


@pytest.fixture(scope="module")
def survey() -> list[Seen]:
    return []


@pytest.fixture
def pages(request, survey, settings, tmp_path) -> list[Seen]:
    """Every page as it was when all were opened, once, for all these tests."""
    if not survey:
        settings.DEMO, settings.MAILBOX_DIR = True, str(tmp_path / "mail")
        settings.PROOF_MINUTES = 600  # longer than it takes to look
        site, visit = request.getfixturevalue("site"), request.getfixturevalue("visit")
        there = world.build(request.getfixturevalue("clock"), Maildir(settings.MAILBOX_DIR))
        survey += Surveyor(site, there, visit).look_at(DESK)
    return survey


def test_no_page_is_forgotten():
    """A new address stands in `places.py` too, unless it shows no page."""
    apps = (
        dsar.accounts.urls,
        dsar.dashboard.urls,
        dsar.dashboard.arriving_urls,
        dsar.mailbox.urls,
        dsar.portal.urls,
    )
    names = {pattern.name for app in apps for pattern in app.urlpatterns}

    paths = [p.path for p in (*PUBLIC, *DESK) if not p.path.startswith("/template/")]
    looked_at = {resolve(_filled(path)).url_name for path in paths}

    assert names - looked_at == NO_PAGES


def _filled(path: str) -> str:
    """The path with something in the place of each case, letter and file."""
    uuid = "018f4e1c-7b1a-7c3e-8d5f-0123456789ab"
    path = path.replace("{logged_letter}", uuid).replace("{reviewed_file}", uuid)
    path = path.replace("{marked_file}", uuid)
    path = path.replace("{released_file}", uuid)
    path = path.replace("{passkey}", "1").replace("{bo}", "1").replace("{key}", "1")
    path = path.replace("{webhook}", "1")
    path = path.replace("{signed}", uuid).replace("{suppressed}", uuid)
    path = path.replace("{system}", "1")
    return path.partition("?")[0].replace("{", "").replace("}", "")


def test_every_page_opens(pages):
    wrong = {str(one.place): one.facts["status"] for one in pages if not _as_expected(one)}

    assert wrong == {}


def _as_expected(one: Seen) -> bool:
    return one.facts["status"] == one.place.status


def test_ux16_no_page_scrolls_sideways_on_a_narrow_screen(pages):
    assert {str(one.place): wide for one in pages if (wide := one.facts["sideways"]) > 0} == {}


def test_ux09_each_page_has_one_heading_and_says_its_language(pages):
    wrong = [str(one.place) for one in pages if one.facts["h1"] != 1]
    mute = [str(one.place) for one in pages if one.facts["lang"] != "en-GB"]

    assert wrong == []
    assert mute == []


def test_ux09_each_page_has_a_title_of_its_own(pages):
    titles: dict[str, set[str]] = {}
    for one in pages:
        titles.setdefault(one.facts["title"], set()).add(one.place.path)

    assert "" not in titles
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


def test_ux24_a_page_with_errors_starts_with_its_summary(pages):
    wrong = [one for one in pages if one.place.press and one.place.status in (400, 422)]

    assert wrong
    for one in wrong:
        assert one.facts["title"].startswith("Error: "), one.place
        assert one.facts["summary"], f"{one.place}: the summary has no focus"
        assert one.facts["errors"], one.place
        assert None not in [beside for _, beside in one.facts["errors"]], one.place


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ux01_no_page_has_a_barrier(pages, scheme):
    assert {str(one.place): found for one in pages if (found := one.barriers[scheme])} == {}


def test_ux22_no_page_asks_anybody_else_for_anything(pages):
    assert {str(one.place): urls for one in pages if (urls := one.elsewhere)} == {}


def test_ux22_no_page_is_heavy(pages):
    most = 100_000  # bytes, all that a first visit fetches

    assert all(one.facts["weight"] > 10_000 for one in pages), "the style sheet was not counted"
    assert {str(one.place): w for one in pages if (w := one.facts["weight"]) >= most} == {}


def test_ux02_the_focus_is_seen_wherever_tab_leads(pages):
    hidden = {
        str(one.place): stop["what"]
        for one in pages
        for stop in one.stops
        if stop["outline"] < 3 or not stop["seen"]
    }

    assert hidden == {}
    assert [str(one.place) for one in pages if len(one.stops) < 3] == []


def test_ux03_what_is_pressed_is_large_enough(pages):
    """24 pixels, for those who work here all day."""
    small = {
        str(one.place): target["what"]
        for one in pages
        for target in one.targets
        if min(target["height"], target["width"]) < 24
    }

    assert small == {}
