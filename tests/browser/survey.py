"""Opens every place once and notes what can be measured there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, Response, Route

from tests.browser.places import Place
from tests.browser.world import World

NARROW = {"width": 320, "height": 640}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# The rest does not depend on colours.
RULES = {"light": {"type": "tag", "values": TAGS}, "dark": COLOURS}
# What WCAG 1.4.12 lets a person set, and letters twice as large (1.4.4).
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
ENLARGED = "html { font-size: 200% !important }"
MOST_STOPS = 150
FOCUSED = "[...document.querySelectorAll('[autofocus]')].every(e => e === document.activeElement)"
MEASURE = (Path(__file__).parent / "measure.js").read_text()


@dataclass
class Seen:
    """What one place is like."""

    place: Place
    language: str
    url: str
    elsewhere: list[str]
    """What was asked of others."""
    headers: dict[str, str]
    facts: dict[str, Any]
    targets: list[dict[str, Any]]
    spaced: dict[str, Any]
    """What is lost with wider text, and with letters twice as large."""
    enlarged: dict[str, Any]
    barriers: dict[str, list[str]] = field(default_factory=dict)
    """What axe finds, by colour scheme."""
    forced: list[str] = field(default_factory=list)
    """Words that are lost or pale in a person's own few colours."""
    still: float = 0.0
    """The longest movement, in seconds, when a person wants none."""
    stops: list[dict[str, Any]] = field(default_factory=list)
    """Where Tab leads, in order."""


class Surveyor:
    """`deep`: in both colour schemes, and with Tab from one end to the other. `forced`: also in a
    person's own few colours, and without movement."""

    def __init__(
        self,
        site: str,
        world: World,
        visit: Callable[..., BrowserContext],
        *,
        language: str = "en",
        deep: bool = True,
        forced: bool = False,
    ) -> None:
        self.site, self.world, self.visit = site, world, visit
        self.language, self.deep, self.forced = language, deep, forced
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.scripts = (Axe().axe_script, MEASURE)

    def look_at(self, places: Iterable[Place]) -> list[Seen]:
        return [self._look(place) for place in places]

    def _look(self, place: Place) -> Seen:
        page = self.page_of(place.who)
        self.asked.clear()
        answer = self.open(page, place)
        seen = Seen(
            place=place,
            language=self.language,
            url=page.url,
            elsewhere=[url for url in self.asked if not url.startswith((self.site, "data:"))],
            headers=answer.headers,
            facts=page.evaluate("ux.facts()"),
            targets=page.evaluate("ux.targets()"),
            spaced=page.evaluate("rules => ux.under(rules)", SPACED),
            enlarged=page.evaluate("rules => ux.under(rules)", ENLARGED),
        )
        for scheme in SCHEMES if self.deep else SCHEMES[:1]:
            page.emulate_media(color_scheme=scheme)
            seen.barriers[scheme] = _barriers(page, RULES[scheme])
        if self.forced:
            self._force(page, seen)
        if self.deep:
            # Last: where it ends, the skip link covers the header.
            seen.stops = list(self._tab_through(page))
        return seen

    def _force(self, page: Page, seen: Seen) -> None:
        page.emulate_media(forced_colors="active", reduced_motion="reduce")
        seen.still = page.evaluate("ux.moving()")
        seen.forced = page.evaluate("ux.pale()")  # axe reads the colours that are overruled
        if page.evaluate("ux.words()") != seen.facts["words"]:
            seen.forced.append("words are lost")
        page.emulate_media(forced_colors="none", reduced_motion="no-preference")

    def open(self, page: Page, place: Place) -> Response:
        path = place.path.format_map(self.world.names)
        answer = page.goto(path)
        if place.press:
            with translation.override(self.language):
                button = translation.gettext(place.press)
            with page.expect_navigation() as leading:
                page.get_by_role("button", name=button, exact=True).click()
            answer = leading.value
            _settle(page)
        assert answer, path
        return answer

    def page_of(self, who: str) -> Page:
        if who not in self.pages:
            context = self.visit(viewport=NARROW, locale=self.language)
            if who in self.world.sessions:
                cookie = {"name": "sessionid", "value": self.world.sessions[who], "url": self.site}
                context.add_cookies([cookie])  # type: ignore[list-item]
            context.route("**/template/*", self._render)
            for script in self.scripts:
                context.add_init_script(script)
            self.pages[who] = context.new_page()
            self.pages[who].on("request", lambda request: self.asked.append(request.url))
        return self.pages[who]

    def _render(self, route: Route) -> None:
        """A page that only trouble shows, as it is written."""
        name = urlsplit(route.request.url).path.removeprefix("/template/")
        with translation.override(self.language):
            body = render_to_string(name)
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    def _tab_through(self, page: Page) -> Iterable[dict[str, Any]]:
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate("ux.focused()")
            if stop is None:
                return
            yield stop
        raise AssertionError(f"{page.url}: Tab does not come back")


def _settle(page: Page) -> None:
    """A browser gives the focus that a page asks for with its first picture, not with its load."""
    for _ in range(50):
        if page.evaluate(FOCUSED):
            return
        page.wait_for_timeout(100)


def _barriers(page: Page, rules: dict[str, Any]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations", "incomplete"]}
    found = page.evaluate("options => axe.run(options)", options)
    unclear = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found["violations"] + unclear
        for node in rule["nodes"]
    ]
