"""Takes the pictures of docs/screenshots.md: `make screenshots`. No test looks at them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings

from dsar.accounts.models import User
from dsar.cases.demo.telling import tell
from dsar.cases.models import Case
from dsar.cases.transitions import Status
from dsar.outbox import sweeps, ticks
from tests.browser.clock import Clock
from tests.browser.ux.filling import walk
from tests.browser.ux.journeys import answer_case
from tests.portal.visitor import follow
from tests.proving import just_proved
from tests.samples import PDF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PHONE = {"width": 360, "height": 740}
MOST_BYTES = 90_000
TALLEST = 1700  # pixels; a long page is cut there
COLOURS = (128, 64, 32, 16)


@dataclass(frozen=True)
class Story:
    slug: str
    said: dict[str, str]
    question: str
    """The step to show, and that of the proof or the address."""
    proof: str
    language: str
    scheme: Literal["light", "dark"]


STORIES = [
    Story("nexus-ip", {"right": "erasure"}, "instead", "contact", "en", "light"),
    Story("next-connex", {"right": "access"}, "what", "proof-identity-document", "en", "dark"),
    Story(
        "technology-nexus",
        {"right": "portability", "to": "company"},
        "receiver",
        "contact",
        "sv",
        "light",
    ),
    Story("nexuscore", {"right": "automated"}, "decision", "contact", "de", "light"),
    Story("connexai", {"right": "access"}, "know", "contact", "fr", "dark"),
    Story("connexai", {"right": "marketing"}, "what", "address", "nl", "light"),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.slug}-{story.language}")
def test_pictures(
    story: Story, visit: Callable[..., BrowserContext], site: str, clock: Clock, tmp_path: Path
) -> None:
    context = visit(viewport=PHONE, locale=story.language, color_scheme=story.scheme)
    page, passport = context.new_page(), tmp_path / "passport.pdf"
    passport.write_bytes(PDF)

    def take(name: str) -> None:
        _keep(page, f"{story.slug}-{story.language}-{name}")

    def each(_: Page) -> None:
        for name, step in (("2-question", story.question), ("3-proof", story.proof)):
            if page.url.endswith(f"/ask/{step}/"):
                take(name)

    page.goto(f"/{story.slug}/")
    take("1-start")
    with translation.override(story.language):
        walk(page, story.slug, story.said, passport, each=each)
    take("4-check")
    clock.forward(minutes=4)
    page.locator("main form .actions button").last.click()
    take("5-sent")
    case = Case.objects.latest("pk")
    _show(page, case, site)
    take("6-status")
    if case.right == "marketing":  # stopped at once: there is no file to show
        return
    answer_case(case.reference, clock, method="by_officer")
    clock.forward(minutes=2)
    _show(page, case, site)
    take("7-answer")


# Who looks at what, with the demonstration's cases.
DESK = {
    "desk-1-today": ("officer", "/desk/"),
    "desk-2-cases": ("officer", "/desk/cases/?right=access"),
    "desk-3-case": ("officer", "/desk/cases/{late}/"),
    "desk-4-refusing": ("officer", "/desk/cases/{late}/refuse/"),
    "desk-5-proof": ("officer", "/desk/cases/{closed}/proof/"),
    "desk-6-report": ("dpo", "/desk/reports/2026-10/?cases=invented"),
}


def test_pictures_of_the_desk(
    visit: Callable[..., BrowserContext], site: str, clock: Clock, settings: Settings
) -> None:
    settings.DEMO = True
    tell(now=clock.now(), progress=lambda _: None)
    for sweep in sweeps.names():  # as if a worker stood beside
        ticks.tick(name=sweep, now=clock.now(), seconds=0.1)
    cases = Case.objects.order_by("created_at", "pk")
    closed = cases.filter(status=Status.CLOSED, outcome="nothing_held")[0]
    late = cases.exclude(status=Status.CLOSED).filter(clock__due_on__lt=clock.now().date())[0]
    for name, (who, address) in DESK.items():
        client = Client()
        client.force_login(User.objects.get(email=f"{who}@example.com"))
        just_proved(client, now=clock.now())
        session = client.cookies["sessionid"].value
        for screen, width in (("", 1280), ("-phone", 360)):
            context = visit(viewport={"width": width, "height": 900})
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            page = context.new_page()
            page.goto(address.format(late=late.reference, closed=closed.reference))
            _keep(page, name + screen)


def _show(page: Page, case: Case, site: str) -> None:
    session = follow(case).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto("/status/request/")


def _keep(page: Page, name: str) -> None:
    """In as many colours as fit into the size."""
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
    for colours in COLOURS:
        made = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        if made.tell() < MOST_BYTES:
            break
    assert made.tell() < MOST_BYTES, name
    (FOLDER / f"{name}.png").write_bytes(made.getvalue())
