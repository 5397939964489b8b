"""Files that were made to harm whoever reads them, all of them made here."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests import samples
from tests.content.test_scanning_for_viruses import EICAR
from tests.content.test_what_may_come_in import ACTIVE

HTML = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(98, 110))
    + b"]><svg>&m;</svg>"
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    header = struct.pack("!LLBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """So many zeros, packed a thousand to one."""
    packer, piece = zlib.compressobj(9), bytes(1024 * 1024)
    whole, rest = divmod(size, len(piece))
    return b"".join(packer.compress(piece) for _ in range(whole)) + packer.compress(
        bytes(rest)
    ) + packer.flush()  # fmt: skip


def pixel_bomb(side: int) -> bytes:
    """A whole and true picture in black: 50,000 to a side is 300 kB here and 2.5 GB unpacked."""
    row = -(-side // 8) + 1
    return png(side, side, chunk(b"IDAT", zeros(row * side)), depth=1, colour=0)


def packed(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as file:
        file.addfile(tarfile.TarInfo("../../etc/cron.d/x"))
    return made.getvalue()


def picture(form: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(made, form)
    return made.getvalue()


def nested(depth: int) -> bytes:
    return samples.pdf(b"[" * depth + b"]" * depth, catalog=b"/X 10 0 R")


def drawn(content: bytes, entries: bytes = b"") -> bytes:
    return samples.pdf(samples.stream(content, entries), page=b"/Contents 10 0 R")


def filtered(times: int) -> bytes:
    body = zeros(40 * 1024 * 1024)
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    names = b"/FlateDecode " * times
    return samples.pdf(
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(body), names, body),
        page=b"/Contents 10 0 R",
    )


def pictured(width: int, height: int) -> bytes:
    entries = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
    entries += b"/Width %d/Height %d" % (width, height)
    return samples.pdf(
        samples.stream(b"q 200 0 0 280 0 0 cm /I Do Q"),
        samples.stream(bytes(99), entries),
        page=b"/Contents 10 0 R/Resources<</XObject<</I 11 0 R>>>>",
    )


def calling_itself() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 10 0 R>>>>"
    return samples.pdf(
        samples.stream(b"/F Do /F Do", form),
        samples.stream(b"/F Do"),
        page=b"/Contents 11 0 R/Resources<</XObject<</F 10 0 R>>>>",
    )


def pdfs() -> Iterator[tuple[str, bytes]]:
    good = samples.PDF
    at = good.rindex(b"startxref")
    yield "pages that are their own parents", good.replace(b"/Kids[100 0 R]", b"/Kids[2 0 R]")
    yield "a page twice removed from itself", good.replace(b"/Parent 2 0 R", b"/Parent 100 0 R")
    yield "a million pages of one", good.replace(b"/Count 1", b"/Count 1000000")
    yield "fewer pages than none", good.replace(b"/Count 1", b"/Count -1")
    yield (
        "a table that leads to itself",
        good.replace(b"/Root", b"/Prev %d/Root" % good.rindex(b"xref\n0")),
    )
    yield "a table far outside", good[:at] + b"startxref\n99999999999\n%%EOF\n"
    yield "a table before the file", good[:at] + b"startxref\n-5\n%%EOF\n"
    yield "a table of four thousand million", good.replace(b"xref\n0 1", b"xref\n0 4294967295")
    yield "objects numbered to the end", good.replace(b"/Size", b"/Size 2147483647/S")
    yield "no table", good.replace(b"xref", b"xxxx")
    yield "a name of a megabyte", samples.pdf(b"/" + b"A" * 1_000_000, catalog=b"/X 10 0 R")
    yield "lists in lists", nested(100_000)
    yield "a length that lies", drawn(b"0 0 m").replace(b"/Length", b"/Length 999999999/L")
    yield "a length that is itself", samples.pdf(b"<</Length 10 0 R>>stream\nx\nendstream")
    yield "forty megabytes of drawing", drawn(b"0 0 m 9 9 l S\n" * 3_000_000)
    yield "packed twice", filtered(2)
    yield "packed nine times", filtered(9)
    yield "a picture of 60,000 by 60,000", pictured(60_000, 60_000)
    yield "a picture of four thousand million", pictured(4_294_967_295, 4_294_967_295)
    yield "a drawing that draws itself", calling_itself()
    yield "a page as large as a town", good.replace(b"[0 0 200 280]", b"[0 0 9e30 9e30]")
    yield "a page of no width", good.replace(b"[0 0 200 280]", b"[0 0 0 280]")
    yield "a page a thousand miles long", good.replace(b"[0 0 200 280]", b"[0 0 1 90000000]")
    yield "six thousand pages", samples.pdf(pages=6000)
    yield "a stack without end", drawn(b"q " * 2_000_000)
    yield "a page of a web site at its head", b"<html>" + good
    yield "an archive at its end", good + packed("x.html", HTML) + b"%%EOF\n"
    yield "cut in half", good[: len(good) // 2]
    yield "its head alone", b"%PDF-1.7\n%%EOF\n"
    yield "locked", good.replace(b"/Root", b"/Encrypt 2 0 R/Root")
    yield from ACTIVE.items()


def pictures() -> Iterator[tuple[str, bytes]]:
    good, jpeg = samples.PNG, samples.photo((400, 300))
    much, dots = b"x\0\0" + zeros(64 * 1024 * 1024), chunk(b"IDAT", zeros(252))
    frames = chunk(b"acTL", struct.pack("!LL", 4_294_967_295, 0))
    yield "a pixel bomb", pixel_bomb(50_000)
    yield "a bomb below the limit of pixels", pixel_bomb(7_000)
    yield "says it is 50,000 by 50,000", samples.bomb(50_000, 50_000)
    yield "says it is four thousand million", samples.bomb(4_294_967_295, 4_294_967_295)
    yield "of no size", png(0, 0, chunk(b"IDAT", zlib.compress(b"")))
    yield "a bomb in its profile", png(9, 9, chunk(b"iCCP", much), dots)
    yield (
        "a bomb in its words",
        png(9, 9, chunk(b"zTXt", much), dots),
    )
    yield (
        "ten thousand words",
        png(9, 9, *[chunk(b"tEXt", b"x\0y")] * 10_000, dots),
    )
    yield "a wrong sum", good.replace(b"IDAT", b"IDAX", 1)
    yield "more than its size", png(9, 9, chunk(b"IDAT", zeros(64 * 1024 * 1024)))
    yield "a length that lies in a picture", good[:33] + b"\xff\xff\xff\xff" + good[37:]
    yield (
        "moving without end",
        png(9, 9, frames, dots),
    )
    yield "a JPEG of 65,535 by 65,535", jpeg.replace(b"\x01\x2c\x01\x90", b"\xff\xff\xff\xff")
    yield "a JPEG cut in half", jpeg[: len(jpeg) // 2]
    yield "a JPEG's head alone", jpeg[:20]
    yield "place and date of a photo", jpeg
    yield "markup in a comment", samples.picture("JPEG", comment=HTML)
    yield "a picture and a page", samples.JPEG + HTML
    yield "a picture and an archive", good + packed("evil.php", b"<?php ?>")
    for form in ("GIF", "BMP", "TIFF", "WEBP", "ICO", "TGA", "PPM"):
        yield f"a {form}", picture(form)
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n"
    yield "a HEIC", b"\0\0\0\x18ftypheic" + bytes(99)


def others() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "one byte", b"\0"
    yield "an archive", packed("a.txt", b"a")
    yield "a bomb in an archive", packed("a.txt", bytes(30 * 1024 * 1024))
    yield "an archive in an archive", packed("a.zip", packed("b.zip", packed("c", b"x")))
    yield "a way out of the folder", packed("../../../etc/passwd", b"x")
    yield "a letter of an office", packed("word/document.xml", ENTITIES)
    yield "packed", gzip.compress(bytes(1024 * 1024))
    yield "a tape", tarred()
    yield "a drawing", SVG
    yield "a bomb of entities", ENTITIES
    yield "a page", b"<!doctype html>" + HTML
    yield "a page after spaces", b" \n\t" * 999 + b"<html>" + HTML
    yield "a program", b"MZ" + bytes(200)
    yield "a program of ours", b"\x7fELF" + bytes(200)
    yield "a script", b"#!/bin/sh\nrm -rf /\n"
    yield "lists in lists of JSON", b"[" * 1_000_000
    yield "a number of a million digits", b"9" * 1_000_000
    yield "the virus that is none", EICAR
    yield "letters that are none", b"\xff\xfe" + "words".encode("utf-16-le")
    yield "a zero among letters", b"words\0words"


NAMES = (
    "a.pdf", "a.png", "a.jpg.exe", "../../a.pdf", "\u202efdp.exe", "x" * 255 + ".pdf",
    "a\r\nb.pdf", ".pdf", "a.pdf ", "CON.pdf", "a\0.pdf", "<img src=x>.pdf",
)  # fmt: skip
