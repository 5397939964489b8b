"""Opens every place once and notes what can be measured there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.places import Place
from tests.browser.world import World

NARROW = {"width": 320, "height": 640}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "light": {"type": "tag", "values": TAGS},
    # The rest does not depend on colours.
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
MOST_STOPS = 150

FACTS = """() => ({
  status: performance.getEntriesByType('navigation')[0].responseStatus,
  h1: document.querySelectorAll('h1').length,
  lang: document.documentElement.lang,
  title: document.title,
  sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  foot: [...document.querySelectorAll('footer a')].map(a => a.getAttribute('href')),
  summary: document.activeElement.matches('main > .errors:first-of-type'),
  jumps: [...document.querySelectorAll('.errors a')].map(a => !!document.querySelector(a.hash)),
  weight: ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))
    .reduce((sum, entry) => sum + entry.decodedBodySize, 0),
})"""

# What is pressed or filled in, without links in sentences. A box is as large as its label.
TARGETS = """() => [...document.querySelectorAll(
    'button, .btn, summary, select, textarea, input:not([type=hidden])')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[aria-hidden=true]'))
  .map(e => {
    const hit = e.closest('label') || e.labels?.[0]?.contains(e) && e.labels[0] || e;
    const box = hit.getBoundingClientRect();
    return {what: e.outerHTML.slice(0, 90), link: e.matches('.link'),
            width: Math.round(box.width), height: Math.round(box.height)};
  })"""

# What has the focus: how thick its outline is, and whether it can be seen where it stands.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || window.visited?.has(e)) return null;
  (window.visited ??= new Set()).add(e);
  const style = getComputedStyle(e), box = e.getClientRects()[0];
  // The middle of the part that is on the screen: a text box may be taller.
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const at = document.elementFromPoint(
    middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  return {what: e.outerHTML.slice(0, 90),
          outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
          seen: !!at && (e.contains(at) || [...(e.labels ?? [])].some(l => l.contains(at)))};
}"""


@dataclass
class Seen:
    """What one place is like."""

    place: Place
    elsewhere: list[str]
    """What was asked of others."""
    facts: dict[str, Any]
    targets: list[dict[str, Any]]
    barriers: dict[str, list[str]]
    """What axe finds, by colour scheme."""
    stops: list[dict[str, Any]]
    """Where Tab leads, in order."""


class Surveyor:
    def __init__(self, site: str, world: World, visit: Callable[..., BrowserContext]) -> None:
        self.site, self.world, self.visit = site, world, visit
        self.pages: dict[str, Page] = {}
        self.axe = Axe().axe_script

    def look_at(self, places: Iterable[Place]) -> list[Seen]:
        return [self._look(place) for place in places]

    def _look(self, place: Place) -> Seen:
        page = self._page_of(place.who)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(place.path.format_map(self.world.names))
        if place.press:
            with page.expect_navigation():
                page.get_by_role("button", name=place.press, exact=True).click()
        page.evaluate(self.axe)
        return Seen(
            place=place,
            elsewhere=[url for url in asked if not url.startswith((self.site, "data:"))],
            facts=page.evaluate(FACTS),
            targets=page.evaluate(TARGETS),
            barriers={scheme: self._barriers(page, scheme) for scheme in SCHEMES},
            # Last: where it ends, the skip link covers the header.
            stops=list(self._tab_through(page)),
        )

    def _page_of(self, who: str) -> Page:
        if who not in self.pages:
            context = self.visit(viewport=NARROW)
            if who in self.world.sessions:
                cookie = {"name": "sessionid", "value": self.world.sessions[who], "url": self.site}
                context.add_cookies([cookie])  # type: ignore[list-item]
            context.route("**/template/*", _render)
            self.pages[who] = context.new_page()
        return self.pages[who]

    def _tab_through(self, page: Page) -> Iterable[dict[str, Any]]:
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None:
                return
            yield stop
        raise AssertionError(f"{page.url}: Tab does not come back")

    def _barriers(self, page: Page, scheme: Literal["light", "dark"]) -> list[str]:
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": RULES[scheme], "resultTypes": ["violations", "incomplete"]}
        found = page.evaluate("options => axe.run(options)", options)
        unclear = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
        return [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in found["violations"] + unclear
            for node in rule["nodes"]
        ]


def _render(route: Route) -> None:
    """A page that only trouble shows, as it is written."""
    name = urlsplit(route.request.url).path.removeprefix("/template/")
    route.fulfill(body=render_to_string(name), content_type="text/html; charset=utf-8")
