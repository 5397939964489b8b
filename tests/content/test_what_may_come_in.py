"""A file is what its content is. A proof is made anew; an answer stays as it is, or stays out."""

import io
import json
import zipfile

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dsar.content.doors import ANSWER, PROOF, Door
from dsar.content.taking_in import TakenIn, take_in
from tests import samples


def give(content: bytes, name: str, door: Door) -> TakenIn:
    return take_in(SimpleUploadedFile(name, content), door)


def refusal(content: bytes, name: str, door: Door) -> str:
    with pytest.raises(ValidationError) as refused:
        give(content, name, door)
    return str(refused.value.code)


def test_of_a_photo_only_its_pixels_are_kept_and_it_stands_upright():
    photo = samples.photo((40, 25), turned=6)
    assert b"Telltale" in photo

    kept = give(photo, "IMG_0001.jpeg", PROOF)

    content = kept.stream.read()
    image = Image.open(io.BytesIO(content))
    assert (kept.name, kept.content_type) == ("IMG_0001.jpeg", "image/jpeg")
    assert image.size == (25, 40)
    assert not image.getexif()
    assert not {"exif", "comment", "icc_profile"} & set(image.info)
    for word in (b"Telltale", b"Robin", b"2026", b"Exif"):
        assert word not in content


def test_what_is_glued_to_a_picture_goes():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as into:
        into.writestr("evil.html", "<script>")
    page = b"<script>alert(1)</script>"
    for picture in (samples.PNG, samples.JPEG):
        content = give(picture + archive.getvalue() + page, "x", PROOF).stream.read()
        assert b"PK" not in content[-400:]
        assert b"script" not in content


def test_a_see_through_picture_is_put_on_white():
    made = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(made, "PNG")

    image = Image.open(give(made.getvalue(), "x.png", PROOF).stream)

    assert image.mode == "RGB"
    assert image.getpixel((4, 4)) == (255, 255, 255)


def test_a_proof_as_pdf_becomes_pictures_of_its_pages():
    script = samples.pdf(
        b"<</S/JavaScript/JS(app.alert\\(1\\))>>", catalog=b"/OpenAction 10 0 R", pages=3
    )

    kept = give(script, "passport", PROOF)

    content = kept.stream.read()
    assert (kept.name, kept.content_type) == ("passport.pdf", "application/pdf")
    assert len(pypdfium2.PdfDocument(content)) == 3
    assert b"JavaScript" not in content
    assert b"Image" in content


def test_what_was_blackened_stays_black_when_the_black_box_could_be_taken_away():
    box = b"<</Type/Annot/Subtype/Square/Rect[0 0 200 280]/C[0 0 0]/IC[0 0 0]/AP<</N 11 0 R>>/F 4>>"
    look = samples.stream(
        b"0 0 0 rg 0 0 200 280 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 280]"
    )
    words = samples.stream(b"BT /F1 40 Tf 1 0 0 rg 20 100 Td (Secret) Tj ET")
    content = samples.pdf(box, look, words, page=b"/Annots[10 0 R]/Contents 12 0 R")

    made = pypdfium2.PdfDocument(give(content, "copy.pdf", PROOF).stream.read())

    assert "Secret" in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert made[0].get_textpage().get_text_range() == ""
    lightest = max(high for _, high in made[0].render().to_pil().convert("RGB").getextrema())
    assert lightest < 40


def test_an_answer_keeps_each_byte():
    for content, name in [
        (samples.PDF, "data.pdf"),
        ("name;född\nÅsa;1990\n".encode(), "DATA.CSV"),
        (json.dumps({"a": [1]}).encode(), "data.json"),
    ]:
        kept = give(content, name, ANSWER)
        assert kept.stream.read() == content
        assert kept.name == name


SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ACTIVE = {
    "a script when it opens": samples.pdf(SCRIPT, catalog=b"/OpenAction 10 0 R"),
    "a script by name": samples.pdf(SCRIPT, catalog=b"/Names<</JavaScript<</Names[(a) 10 0 R]>>>>"),
    "a script on a page": samples.pdf(SCRIPT, page=b"/AA<</O 10 0 R>>"),
    "a script in other letters": samples.pdf(
        b"<</S/J#61vaScript/#4aS(app.alert\\(1\\))>>", catalog=b"/OpenAction 10 0 R"
    ),
    "a program": samples.pdf(b"<</S/Launch/F(calc.exe)>>", catalog=b"/OpenAction 10 0 R"),
    "a program behind a link": samples.pdf(
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>>",
        page=b"/Annots[10 0 R]",
    ),
    "a file in it": samples.pdf(
        b"<</Type/Filespec/F(a.exe)/EF<</F 11 0 R>>>>",
        samples.stream(b"MZ", b"/Type/EmbeddedFile"),
        catalog=b"/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>",
    ),
    "a form of forms": samples.pdf(samples.stream(b"<x/>"), catalog=b"/AcroForm<</XFA 10 0 R>>"),
    "a film": samples.pdf(
        b"<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>", page=b"/Annots[10 0 R]"
    ),
    "a form that sends": samples.pdf(
        b"<</S/SubmitForm/F(https://example.com)>>", catalog=b"/OpenAction 10 0 R"
    ),
    "a script in a packed object": samples.packed(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"),
}


@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE.keys())
def test_an_answer_does_nothing_when_it_is_opened(content: bytes):
    assert refusal(content, "answer.pdf", ANSWER) == "active"


def test_a_link_or_a_first_page_is_no_danger():
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.com/JS?\\(/JavaScript\\))>>>>"
    content = samples.pdf(link, page=b"/Annots[10 0 R]", catalog=b"/OpenAction[100 0 R/Fit]")

    assert give(content, "answer.pdf", ANSWER).stream.read() == content


def test_an_archive_is_not_let_in_as_a_pdf():
    archive = io.BytesIO(samples.PDF)
    with zipfile.ZipFile(archive, "a") as into:
        into.writestr("x", "y")

    assert refusal(archive.getvalue() + b"\n%%EOF\n", "answer.pdf", ANSWER) == "archive"


def test_a_pdf_has_an_end_to_its_pages():
    assert refusal(samples.pdf(pages=11), "a.pdf", PROOF) == "too_many_pages"
    assert refusal(samples.pdf(pages=5001), "a.pdf", ANSWER) == "too_many_pages"
    assert give(samples.pdf(pages=10), "a.pdf", PROOF)


def test_a_picture_of_a_telephone_that_we_cannot_make_anew_says_what_to_do():
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 60
    with pytest.raises(ValidationError, match="share it as a JPEG"):
        give(heic, "IMG.HEIC", PROOF)


def test_pixels_are_counted_before_they_are_unpacked():
    assert refusal(samples.bomb(50_000, 50_000), "x.png", PROOF) == "too_many_pixels"
    assert refusal(samples.bomb(30_000, 10), "x.png", PROOF) == "too_many_pixels"


def test_files_that_filled_the_room_together_are_too_big():
    upload = SimpleUploadedFile("a.txt", b"half")
    upload.size = 8

    with pytest.raises(ValidationError, match="larger than 20 MB"):
        take_in(upload, ANSWER)
