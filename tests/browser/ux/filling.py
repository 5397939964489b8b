"""Fills in whatever page comes, and notes which boxes were there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from playwright.sync_api import Page

from tests import desk

MOST_PAGES = 12
WRITTEN = {
    "name": "Robin Requester",
    "email": desk.REQUESTER.email,
    "receiver": "Another Company",
    "receiver-address": "in@example.com",
}
# One for each question: a group of choices counts once.
BOXES = """() => {
  const met = new Set();
  return [...document.querySelectorAll('main input, main select, main textarea')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility() && !e.closest('.trap'))
    .filter(e => !met.has(e.name) && met.add(e.name))
    .map(e => ({page: location.pathname, name: e.name, kind: e.type, fills: e.autocomplete,
                optional: !!e.closest('.field, fieldset')?.querySelector('.optional')}));
}"""


@dataclass(frozen=True)
class Box:
    page: str
    name: str
    kind: str
    fills: str
    optional: bool


def walk(
    page: Page,
    slug: str,
    said: dict[str, str],
    file: Path,
    *,
    without: bool = False,
    each: Callable[[Page], object] = str,
) -> list[Box]:
    """From the first question to the check of all answers; every box that was met.

    `said` chooses; of all else the first choice is taken, and what is optional stays empty.
    `without`: nothing that is asked as proof is at hand. `each` is called on every page, before
    it is filled in. The buttons are those of the language in force.
    """
    page.goto(f"/{slug}/ask/what/")
    boxes: list[Box] = []
    for _ in range(MOST_PAGES):
        if page.url.endswith("/ask/check/"):
            return boxes
        each(page)
        here = [Box(**box) for box in page.evaluate(BOXES)]
        boxes += here
        lacking = page.get_by_role("button", name="I do not have this")
        if without and lacking.count():
            lacking.first.click()
            continue
        for box in here:
            _fill(page, box, said, file)
        page.get_by_role("button", name=gettext("Continue"), exact=True).last.click()
    raise AssertionError(f"still asking at {page.url}")


def _fill(page: Page, box: Box, said: dict[str, Any], file: Path) -> None:
    there = page.locator(f"main [name='{box.name}']")
    if box.kind in ("radio", "checkbox"):
        if box.name in said:
            page.locator(f"main [name='{box.name}'][value='{said[box.name]}']").check()
        elif not box.optional:
            there.first.check()
    elif box.optional:
        return
    elif box.kind == "file":
        there.set_input_files(file)
    elif box.kind.startswith("select"):
        there.select_option(index=1)
    else:
        there.fill(WRITTEN.get(box.name, "Some words"))
