"""The jailed child that renders pages: to look at them, to find their words, to black parts out.

`python -I drawing.py TASK`, started by `jail.py`. Its input is one line of JSON that says what is
wanted, and the file. It is shut in as `inside.py` is, by the same lines.
"""

import io
import json
import os
import sys
from importlib import import_module
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# Neighbours by file: with the package would come all that it imports.
inside: Any = import_module("inside")
bare: Any = import_module("bare")
lines: Any = import_module("lines")
del sys.path[0]

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

MOST_PAGES, MOST_SECONDS = 60, 30
PREVIEW_SIDE = 1600
RULER, FONT = (150, 0, 90), ImageFont.load_default(16)  # read before there are no files
DARK = 96  # of 255: what a JPEG makes of black beside white
_LIGHT = [0] * DARK + [255] * (256 - DARK)
Boxes = dict[str, list[list[float]]]
"""By the number of the page, from 0: left, top, right, bottom, as parts of the page as shown."""


def redact(content: bytes) -> tuple[str, bytes]:
    """Every page as pixels, with the boxes filled before anything is encoded."""
    wanted, file = _asked(content)
    boxes: Boxes = wanted["boxes"]
    kind = _kind(file)
    if kind != "application/pdf":
        _must_have_pages(boxes, 1)
        return kind, _saved(_blacked(_pixels(file), boxes.get("0", [])), kind)
    sheets = []
    document = _opened(file)
    _must_have_pages(boxes, len(document))
    for number in range(len(document)):
        picture, points = _page(document, number)
        picture = _blacked(picture, boxes.get(str(number), []))
        grey = _is_grey(picture)
        jpeg = _saved(picture.convert("L") if grey else picture, "image/jpeg")
        size = tuple(f"{side:.2f}" for side in points)
        sheets.append(bare.Sheet(jpeg, *picture.size, grey, size))
    made: bytes = bare.pdf_of(sheets)
    return kind, made


def redacted(content: bytes) -> tuple[str, None]:
    """Says no unless nothing can be read in the whole file and all that is boxed is black."""
    wanted, file = _asked(content)
    boxes: Boxes = wanted["boxes"]
    kind = _kind(file)
    if kind != "application/pdf":
        _must_be_black(Image.open(io.BytesIO(file)).convert("RGB"), boxes.get("0", []))
        return kind, None
    document = _opened(file)
    _must_have_pages(boxes, len(document))
    if document.get_metadata_dict(skip_empty=True):
        raise inside.No("left")
    if document.count_attachments() or document.get_formtype():
        raise inside.No("left")
    for number in range(len(document)):
        page = document[number]
        kinds = [one.type for one in page.get_objects()]
        if kinds != [inside.raw.FPDF_PAGEOBJ_IMAGE] or page.get_textpage().count_chars():
            raise inside.No("left")
        if inside.raw.FPDFPage_GetAnnotCount(page):
            raise inside.No("left")
        _must_be_black(_page(document, number)[0], boxes.get(str(number), []))
    return kind, None


def page(content: bytes) -> tuple[str, bytes]:
    """One page as an officer looks at it: what is marked is dark but can be read, and rulers at
    its edges give parts of a hundred."""
    wanted, file = _asked(content)
    number = int(wanted["page"])
    if _kind(file) == "application/pdf":
        document = _opened(file)
        if number >= len(document):
            raise inside.No("no_page")
        picture = _page(document, number)[0]
    else:
        picture = _pixels(file)
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    for box in wanted["boxes"]:
        corners = _corners(picture, box)
        picture.paste(picture.crop(corners).point(lambda light: light * 2 // 5), corners[:2])
        ImageDraw.Draw(picture).rectangle(corners, outline="black", width=2)
    _rule(picture)
    return "image/png", _saved(picture, "image/png")


def words(content: bytes) -> tuple[str, bytes]:
    """The words of each page, with where they stand."""
    file = _asked(content)[1]
    if _kind(file) != "application/pdf":
        _pixels(file)  # it can be read
        found: list[dict[str, Any]] = [{"lines": [], "cut": False}]
    else:
        found = lines.of_pages(_opened(file))
    return "application/json", json.dumps(found).encode()


def _asked(content: bytes) -> tuple[dict[str, Any], bytes]:
    head, _, file = content.partition(b"\n")
    return json.loads(head), file


def _kind(file: bytes) -> str:
    for opening, kind in (
        (b"%PDF-", "application/pdf"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ):
        if file.startswith(opening):
            return kind
    raise inside.No("wrong_type")


def _rule(picture: Image.Image) -> None:
    brush, (wide, high) = ImageDraw.Draw(picture), picture.size
    for part in range(10, 100, 10):
        across, down = wide * part // 100, high * part // 100
        brush.line((across, 0, across, 12), fill=RULER, width=2)
        brush.line((0, down, 12, down), fill=RULER, width=2)
        brush.text((across + 4, 0), str(part), fill=RULER, font=FONT)
        brush.text((2, down + 2), str(part), fill=RULER, font=FONT)


def _must_have_pages(boxes: Boxes, pages: int) -> None:
    if any(int(number) >= pages for number in boxes):
        raise inside.No("no_page")


def _opened(file: bytes) -> Any:
    document = inside._opened(file)
    if len(document) > MOST_PAGES:
        raise inside.No("too_many_pages")
    if document.get_formtype():
        document.init_forms()  # what was filled in is seen, so it is shown and can be boxed
    return document


def _page(document: Any, number: int) -> tuple[Image.Image, tuple[float, float]]:
    size = document[number].get_size()
    return inside._page(document, number), size


def _pixels(file: bytes) -> Image.Image:
    form = {"image/jpeg": "JPEG", "image/png": "PNG"}[_kind(file)]
    return Image.open(io.BytesIO(inside._picture(file, form))).convert("RGB")


def _saved(picture: Image.Image, kind: str) -> bytes:
    made = io.BytesIO()
    if kind == "image/png":
        picture.save(made, "PNG")
    else:
        picture.save(made, "JPEG", quality=85)
    return made.getvalue()


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = (band.tobytes() for band in picture.split())
    return red == green == blue


def _corners(picture: Image.Image, box: list[float]) -> tuple[int, int, int, int]:
    """In pixels, and never less than was asked for."""
    left, top, right, bottom = box
    wide, high = picture.size
    return int(left * wide), int(top * high), -int(-right * wide // 1), -int(-bottom * high // 1)


def _blacked(picture: Image.Image, boxes: list[list[float]]) -> Image.Image:
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        brush.rectangle(_corners(picture, box), fill="black")
    return picture


def _must_be_black(picture: Image.Image, boxes: list[list[float]]) -> None:
    """A letter on paper would shine."""
    for box in boxes:
        left, top, right, bottom = _corners(picture, box)
        inner = picture.crop(
            (left + 1, top + 1, max(right - 1, left + 2), max(bottom - 1, top + 2))
        )
        if inner.convert("L").point(_LIGHT).getbbox():
            raise inside.No("left")


TASKS = {"redact": redact, "redacted": redacted, "page": page, "words": words}


if __name__ == "__main__":
    inside.main(TASKS, MOST_SECONDS)
