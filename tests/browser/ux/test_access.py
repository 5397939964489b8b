"""Access: what a person needs of a page, whatever they read it with (checks 1 to 9)."""

from itertools import pairwise

from tests.browser.ux.findings import wrong

FOOT = ("/help/", "/cookies/", "/accessibility/", "/privacy/")


def test_ux01_axe_finds_no_barrier(pages_in_each):
    assert wrong(pages_in_each, lambda one: any(one.barriers.values()) and one.barriers) == {}


def test_ux02_the_focus_is_seen_wherever_tab_leads(pages):
    hidden = wrong(
        pages,
        lambda one: [s["what"] for s in one.stops if s["outline"] < 3 or not s["seen"]],
    )

    assert hidden == {}
    assert [str(one.place) for one in pages if len(one.stops) < 3] == []


def test_ux03_what_is_pressed_is_large_enough(pages_in_each):
    """44 pixels high, or 24 where it looks like a link."""
    small = wrong(
        pages_in_each,
        lambda one: [
            target["what"]
            for target in one.targets
            if target["height"] < (24 if target["link"] else 44) or target["width"] < 24
        ],
    )

    assert small == {}
    assert sum(len(one.targets) for one in pages_in_each) > len(pages_in_each)


def test_ux04_nothing_needs_dragging(pages):
    assert wrong(pages, lambda one: one.facts["dragged"]) == {}
    # A file is chosen from a plain box.
    boxes = [shown for one in pages for shown in one.facts["files"]]
    assert boxes
    assert all(boxes)


def test_ux05_help_stands_in_the_same_place(pages_in_each):
    assert {tuple(one.facts["foot"]) for one in pages_in_each} == {FOOT}


def test_ux07_no_code_is_a_puzzle(pages):
    """The box takes what the device offers to fill in."""
    boxes = [kind for one in pages for kind in one.facts["codes"]]

    assert boxes
    assert set(boxes) == {"one-time-code"}
    assert wrong(pages, lambda one: one.facts["puzzles"]) == {}
    assert wrong(pages, lambda one: "captcha" in one.facts["words"].lower()) == {}


def test_ux08_colour_is_never_alone(pages):
    assert wrong(pages, lambda one: one.facts["wordless"]) == {}
    assert wrong(pages, lambda one: one.forced) == {}
    clocks = [sentence for one in pages for sentence in one.facts["clocks"]]
    assert clocks
    assert all(clocks)
    assert wrong(pages, lambda one: one.facts["drawn"]) == {}


def test_ux09_each_page_has_one_heading_and_its_landmarks(pages_in_each):
    skipped = [str(one.place) for one in pages_in_each if not _in_order(one.facts["headings"])]

    assert wrong(pages_in_each, lambda one: one.facts["h1"] != 1) == {}
    assert wrong(pages_in_each, lambda one: one.facts["landmarks"] != [1, 1, 1]) == {}
    assert skipped == []


def _in_order(levels: list[int]) -> bool:
    return all(lower <= upper + 1 for upper, lower in pairwise(levels))


def test_ux09_each_page_says_its_language(pages_in_each):
    language = pages_in_each[0].language
    wanted = "en-GB" if language == "en" else language

    assert {one.facts["lang"] for one in pages_in_each} == {wanted}


def test_ux09_each_page_has_a_title_of_its_own(pages_in_each):
    titles: dict[str, set[str]] = {}
    for one in pages_in_each:
        titles.setdefault(one.facts["title"], set()).add(one.place.path)

    assert "" not in titles
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


def test_every_page_opens(pages_in_each):
    odd = wrong(
        pages_in_each,
        lambda one: one.facts["status"] != one.place.status and one.facts["status"],
    )

    assert odd == {}
