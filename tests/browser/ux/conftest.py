"""Every public page, opened once in each language for all the checks that look at every page."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from mailbox import Maildir
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings

from deadlines import speaking
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.companies.models import Company
from tests import desk, pseudo
from tests.browser import world
from tests.browser.people import Post, Typist
from tests.browser.places import PUBLIC
from tests.browser.survey import Seen, Surveyor
from tests.proving import just_proved
from tests.samples import PDF
from tools import messages

FULL = os.environ.get("DSAR_UX") == "full"
# The made-up one is longer than each of those between, and shows what is not translated.
LANGUAGES = ("en", "sv", "de", "nl", "fr", pseudo.CODE) if FULL else ("en", pseudo.CODE)
Survey = Callable[[str], list[Seen]]
SPOKEN = LANGUAGES[:-1]
FIXTURES = ("pages", "pages_in_each", "spoken_pages", "made_up_pages")
SURVEYS: dict[str, list[Seen]] = {}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One test of each survey makes it, with a database and for as long as all take."""
    made: set[str] = set()
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        survey = next((given[one] for one in FIXTURES if one in given), None)
        if survey and survey not in made:
            made.add(survey)
            item.add_marker(pytest.mark.timeout(600))
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(params=LANGUAGES if FULL else LANGUAGES[:1])
def pages(request: pytest.FixtureRequest) -> list[Seen]:
    """In English, in both colour schemes and with Tab; in every language if DSAR_UX=full."""
    return _surveyed(request, request.param)


@pytest.fixture(params=LANGUAGES)
def pages_in_each(request: pytest.FixtureRequest) -> list[Seen]:
    return _surveyed(request, request.param)


@pytest.fixture(params=SPOKEN)
def spoken_pages(request: pytest.FixtureRequest) -> list[Seen]:
    """As `pages`, in the languages that somebody reads."""
    return _surveyed(request, request.param)


def _surveyed(request: pytest.FixtureRequest, language: str) -> list[Seen]:
    if language not in SURVEYS:
        SURVEYS[language] = request.getfixturevalue("survey")(language)
    return SURVEYS[language]


@pytest.fixture
def made_up(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The site speaks the longer language, too."""
    folder = tmp_path / "locale"
    for domain in messages.DOMAINS:
        pseudo.make(messages.extracted(domain), folder, domain.name)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, folder]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.CODE, "⟦Långüågé⟧")]
    speaking.read_from(folder)
    yield
    speaking.read_from()


@pytest.fixture
def survey(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Survey:
    def look(language: str) -> list[Seen]:
        if language == pseudo.CODE:
            request.getfixturevalue("made_up")
        settings.DEMO, settings.MAILBOX_DIR = True, str(tmp_path / "mail")
        site, visit = request.getfixturevalue("site"), request.getfixturevalue("visit")
        there = world.build(request.getfixturevalue("clock"), Maildir(settings.MAILBOX_DIR))
        deep = FULL or language == LANGUAGES[0]
        surveyor = Surveyor(site, there, visit, language=language, deep=deep, forced=deep)
        return surveyor.look_at(PUBLIC)

    return look


@pytest.fixture
def passport(tmp_path: Path) -> Path:
    path = tmp_path / "passport.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def typist(visit, post: Post, clock) -> Typist:
    """Somebody with a phone's width and a keyboard alone."""
    phone = {"width": 360, "height": 740}
    return Typist(visit(viewport=phone, java_script_enabled=False).new_page(), post, clock)


@pytest.fixture
def asha(site) -> User:
    return desk.person(Role.OFFICER, *Company.objects.all(), name="asha")


@pytest.fixture
def sit_down(visit, site, clock) -> Callable[..., Page]:
    """Somebody who signed in a moment ago; the options are the browser's."""

    def sit_down(person: User, **options) -> Page:
        client, context = Client(), visit(**options)
        client.force_login(person)
        just_proved(client, now=clock.now())
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        context.add_cookies([cookie])
        return context.new_page()

    return sit_down


@pytest.fixture
def at_the_desk(sit_down, asha) -> Callable[..., Page]:
    return partial(sit_down, asha)


@pytest.fixture(params=LANGUAGES[-1:])
def made_up_pages(request: pytest.FixtureRequest) -> list[Seen]:
    return _surveyed(request, request.param)
