"""A name is found wherever a reader would find it, and nothing is cut in silence."""

import pypdfium2
import pytest

from dsar.content import lines, redacting
from dsar.content.mentions import mentions
from dsar.content.redacting import Box, Page, Word
from tests.pdf import a_pdf


def found(shown: list[str], wanted: str) -> list[list[str]]:
    """The words that would be marked, by line, of each place."""
    pages = redacting.read(a_pdf(shown))
    return [
        [" ".join(word.text for word in part) for part in one.parts]
        for one in mentions(pages, wanted)
    ]


@pytest.mark.parametrize(
    ("shown", "wanted", "marked"),
    [
        (["wrote to Kim", "Telltale there"], "kim telltale", ["Kim", "Telltale"]),
        (["wrote to Kim Tell-", "tale there"], "Kim Telltale", ["Kim Tell-", "tale"]),
        (["met Anne-", "Marie Jones"], "Anne-Marie", ["Anne-", "Marie"]),
        (["met Anne-", "Marie Jones"], "annemarie jones", ["Anne-", "Marie Jones"]),
        (["kim@exam", "ple.com is hers"], "kim@example.com", ["kim@exam", "ple.com"]),
        (["kim.", "tell", "tale@", "example.org"], "kim.telltale@example.org",
         ["kim.", "tell", "tale@", "example.org"]),
        (["from", "Kim", "Telltale,", "today"], "Kim Telltale", ["Kim", "Telltale,"]),
    ],
)  # fmt: skip
def test_what_is_broken_over_lines_is_marked_on_each(shown, wanted, marked):
    assert found(shown, wanted) == [marked]


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (["Telltale wrote", "to Kim"], "Kim Telltale"),
        (["a new", "kind of list"], "wk"),
        (["Tell", "somebody else", "tale"], "Telltale"),
        (["Tell us a", "tale"], "Telltale"),
        (["Kim"], "-"),
    ],
)
def test_what_does_not_stand_one_after_another_is_not_found(shown, wanted):
    assert found(shown, wanted) == []


def test_the_place_shows_the_lines_that_it_stands_on():
    pages = redacting.read(a_pdf(["wrote to Kim", "Telltale there", "and left"]))

    (one,) = mentions(pages, "kim telltale")

    assert [" ".join(word.text for word in line) for line in one.lines] == [
        "wrote to Kim",
        "Telltale there",
    ]
    (above, below) = one.parts
    assert above[0].box.bottom < below[0].box.bottom
    assert above[0].box.left > below[0].box.left


def test_a_name_is_found_over_the_end_of_a_page():
    pages = [page("wrote", "to", "Kim"), page("Telltale", "there", number=1)]

    (one,) = mentions(pages, "kim telltale")

    assert [part[0].box.page for part in one.parts] == [0, 1]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Jose\u0301", "José"),
        ("José", "jose"),
        ("O\ufb03cer", "officer"),
        ("Tell\u00adtale", "telltale"),
        ("Anne\u2011Marie", "anne-marie"),
    ],
)
def test_another_way_of_writing_the_same_letters_is_found(written, wanted):
    assert mentions([page(written)], wanted)


def page(*words: str, number: int = 0) -> Page:
    line = tuple(Word(text, Box(number, 0.1, 0.1, 0.2, 0.2)) for text in words)
    return Page((line,))


def test_a_name_at_the_end_of_a_very_long_page_is_listed_and_found():
    pages = redacting.read(a_pdf(["nothing but the same words " * 6] * 180 + ["Kim"], size=2))

    assert sum(len(word.text) + 1 for line in pages[0].lines for word in line) > 20_000
    assert len(mentions(pages, "Kim")) == 1
    assert not pages[0].cut


def test_a_page_whose_text_was_not_read_to_its_end_says_so(monkeypatch):
    monkeypatch.setattr(lines, "MOST_CHARACTERS", len("Kim wrote"))

    def read(*shown: str) -> dict:
        return lines.of_pages(pypdfium2.PdfDocument(a_pdf(list(shown))))[0]

    assert read("Kim wrote")["cut"] is False
    cut = read("Kim wrote to nobody")
    assert cut["cut"] is True
    assert [[word[0] for word in line] for line in cut["lines"]] == [["Kim", "wrote"]]
