"""Size and text: small screens, large letters, wide spaces (checks 16 to 18)."""

from tests.browser.ux.findings import wrong


def test_ux16_no_page_scrolls_sideways_on_a_narrow_screen(pages_in_each):
    """320 pixels: axe does not see this."""
    assert wrong(pages_in_each, lambda one: max(one.facts["sideways"], 0)) == {}


def test_ux17_wider_text_loses_nothing(pages_in_each):
    assert wrong(pages_in_each, lambda one: one.spaced["cut"] + one.spaced["over"]) == {}
    assert wrong(pages_in_each, lambda one: max(one.spaced["sideways"], 0)) == {}


def test_ux17_letters_twice_as_large_lose_nothing(pages_in_each):
    assert wrong(pages_in_each, lambda one: one.enlarged["cut"] + one.enlarged["over"]) == {}


def test_ux18_a_longer_language_fits(made_up_pages):
    """Short words three times as long, sentences by two fifths, on 320 pixels."""
    assert wrong(made_up_pages, lambda one: max(one.facts["sideways"], 0)) == {}
    assert wrong(made_up_pages, lambda one: max(one.spaced["sideways"], 0)) == {}
    for lost in ("cut", "over"):
        assert wrong(made_up_pages, lambda one, lost=lost: one.spaced[lost]) == {}
        assert wrong(made_up_pages, lambda one, lost=lost: one.enlarged[lost]) == {}
