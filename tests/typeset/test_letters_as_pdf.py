"""A letter on paper, as a printer, an envelope and a screen reader find it."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from dsar.typeset.paper import Letter, Unprintable, as_pdf
from tests.typeset import pdfs

TEXT = """Dear Robin,

we have received your request. Your reference is ONE-2345-67.

If you do not agree, you can
- complain to us
- go to court.
One does not rule out another.

> Which calls?

    1234 5678

One Ltd, Leeds
"""
LETTER = Letter(
    sender=("One Ltd", "1 High Street, Leeds", "desk@one.example"),
    to=("Robin Requester", "1 Example Street", "Leeds", "LS1 1AA"),
    on="Monday 23 November 2026",
    reference="ONE-2345-67",
    subject="One: ONE-2345-67",
    text=TEXT,
    working=(
        ("Received", "Monday 23 November 2026", "", "Art. 12(3), law"),
        ("One month", "Wednesday 23 December 2026", "30", "Art. 12(3), law"),
    ),
)


def made(*letters: Letter, **changed) -> bytes:
    all_of_them = letters or (replace(LETTER, **changed),)
    return as_pdf(all_of_them, title="One: ONE-2345-67")


def test_its_words_and_its_address_are_of_a_size_to_read():
    sizes = pdfs.sizes(made())

    assert sizes["Robin"] == sizes["received"] == 11
    assert min(sizes.values()) >= 7.5


def test_all_its_words_are_there_in_order():
    plain = [word for word in TEXT.split() if word not in ("-", ">")]

    said = [word for word in pdfs.words(made())[0] if word != "•"]

    start = said.index("Dear")
    assert said[start : start + len(plain)] == plain
    for word in ("Robin Requester", "Monday 23 November 2026", "One Ltd", "Page 1 of 1"):
        assert word in " ".join(said)


def test_the_working_of_a_date_is_a_table_with_a_head():
    tags = pdfs.tags(made())

    assert "One month Wednesday 23 December 2026 30 Art. 12(3), law" in pdfs.text(made())
    assert tags.count("/TH") == 4
    assert tags.count("/TD") == 8
    assert "/Table" not in pdfs.tags(made(working=()))


def test_it_is_tagged_pdf_ua_with_a_title_and_a_language():
    pdf = made()
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = root["/Metadata"].get_data()
    assert re.search(rb"pdfuaid:part[^0-9]{1,3}1", xmp)
    assert b"One: ONE-2345-67" in xmp
    tags = pdfs.tags(pdf)
    assert tags.count("/H1") == 1
    assert {"/P", "/L", "/LI", "/BlockQuote"} <= set(tags)


def test_the_same_letter_is_the_same_bytes_and_names_no_moment():
    pdf = made()

    assert pdf == made()
    assert not re.search(rb"(Creation|Create|Mod|Modify)Date", pdf)


def test_the_window_shows_the_address_and_who_sent_it_and_nothing_else():
    assert pdfs.within(made(), 20, 45, 110, 90) == ["One Ltd · 1 High Street, Leeds", *LETTER.to]


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        (("One Ltd", "x" * 60), "One Ltd · " + "x" * 60),
        (("One Ltd", "1 High Street, " * 9), "One Ltd"),
        (("One Ltd",), "One Ltd"),
        (("One Ltd " * 30, "Leeds"), None),
    ],
)
def test_who_sent_it_stands_on_one_line_as_far_as_it_fits(sender, said):
    pdf = made(sender=sender)

    assert pdfs.within(pdf, 20, 45, 110, 50) == [said or ""]
    assert pdfs.within(pdf, 20, 50, 110, 90) == list(LETTER.to)


@pytest.mark.parametrize("lines", [2, 5, 8, 10])
def test_an_address_stands_whole_in_the_window(lines):
    to = tuple(f"Line {number} of it" for number in range(lines))
    pdf = made(to=to)

    assert pdfs.within(pdf, 20, 50, 110, 90) == list(to)
    if lines <= 5:  # where also a lower window shows it, wherever the sheet slides
        assert pdfs.within(pdf, 20, 55, 110, 80) == list(to)


def test_a_long_line_of_an_address_is_broken_within_the_window():
    name = "W" * 70

    inside = pdfs.within(made(to=(name, "Leeds")), 20, 50, 105, 90)

    assert re.sub(r"[^W]", "", "".join(inside)) == name


def test_an_address_longer_than_a_window_is_refused():
    with pytest.raises(Unprintable, match="longer than the window"):
        made(to=tuple("a line" for _ in range(14)))


def test_four_pages_are_counted_and_say_each_word_once():
    said = [f"word{number}" for number in range(1700)]

    pages = pdfs.words(made(text=" ".join(said)))

    assert len(pages) == 4
    assert [word for page in pages for word in page if word.startswith("word")] == said
    assert [page[-4:] for page in pages] == [["Page", str(n), "of", "4"] for n in (1, 2, 3, 4)]


def test_many_in_one_file_begin_on_a_sheet_of_their_own_and_count_for_themselves():
    second = replace(LETTER, reference="TWO-2345-67", text="Dear Kai,\n\nhello.")

    pages = pdfs.words(made(LETTER, replace(LETTER, text="word " * 900), second))

    assert [page[-5:] for page in pages] == [
        ["ONE-2345-67", "Page", "1", "of", "1"],
        [],  # the back of the first sheet, where a printer uses both sides
        ["ONE-2345-67", "Page", "1", "of", "2"],
        ["ONE-2345-67", "Page", "2", "of", "2"],
        ["TWO-2345-67", "Page", "1", "of", "1"],
    ]


NASTY = [
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    '#sys.inputs, #panic("no")',
    "*bold* _thin_ `code` $x^2$ = heading",
    '"quoted" \\"escaped\\" \\u{41} \\',
    "<label> @reference // not a remark /* nor this */",
    '"}], "letters": [], "title": "',
]


@pytest.mark.parametrize("name", NASTY)
def test_markup_in_a_name_is_words(name):
    pdf = made(to=(name, "Leeds"), text=f"Dear {name},\n\n{name}")

    for word in name.split():
        assert word in pdfs.text(pdf)
    assert "root:" not in pdfs.text(pdf)
    assert f"Dear {name}," in pdfs.text(pdf)


def test_a_word_of_any_length_stays_on_the_paper():
    word = "W" * 500

    pdf = made(text=f"Dear {word},", working=())

    inside = pdfs.within(pdf, 20, 95, 195, 280)
    assert "".join(inside).count("W") == 500


def test_an_address_of_a_page_is_copied_as_it_is():
    page = "https://one.example/a-long-way/to-the-page/of-the-authority/?language=en"

    assert page in pdfs.text(made(text=f"See {page}"))


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Ölga Åström", "Zoë", "Ωμέγα", "Привет"])
def test_letters_of_other_alphabets_are_printed(name):
    assert name in pdfs.text(made(to=(name, "Leeds")))


def test_a_name_read_from_right_to_left_leaves_the_rest_as_it_is():
    pdf = made(to=("שלום כהן", "1 Example Street", "Leeds"))

    assert pdfs.within(pdf, 20, 50, 110, 90)[1:] == ["1 Example Street", "Leeds"]


@pytest.mark.parametrize("name", ["山田太郎", "Robin 👋"])
def test_a_sign_that_no_font_has_is_named_and_never_left_out(name):
    with pytest.raises(Unprintable, match=r"fonts lack signs of this letter \(.*[山👋]"):
        made(to=(name, "Leeds"))


def test_the_refusal_repeats_none_of_the_words():
    with pytest.raises(Unprintable) as refused:
        made(to=("Robin Requester 👋", "Leeds"))

    assert "Robin" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_what_nobody_thought_of_is_told_and_logged_without_a_word_of_it(caplog):
    with pytest.raises(Unprintable, match="Print it from this page"):
        as_pdf([LETTER], title="")  # PDF/UA wants one

    assert "typst did not set a letter" in caplog.text
    assert "Robin" not in caplog.text


def test_control_characters_and_turned_directions_are_no_words():
    pdf = made(to=("Ro\x00bin\x1b[31m \u202eretseuqeR", "Le\teds"))

    assert pdfs.within(pdf, 20, 50, 110, 90) == ["Robin[31m retseuqeR", "Le eds"]
