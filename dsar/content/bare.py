"""Files of pixels and nothing else: how they are written, and the proof that one is such a file.

A PDF is bare if writing its pictures again gives the same bytes: then there is no room in it for
text, metadata, layers, attachments, annotations, forms, scripts or an earlier version of itself.
Used inside the jail and outside, so it imports nothing that is ours.
"""

import re
from dataclasses import dataclass

_PICTURE = re.compile(
    rb"/Width (\d{1,5})/Height (\d{1,5})/ColorSpace/(DeviceRGB|DeviceGray)/BitsPerComponent 8"
    rb"/Filter/DCTDecode/Length (\d{1,9})>>stream\n"
)
_BOX = re.compile(rb"/MediaBox\[0 0 (\d{1,5}\.\d\d) (\d{1,5}\.\d\d)\]")
_PAGE_OBJECTS = 3
# Tables, frame, scan; and a JFIF header too short for a thumbnail. No EXIF, profile or comment.
_TABLES = frozenset({0xDB, 0xC0, 0xC4})
_JFIF_BYTES = 16


@dataclass(frozen=True)
class Sheet:
    """A page: its picture as JPEG, in pixels, and how large it is printed, in points."""

    jpeg: bytes
    width: int
    height: int
    grey: bool
    points: tuple[str, str]
    """With two decimals."""


def pdf_of(sheets: list[Sheet]) -> bytes:
    """The same bytes for the same pictures: it holds no date and no name of who made it."""
    kids = b" ".join(b"%d 0 R" % _first(at) for at in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(sheets), kids),
    ]
    for at, sheet in enumerate(sheets):
        objects += _page(sheet, _first(at))
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, begin = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, begin)
    return bytes(made)


def _first(at: int) -> int:
    return 3 + at * _PAGE_OBJECTS


def _page(sheet: Sheet, number: int) -> list[bytes]:
    wide, high = (side.encode() for side in sheet.points)
    shown = b"%s 0 0 %s 0 0 cm/P Do" % (wide, high)
    colours = b"DeviceGray" if sheet.grey else b"DeviceRGB"
    return [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Contents %d 0 R"
        b"/Resources<</XObject<</P %d 0 R>>>>>>" % (wide, high, number + 1, number + 2),
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (sheet.width, sheet.height, colours, len(sheet.jpeg), sheet.jpeg),
    ]


def is_bare(content: bytes, content_type: str) -> bool:
    look = {"application/pdf": _is_bare_pdf, "image/jpeg": is_bare_jpeg, "image/png": is_bare_png}
    return content_type in look and look[content_type](content)


def _is_bare_pdf(content: bytes) -> bool:
    sheets, at = [], 0
    while box := _BOX.search(content, at):
        picture = _PICTURE.search(content, box.end())
        if picture is None:
            return False
        width, height, length = (int(picture[group]) for group in (1, 2, 4))
        jpeg = content[picture.end() : picture.end() + length]
        if not is_bare_jpeg(jpeg):
            return False
        points = (box[1].decode(), box[2].decode())
        sheets.append(Sheet(jpeg, width, height, picture[3] == b"DeviceGray", points))
        at = picture.end() + length
    return bool(sheets) and pdf_of(sheets) == content


def is_bare_jpeg(content: bytes) -> bool:
    """One baseline picture from its first byte to its last."""
    if not content.startswith(b"\xff\xd8"):
        return False
    at = 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if kind == 0xDA:
            end = content.find(b"\xff\xd9", at + 2 + length)
            return end == len(content) - 2
        if kind not in _TABLES and not (kind == 0xE0 and length == _JFIF_BYTES):
            return False
        at += 2 + length
    return False


def is_bare_png(content: bytes) -> bool:
    """A header, pixels and an end; no text, date, profile or second picture."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    at, kinds = 8, []
    while at + 12 <= len(content):
        kinds.append(content[at + 4 : at + 8])
        at += 12 + int.from_bytes(content[at : at + 4])
    pixels = kinds[1:-1]
    whole = at == len(content) and len(kinds) > 2
    return whole and (kinds[0], kinds[-1]) == (b"IHDR", b"IEND") and set(pixels) == {b"IDAT"}
