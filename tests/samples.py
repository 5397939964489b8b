"""Files as people have them, small and whole."""

import io
import zlib
from typing import Any

from PIL import Image, TiffImagePlugin


def picture(form: str = "PNG", size: tuple[int, int] = (40, 25), **kept: Any) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(made, form, **kept)
    return made.getvalue()


def photo(size: tuple[int, int] = (40, 25), *, turned: int = 6) -> bytes:
    """As a telephone takes it: lying on its side, with where and when and by whom."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F], exif[0x013B], exif[0x0132] = "Telltale", "Robin Photographer", "2026:11:23 09:00"
    place = {
        1: "N",
        2: (51.0, 30.0, TiffImagePlugin.IFDRational(2661, 100)),
        3: "W",
        4: (0.0, 7, 5),
    }
    exif.get_ifd(0x8825).update(place)
    return picture("JPEG", size, exif=exif, comment=b"Telltale comment")


def pdf(*objects: bytes, catalog: bytes = b"", page: bytes = b"", pages: int = 1) -> bytes:
    """Of empty pages. `objects` begin with number 10; `catalog` and `page` add to these."""
    numbers = range(100, 100 + pages)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        **dict(enumerate(objects, 10)),
    }
    parts |= dict.fromkeys(
        numbers, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]" + page + b">>"
    )
    return _written(parts)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (
        len(packed), entries, packed,
    )  # fmt: skip


def _written(parts: dict[int, bytes]) -> bytes:
    made, at = b"%PDF-1.7\n", {}
    for number, text in parts.items():
        at[number] = len(made)
        made += b"%d 0 obj" % number + text + b"endobj\n"
    begin, size = len(made), max(parts) + 1
    made += b"xref\n0 1\n0000000000 65535 f \n"
    made += b"".join(b"%d 1\n%010d 00000 n \n" % (number, at[number]) for number in sorted(at))
    return made + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, begin)


def packed(thing: bytes) -> bytes:
    """A PDF whose object 10, named as what runs when it opens, stands compressed among others."""
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 10 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]>>",
        4: stream(b"10 0 " + thing, b"/Type/ObjStm/N 1/First 5"),
    }
    made, rows = b"%PDF-1.7\n", {0: (0, 0, 65535), 10: (2, 4, 0)}
    for number, text in parts.items():
        rows[number] = (1, len(made), 0)
        made += b"%d 0 obj" % number + text + b"endobj\n"
    rows[11] = (1, len(made), 0)
    table = b"".join(
        bytes([kind]) + at.to_bytes(4) + more.to_bytes(2)
        for kind, at, more in map(rows.get, sorted(rows))
    )
    entries = b"/Type/XRef/W[1 4 2]/Size 12/Index[0 5 10 2]/Root 1 0 R"
    return (
        made
        + b"11 0 obj"
        + stream(table, entries)
        + b"endobj\nstartxref\n%d\n%%%%EOF\n" % rows[11][1]
    )


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
        for kind, body in [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b"")]
    )


PNG, JPEG, PDF = picture(), picture("JPEG"), pdf()
