"""Print, movement, light and dark (checks 19 to 21)."""

import io
import re
from itertools import product

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from dsar.companies.models import Company
from tests import desk
from tests.browser.survey import SCHEMES
from tests.browser.ux.findings import wrong
from tests.browser.ux.journeys import answer_case

NOT_PRINTED = (".skip", "nav", ".foot", "form button", ".actions", ".back")
ON_GROUND = ("text", "muted", "accent", "visited", "danger")
IN_A_STATE = ("danger", "warn", "ok", "pause")
DRAWN = ("line", "elapsed", "pause", "danger", "text")


def printed(page) -> tuple[int, str]:
    """On how many sheets, and what stands there."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return len(sheets), re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in sheets))


def seen_on_paper(page) -> list[str]:
    page.emulate_media(media="print")
    shown = [what for what in NOT_PRINTED if any(e.is_visible() for e in page.locator(what).all())]
    page.emulate_media(media="screen")
    return shown


@pytest.mark.parametrize("right", ["access", "erasure"])
def test_ux19_the_status_page_fits_two_sheets_and_says_why(requester, clock, right):
    case = desk.receive(Company.objects.get(slug="nexus-ip"), right, at=clock.now())
    requester.follow(case.reference)

    sheets, words = printed(requester.page)

    # With “Why this date” closed.
    assert not requester.page.locator("details[open]").count()
    for wanted in (case.reference, "Wednesday 23 December 2026", "12A(1)", "https://ico.org.uk"):
        assert wanted in words
    assert sheets <= 2
    assert seen_on_paper(requester.page) == []


def test_ux19_the_receipt_is_a_proof_on_paper(requester):
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Stop sending me marketing"])
    requester.answer("Your email address", write={"Your email address": requester.email})
    reference = requester.send()

    sheets, words = printed(requester.page)

    assert sheets <= 2
    assert reference in words
    assert "November 2026" in words
    assert seen_on_paper(requester.page) == []


def test_ux19_the_answer_is_printed_with_its_messages(requester, clock):
    case = desk.receive(Company.objects.get(slug="nexuscore"), at=clock.now())
    requester.follow(case.reference)
    answer_case(case.reference, clock)
    clock.forward(minutes=2)
    requester.follow(case.reference)

    _, words = printed(requester.page)

    for wanted in (case.reference, "all-we-hold.csv", "We looked."):
        assert wanted in words
    assert seen_on_paper(requester.page) == []


def test_ux20_nothing_moves_for_whoever_wants_no_movement(pages):
    assert wrong(pages, lambda one: one.still) == {}
    assert wrong(pages, lambda one: one.facts["moving"] > 0.2) == {}


def ground(page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_ux21_dark_follows_the_device_and_can_be_chosen_without_a_script(visit):
    light, dark = "rgb(255, 255, 255)", "rgb(16, 20, 26)"
    page = visit(java_script_enabled=False, color_scheme="dark").new_page()
    page.goto("/")
    assert ground(page) == dark

    page.goto("/accessibility/")
    page.get_by_role("button", name="Light", exact=True).click()
    page.goto("/nexus-ip/")
    assert ground(page) == light
    page.emulate_media(color_scheme="light")
    page.goto("/accessibility/")
    page.get_by_role("button", name="Dark", exact=True).click()
    page.goto("/status/")
    assert ground(page) == dark

    page.goto("/accessibility/")
    page.get_by_role("button", name="As my device says", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    assert ground(page) == light


@pytest.mark.parametrize("chosen", [False, True])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_ux21_every_pair_of_colours_can_be_told_apart(visit, scheme, chosen):
    """Text 4.5 to 1, what is drawn 3 to 1; the same where a person chose against their device."""
    device = next(one for one in SCHEMES if (one == scheme) != chosen)
    page = visit(color_scheme=device).new_page()
    page.goto("/")
    if chosen:
        page.evaluate("look => document.documentElement.dataset.look = look", scheme)
    colour = page.evaluate(COLOURS)

    text = [
        *product(ON_GROUND, ("bg", "surface")),
        *((name, f"{name}-bg") for name in IN_A_STATE),
        *(("text", f"{name}-bg") for name in IN_A_STATE),
        ("onaccent", "accent"),
        ("text", "raised"),
    ]
    pale = {pair for pair in text if contrast(*(colour[one] for one in pair)) < 4.5}
    faint = {name for name in DRAWN if contrast(colour[name], colour["bg"]) < 3}

    assert pale == set()
    assert faint == set()
    # One of its two rings is seen on any ground.
    assert contrast(colour["focus"], colour["focus-ink"]) >= 3
    assert max(contrast(colour[one], colour["bg"]) for one in ("focus", "focus-ink")) >= 3


COLOURS = """() => {
  const style = getComputedStyle(document.documentElement);
  const names = ['bg', 'surface', 'raised', 'text', 'muted', 'line', 'accent', 'onaccent',
    'visited', 'danger', 'danger-bg', 'warn', 'warn-bg', 'ok', 'ok-bg', 'pause', 'pause-bg',
    'elapsed', 'focus', 'focus-ink'];
  return Object.fromEntries(names.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
}"""


def contrast(one: str, other: str) -> float:
    """As WCAG defines it, from #abc or #aabbcc."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    wide = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
