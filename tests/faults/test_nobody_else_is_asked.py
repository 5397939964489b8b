"""F25, what a page brings along: no public page asks anybody but the desk for anything."""

from collections.abc import Sequence
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route
from pytest_django import Settings

from tests.browser import world
from tests.browser.conftest import (  # noqa: F401
    CHROMIUM,
    NO_BROWSER,
    browser,
    clock,
    site,
    visit,
)
from tests.browser.places import PUBLIC, Place
from tests.browser.survey import Surveyor
from tests.faults.conftest import FULL

pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER),
]

PLACES = PUBLIC if FULL else PUBLIC[::5]
STRANGER = "http://127.0.0.2:9/picture.png"


@pytest.fixture
def surveyor(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Surveyor:
    settings.DEMO, settings.MAILBOX_DIR = True, str(tmp_path / "mail")
    at, visits = request.getfixturevalue("site"), request.getfixturevalue("visit")
    there = world.build(request.getfixturevalue("clock"), Maildir(settings.MAILBOX_DIR))
    return Surveyor(at, there, visits)


def asked_of_others(surveyor: Surveyor, places: Sequence[Place]) -> tuple[int, list[str]]:
    """How many requests Chromium made in all, and those to others."""
    made, others = 0, []
    for place in places:
        page = surveyor.page_of(place.who)
        surveyor.asked.clear()
        surveyor.open(page, place)
        page.wait_for_load_state("networkidle")
        made += len(surveyor.asked)
        others += [
            f"{place}: {url}"
            for url in surveyor.asked
            if not url.startswith((f"{surveyor.site}/", "data:"))
        ]
    return made, others


def test_no_public_page_asks_anybody_else(surveyor: Surveyor, figures: dict[str, Any]) -> None:
    made, others = asked_of_others(surveyor, PLACES)

    figures |= {"pages": len(PLACES), "requests": made, "found": len(others)}
    assert others == []
    assert made > len(PLACES)


def test_a_page_with_a_strangers_picture_is_found_out(
    surveyor: Surveyor, figures: dict[str, Any]
) -> None:
    """The control: a picture from elsewhere in each page, and no policy that forbids it."""

    def add(route: Route) -> None:
        if route.request.resource_type != "document":
            return route.continue_()
        answer = route.fetch()
        headers = {
            name: value
            for name, value in answer.headers.items()
            if name not in ("content-security-policy", "content-length", "content-encoding")
        }
        body = answer.text().replace("</body>", f'<img src="{STRANGER}"></body>')
        return route.fulfill(status=answer.status, headers=headers, body=body)

    surveyor.page_of("nobody").route("**/*", add)
    places = [Place("nobody", "/"), Place("nobody", "/help/"), Place("nobody", "/nexus-ip/")]

    _, others = asked_of_others(surveyor, places)

    figures |= {"pages": len(places), "found": len(others)}
    assert others == [f"{place}: {STRANGER}" for place in places]
