"""The switch of language, on every public page that has one (check 37)."""

from mailbox import Maildir

import pytest

from dsar import languages
from tests.browser import world
from tests.browser.places import PUBLIC
from tests.browser.survey import Surveyor

FILLED = """() => {
  const seen = [...document.querySelectorAll('main input, main textarea')]
    .filter(e => e.offsetParent && !['hidden', 'file', 'submit'].includes(e.type));
  const choices = ['radio', 'checkbox'];
  seen.forEach(e => choices.includes(e.type) ? e.click() : e.value = 'Typed ' + e.name);
}"""
# But for the trap, which nobody sees.
KEPT = """() => [...document.querySelectorAll('main input, main textarea')]
  .filter(e => !['hidden', 'file', 'submit'].includes(e.type) && e.name !== 'website')
  .map(e => [e.name, ['radio', 'checkbox'].includes(e.type) ? e.checked : e.value])"""
GONE = 410  # after a button; the address itself is where one goes on
HAS_SWITCH = "document.querySelector('nav.languages') !== null"


@pytest.mark.timeout(600)
def test_ux37_the_switch_keeps_page_and_answers_wherever_it_stands(
    site, visit, clock, settings, tmp_path, monkeypatch
):
    """There and back again, with every box filled in."""
    monkeypatch.setattr(languages, "CHOICES", ("language", 10_000, 3600))
    settings.DEMO, settings.MAILBOX_DIR = True, str(tmp_path / "mail")
    surveyor = Surveyor(site, world.build(clock, Maildir(settings.MAILBOX_DIR)), visit, deep=False)
    pressed, wrong = 0, {}
    for place in PUBLIC:
        page = surveyor.page_of(place.who)
        surveyor.open(page, place)
        if not page.evaluate(HAS_SWITCH) or place.status == GONE:
            continue
        page.evaluate(FILLED)
        before = (page.url, page.evaluate(KEPT), page.locator("h1").count())
        title = page.title()

        with page.expect_navigation():
            page.get_by_role("button", name="Svenska", exact=True).click()

        after = (page.url, page.evaluate(KEPT), page.locator("h1").count())
        swedish = page.locator("html").get_attribute("lang") == "sv" and page.title() != title
        if after != before or not swedish:
            wrong[str(place)] = (before, after, page.title())
        with page.expect_navigation():
            page.get_by_role("button", name="English", exact=True).click()
        pressed += 1
    assert not wrong, "\n".join(f"{place}: {how}" for place, how in wrong.items())
    assert pressed > 90
