"""The language of tests is as long as it says, and breaks nothing."""

from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog

from tests.pseudo import CLOSE, LOCALE, OPEN, longer, make, outside_marks


@pytest.mark.parametrize("message", ["Yes", "Continue", "Send again"])
def test_a_short_message_grows_threefold(message: str) -> None:
    assert len(longer(message)) >= 3 * len(message)


def test_a_long_message_grows_by_two_fifths() -> None:
    message = "You do not need to do anything at the moment."

    assert 1.4 <= len(longer(message)) / len(message) <= 1.7


def test_placeholders_and_markup_stay() -> None:
    said = longer('%(days)s days: <a href="/help/">help</a> {company}&nbsp;%%')

    for kept in ("%(days)s", '<a href="/help/">', "</a>", "{company}", "&nbsp;", "%%"):
        assert said.count(kept) == 1
    assert said[0] + said[-1] == OPEN + CLOSE


def test_lines_begin_and_end_as_before() -> None:
    assert longer("\nHello\n").startswith("\n")
    assert longer("\nHello\n").endswith("\n")


def test_what_has_no_marks_is_found() -> None:
    assert outside_marks(f"{longer('One')} Two {OPEN}a {longer('b')} c{CLOSE}").split() == ["Two"]


def test_a_catalogue_has_contexts_and_plurals(tmp_path) -> None:
    known = Catalog()
    known.add("Light", context="button")
    known.add(("%(n)s day", "%(n)s days"))
    make(known, tmp_path, "django")

    with (tmp_path / LOCALE / "LC_MESSAGES" / "django.mo").open("rb") as file:
        read = GNUTranslations(file)

    assert read.pgettext("button", "Light") == longer("Light")
    assert read.ngettext("%(n)s day", "%(n)s days", 1) == longer("%(n)s day")
    assert read.ngettext("%(n)s day", "%(n)s days", 2) == longer("%(n)s days")
