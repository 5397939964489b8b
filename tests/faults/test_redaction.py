"""F22: words that were blacked out are looked for in every way there is."""

import io
import random
import re
import zlib
from collections import Counter
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ContentStream, NameObject, StreamObject

from dsar.content import redacting
from dsar.content.redacting import Box
from tests.faults import blacked
from tests.faults.blacked import Made
from tests.faults.conftest import FULL

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

DOCUMENTS = 500 if FULL else len(blacked.KINDS)
DARK = 96
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def documents(dice: random.Random) -> list[Made]:
    return [blacked.KINDS[at % len(blacked.KINDS)](dice) for at in range(DOCUMENTS)]


def marked(made: Made, dice: random.Random) -> list[Box]:
    """By the word itself where it can be searched for, else as drawn by hand, with some room."""
    if made.found_by_its_words and dice.random() < 0.7:
        words = [word for page in redacting.read(made.content) for line in page.lines
                 for word in line if word.text == made.secret]  # fmt: skip
        assert words, made.kind
        return [word.box for word in words]
    return [
        Box(0, max(0, left - 0.01), max(0, top - 0.01), min(1, right + 0.01), min(1, bottom + 0.01))
        for left, top, right, bottom in made.seen
    ]


def where(content: bytes, secret: str) -> list[str]:
    """Every way in which the secret is found in these bytes."""
    found = [f"raw, {name}" for name, form in _forms(secret) if form in content]
    for packed in _STREAM.findall(content):
        plain = zlib.decompressobj()
        try:
            unpacked = plain.decompress(packed)
        except zlib.error:
            continue
        found += [f"unpacked, {name}" for name, form in _forms(secret) if form in unpacked]
    return found + (_read(content, secret) if content.startswith(b"%PDF-") else _seen(content))


def _forms(secret: str) -> list[tuple[str, bytes]]:
    plain, wide = secret.encode(), secret.encode("utf-16-be")
    forms = {"plain": plain, "wide": wide, "wide, little": secret.encode("utf-16-le")}
    return [
        *forms.items(),
        *((f"{name}, hex", form.hex().encode()) for name, form in forms.items()),
    ]


def _read(content: bytes, secret: str) -> list[str]:
    """By another reader than ours: text, layers, annotations, fields, attachments, metadata."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    told = {
        "text": [page.extract_text() for page in reader.pages],
        "metadata": [str(reader.metadata or ""), str(reader.xmp_metadata or "")],
        "annotations": [str(note.get_object()) for page in reader.pages
                        for note in page.get("/Annots", [])],
        "fields": [str(reader.get_fields() or "")],
        "attachments": [str(reader.attachments)],
        "outline": [str(reader.outline)],
    }  # fmt: skip
    found = [name for name, texts in told.items() if any(secret in text for text in texts)]
    return found + (["any metadata"] if reader.metadata else [])


def _seen(content: bytes) -> list[str]:
    """What a picture carries beside its pixels."""
    picture = Image.open(io.BytesIO(content))
    kept = {name for name in picture.info if not name.startswith("jfif")}
    return sorted(kept) + (["exif"] if picture.getexif() else [])


def shines(content: bytes, made: Made) -> bool:
    """Whether anything but black is where the secret was seen. Without our own renderer."""
    if content.startswith(b"%PDF-"):
        page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
        (only,) = page.images
        picture = only.image
        assert picture is not None
        assert not page.rotation
        assert (
            abs(page.mediabox.width / page.mediabox.height - picture.width / picture.height) < 0.1
        )
    else:
        picture = Image.open(io.BytesIO(content))
    picture = picture.convert("RGB")
    wide, high = picture.size
    for left, top, right, bottom in made.seen:
        part = picture.crop(
            (int(left * wide), int(top * high), int(right * wide), int(bottom * high))
        )
        if max(most for _, most in part.getextrema()) > DARK:
            return True
    return False


def test_no_secret_is_found_in_a_redacted_copy(
    dice: random.Random, figures: dict[str, Any]
) -> None:
    kinds, found, shown = Counter[str](), [], []

    for made in documents(dice):
        copy = redacting.redact(made.content, marked(made, dice))
        kinds[made.kind] += 1
        if traces := where(copy.content, made.secret):
            found.append((made.kind, traces))
        if shines(copy.content, made):
            shown.append(made.kind)

    figures |= {
        "documents": kinds.total(),
        "of each kind": dict(sorted(kinds.items())),
        "found": len(found),
        "places that are not black": len(shown),
    }
    assert not found
    assert not shown


def overlaid(made: Made) -> bytes:
    """As somebody does it who draws a black box over the words, and saves."""
    if not made.content.startswith(b"%PDF-"):
        picture = Image.open(io.BytesIO(made.content))
        kept = {"exif": picture.info.get("exif", b""), "comment": picture.info.get("comment", b"")}
        if picture.format == "PNG":
            return made.content  # its pixels may be black: the words stand beside them
        saved = io.BytesIO()
        picture.save(saved, "JPEG", **kept)
        return saved.getvalue()
    if made.kind == "saved again":
        return made.content  # its second version is the box
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made.content))
    page = writer.pages[0]
    black, box = StreamObject(), page.mediabox
    black.set_data(b"0 g 0 0 %d %d re f" % (box.width, box.height))
    both = ContentStream(None, writer)
    both.set_data(page.get_contents().get_data() + b"\n" + black.get_data())
    page[NameObject("/Contents")] = writer._add_object(both)
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def test_a_box_drawn_over_the_words_hides_nothing(
    dice: random.Random, figures: dict[str, Any]
) -> None:
    """The control: the same documents, with a black rectangle over the page."""
    made = documents(dice)

    found = [one for one in made if where(overlaid(one), one.secret)]

    figures |= {"documents": len(made), "found": len(found)}
    assert len(found) == len(made)
