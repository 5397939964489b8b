"""A real Chromium against the live server. The time is the tests' own, the mail goes to a sink."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import desk
from tests.browser.clock import Clock
from tests.browser.people import Officer, Post, Requester
from tests.smtp import Sink

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
NO_BROWSER = (
    f"no browser: looked on the PATH for {', '.join(NAMES)}. On Debian: apt-get install chromium"
)
COMPANIES = ("nexus-ip", "next-connex", "technology-nexus", "nexuscore", "connexai")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module only: while it runs, this thread counts as asynchronous."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs a loop in this thread; nothing of ours runs in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday 23 November 2026, 09:00 in London, and going on."""
    clock = Clock(desk.MONDAY)
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    # A proof of who sits there is noted by the machine's clock, which would be another.
    told = SimpleNamespace(time=lambda: clock.now().timestamp())
    monkeypatch.setattr("allauth.account.internal.flows.login.time", told)
    return clock


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, clock: Clock) -> str:
    """The address of the product with all five companies published."""
    settings.PUBLIC_URL = live_server.url
    for slug in COMPANIES:
        desk.publish(slug)
    return str(live_server.url)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """A browser that nobody has used yet, its addresses relative to the site."""
    opened: list[BrowserContext] = []

    def visit(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=site, **({"locale": "en-GB"} | options))
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield visit
    for context in opened:
        context.close()


@pytest.fixture
def page(visit: Callable[..., BrowserContext]) -> Page:
    return visit().new_page()


@pytest.fixture
def post(smtp: Sink, clock: Clock) -> Post:
    return Post(smtp, clock)


@pytest.fixture
def requester(visit: Callable[..., BrowserContext], post: Post, clock: Clock) -> Requester:
    """Somebody whose browser runs no script."""
    return Requester(visit(java_script_enabled=False).new_page(), post, clock)


@pytest.fixture
def officer(visit: Callable[..., BrowserContext]) -> Officer:
    return Officer(visit().new_page())
