"""What is blacked out is gone, or there is no copy."""

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from dsar.content import jail, redacting
from dsar.content.bare import is_bare
from dsar.content.redacting import Box, NotRedacted
from tests import samples
from tests.pdf import a_pdf

LETTER = a_pdf(["Robin Telltale was here", "and so was Kim"])
SOMEWHERE = [Box(0, 0.1, 0.1, 0.5, 0.5)]


def word(text: str) -> Box:
    return next(
        word.box for line in redacting.read(LETTER)[0].lines for word in line if word.text == text
    )


def test_a_page_is_read_line_by_line_and_word_by_word():
    page = redacting.read(LETTER)[0]

    assert [[word.text for word in line] for line in page.lines] == [
        ["Robin", "Telltale", "was", "here"],
        ["and", "so", "was", "Kim"],
    ]
    assert word("Robin").left < word("Telltale").left
    assert word("Robin").top < word("Kim").top


def test_the_word_is_black_and_the_one_beside_it_is_not():
    copy = redacting.redact(LETTER, [word("Telltale")])

    shown = Image.open(io.BytesIO(redacting.picture(copy.content, 0))).convert("L")
    wide, high = shown.size

    def darkest_and_lightest(box: Box) -> tuple[int, int]:
        corners = (box.left * wide, box.top * high, box.right * wide, box.bottom * high)
        return shown.crop(tuple(map(round, corners))).getextrema()

    assert darkest_and_lightest(word("Telltale"))[1] < 100
    assert darkest_and_lightest(word("here"))[1] > 200
    assert darkest_and_lightest(word("here"))[0] < 100


def test_the_copy_has_the_pages_of_the_file_in_their_size():
    pages = pypdf.PdfReader(
        io.BytesIO(redacting.redact(samples.pdf(pages=3), SOMEWHERE).content)
    ).pages

    assert [tuple(page.mediabox[2:]) for page in pages] == [(200, 280)] * 3


def test_the_same_boxes_give_the_same_bytes():
    assert redacting.redact(LETTER, SOMEWHERE) == redacting.redact(LETTER, SOMEWHERE)


@pytest.mark.parametrize(
    ("content", "boxes", "says"),
    [
        (LETTER, [], "Mark between one and"),
        (LETTER, SOMEWHERE * 2001, "Mark between one and"),
        (LETTER, [Box(1, 0.1, 0.1, 0.5, 0.5)], "no such page"),
        (samples.JPEG, [Box(1, 0.1, 0.1, 0.5, 0.5)], "no such page"),
        (samples.pdf(pages=61), SOMEWHERE, "more than 60 pages"),
        (b"name,amount", SOMEWHERE, "Only a PDF"),
        (b"%PDF-1.4 and no more", SOMEWHERE, "could not be read"),
        (samples.bomb(50_000, 50_000), SOMEWHERE, "too many pixels"),
    ],
)
def test_what_cannot_be_blacked_out_is_said_in_a_sentence(content, boxes, says):
    with pytest.raises(NotRedacted, match=says):
        redacting.redact(content, boxes)


@pytest.mark.parametrize("place", [(0.5, 0, 0.5, 1), (0, 0, 1.1, 1), (-0.1, 0, 1, 1), (0, 1, 1, 0)])
def test_a_box_lies_on_its_page_and_has_a_size(place):
    with pytest.raises(ValueError, match="a box lies on its page"):
        Box(0, *place)


def drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """The child that draws, with this line of it changed."""
    for name in ("drawing.py", "inside.py", "bare.py", "lines.py"):
        (tmp_path / name).write_text(jail.DRAWING.with_name(name).read_text())
    child = tmp_path / "drawing.py"
    text = child.read_text()
    assert old in text
    child.write_text(text.replace(old, new, 1))
    monkeypatch.setattr(jail, "DRAWING", child)


def test_a_copy_that_is_not_black_where_it_must_be_is_thrown_away(tmp_path, monkeypatch):
    drawing(tmp_path, monkeypatch, 'fill="black"', 'outline="black"')

    for content in (LETTER, samples.JPEG, samples.PNG):
        with pytest.raises(NotRedacted, match="thrown away"):
            redacting.redact(content, SOMEWHERE)


def test_a_copy_with_anything_beside_its_pixels_is_thrown_away(tmp_path, monkeypatch):
    drawing(tmp_path, monkeypatch, "bare.pdf_of(sheets)", "file")

    with pytest.raises(NotRedacted, match="thrown away"):
        redacting.redact(LETTER, SOMEWHERE)


@pytest.mark.parametrize(
    "file",
    [
        a_pdf(["Robin Telltale"]),
        samples.pdf(catalog=b"/Lang(sv)"),
        samples.pdf(page=b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>]"),
    ],
)
def test_the_second_child_refuses_what_is_left_by_itself(monkeypatch, file):
    monkeypatch.setattr(redacting, "is_bare", lambda content, content_type: True)

    with pytest.raises(NotRedacted, match="thrown away"):
        redacting.check(file, "application/pdf", {})


def test_a_bare_file_has_room_for_nothing_else():
    copy = redacting.redact(LETTER, SOMEWHERE).content

    assert is_bare(copy, "application/pdf")
    for changed in (
        copy + b"%",
        copy.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%x\n"),
        copy.replace(b"/Catalog", b"/Catalog/Lang(sv)"),
        copy.replace(b"/P Do", b"/P Do BT ET"),
        copy.replace(b"\xff\xdb", b"\xff\xfe\x00\x04xx\xff\xdb", 1),
    ):
        assert changed != copy
        assert not is_bare(changed, "application/pdf")
    assert not is_bare(copy, "text/plain")


def test_a_bare_picture_carries_no_words():
    jpeg = redacting.redact(samples.photo(), SOMEWHERE)
    png = redacting.redact(samples.PNG, SOMEWHERE)

    assert (jpeg.content_type, png.content_type) == ("image/jpeg", "image/png")
    assert is_bare(jpeg.content, "image/jpeg")
    assert is_bare(png.content, "image/png")
    for content, kind in (
        (samples.photo(), "image/jpeg"),
        (jpeg.content + b"x", "image/jpeg"),
        (jpeg.content + jpeg.content, "image/jpeg"),
        (png.content + b"x", "image/png"),
        (samples.picture(dpi=(72, 72)), "image/png"),
        (b"", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ):
        assert not is_bare(content, kind)


def test_what_was_filled_in_is_seen_before_it_is_blacked_out():
    form = samples.pdf(
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/F 4/Rect[20 20 180 260]/AP<</N 11 0 R>>>>",
        samples.stream(
            b"1 0 0 rg 0 0 160 240 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 160 240]"
        ),
        catalog=b"/AcroForm<</Fields[10 0 R]>>",
        page=b"/Annots[10 0 R]",
    )

    shown = Image.open(io.BytesIO(redacting.picture(form, 0))).convert("RGB")

    assert shown.getpixel((shown.width // 2, shown.height // 2)) == (255, 0, 0)


def test_a_page_that_is_not_there_is_not_shown():
    with pytest.raises(NotRedacted, match="no such page"):
        redacting.picture(LETTER, 1)
