"""Documents with a secret in every place where one can hide, made from dice."""

import io
import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, PngImagePlugin, TiffImagePlugin

from tests import samples

WIDE, HIGH = 300, 400
Dice = random.Random
Rect = tuple[float, float, float, float]


@dataclass
class Made:
    """A document, its secret, and where the secret can be seen: parts of the page as shown."""

    kind: str
    content: bytes
    secret: str
    seen: list[Rect]
    found_by_its_words: bool = True
    """Whether an officer can find the places by searching for the word."""


@dataclass
class Drawn:
    """A page under way, in points from its lower left corner, not yet turned."""

    secret: str
    turned: int
    commands: list[bytes] = field(default_factory=list)
    seen: list[Rect] = field(default_factory=list)

    def write(self, text: str, x: float, y: float, size: float) -> None:
        """In Courier, whose letters are all six tenths wide."""
        if text == self.secret:
            self.see(x, y, x + 0.6 * size * len(text), y + 0.55 * size)
        self.commands.append(b"BT /F %.1f Tf %.1f %.1f Td (%s) Tj ET" % (
            size, x, y, text.encode(),
        ))  # fmt: skip

    def see(self, left: float, low: float, right: float, high: float) -> None:
        a, b, c, d = left / WIDE, low / HIGH, right / WIDE, high / HIGH
        self.seen.append(
            {
                0: (a, 1 - d, c, 1 - b),
                90: (b, a, d, c),
                180: (1 - c, b, 1 - a, d),
                270: (1 - d, 1 - c, 1 - b, 1 - a),
            }[self.turned]
        )

    def pdf(
        self, *objects: bytes, catalog: bytes = b"", page: bytes = b"", uses: bytes = b""
    ) -> bytes:
        """`objects` begin with number 12; `uses` are resources of the page beside its font."""
        return samples.pdf(
            samples.stream(b"\n".join(self.commands)),
            b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
            *objects,
            catalog=catalog,
            page=b"/Contents 10 0 R/Rotate %d/Resources<</Font<</F 11 0 R>>" % self.turned
            + uses
            + b">>"
            + page,
        ).replace(b"[0 0 200 280]", b"[0 0 %d %d]" % (WIDE, HIGH))


def secret_of(dice: Dice) -> str:
    return "Zq" + "".join(dice.choices(string.ascii_lowercase, k=8))


def _page(dice: Dice, turned: int = 0) -> Drawn:
    made = Drawn(secret_of(dice), turned)
    for line in range(dice.randrange(2, 9)):
        made.write(dice.choice(("Invoice", "Please call back", "Paid")), 20, 40 + 22 * line, 9)
    made.write(made.secret, dice.randrange(20, 60), dice.randrange(240, 370), dice.randrange(8, 20))
    return made


def _whole(kind: str, drawn: Drawn, content: bytes, *, words: bool = True) -> Made:
    return Made(kind, content, drawn.secret, drawn.seen, words)


def text(dice: Dice) -> Made:
    drawn = _page(dice)
    return _whole("text", drawn, drawn.pdf())


def turned(dice: Dice) -> Made:
    drawn = _page(dice, dice.choice((90, 180, 270)))
    return _whole("turned", drawn, drawn.pdf())


def field_of_a_form(dice: Dice) -> Made:
    drawn = _page(dice)
    drawn.see(100, 205, 220, 217)
    shown = b"BT /F 10 Tf 2 4 Td (%s) Tj ET" % drawn.secret.encode()
    content = drawn.pdf(
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%s)/DV(%s)/F 4/Rect[98 202 230 222]"
        b"/DA(/F 10 Tf 0 g)/AP<</N 13 0 R>>>>" % (drawn.secret.encode(), drawn.secret.encode()),
        samples.stream(
            shown, b"/Type/XObject/Subtype/Form/BBox[0 0 132 20]/Resources<</Font<</F 11 0 R>>>>"
        ),
        catalog=b"/AcroForm<</Fields[12 0 R]/DR<</Font<</F 11 0 R>>>>>>",
        page=b"/Annots[12 0 R]",
    )
    return _whole("form", drawn, content, words=False)


def annotation(dice: Dice) -> Made:
    drawn = _page(dice)
    name = drawn.secret.encode()
    drawn.see(100, 205, 220, 217)
    content = drawn.pdf(
        b"<</Type/Annot/Subtype/FreeText/Contents(%s)/T(%s)/F 4/Rect[98 202 230 222]"
        b"/DA(/F 10 Tf 0 g)/AP<</N 13 0 R>>>>" % (name, name),
        samples.stream(
            b"BT /F 10 Tf 2 4 Td (%s) Tj ET" % name,
            b"/Type/XObject/Subtype/Form/BBox[0 0 132 20]/Resources<</Font<</F 11 0 R>>>>",
        ),
        b"<</Type/Annot/Subtype/Text/Contents(ask %s)/Rect[10 380 20 390]/F 2>>" % name,
        page=b"/Annots[12 0 R 14 0 R]",
    )
    return _whole("annotation", drawn, content, words=False)


def attachment(dice: Dice) -> Made:
    drawn = _page(dice)
    name = drawn.secret.encode()
    content = drawn.pdf(
        samples.stream(b"all about " + name, b"/Type/EmbeddedFile"),
        b"<</Type/Filespec/F(%s.txt)/UF(%s.txt)/EF<</F 12 0 R>>>>" % (name, name),
        catalog=b"/Names<</EmbeddedFiles<</Names[(%s)13 0 R]>>>>" % name,
    )
    return _whole("attachment", drawn, content)


def layer(dice: Dice) -> Made:
    """One that is switched off, so that nobody sees what is in it."""
    drawn = _page(dice)
    hidden = b"/OC /L BDC BT /F 12 Tf 30 30 Td (%s hidden) Tj ET EMC" % drawn.secret.encode()
    drawn.commands.append(hidden)
    content = drawn.pdf(
        b"<</Type/OCG/Name(%s)>>" % drawn.secret.encode(),
        catalog=b"/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]/Order[12 0 R]>>>>",
        uses=b"/Properties<</L 12 0 R>>",
    )
    return _whole("layer", drawn, content)


def metadata(dice: Dice) -> Made:
    drawn = _page(dice)
    name = drawn.secret.encode()
    xmp = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</r:RDF>' % name
    content = drawn.pdf(
        b"<</Title(%s)/Author<%s>>>" % (name, drawn.secret.encode("utf-16").hex().encode()),
        b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp),
        b"<</Type/Outlines/First 15 0 R/Last 15 0 R/Count 1>>",
        b"<</Title(%s)/Parent 14 0 R/Dest[100 0 R/Fit]>>" % name,
        samples.stream(b"app.alert('%s')" % name),
        catalog=b"/Metadata 13 0 R/Outlines 14 0 R/OpenAction<</S/JavaScript/JS 16 0 R>>"
        b"/PageLabels<</Nums[0<</P(%s)>>]>>" % name,
    ).replace(b"trailer<<", b"trailer<</Info 12 0 R")
    return _whole("metadata", drawn, content)


def saved_again(dice: Dice) -> Made:
    """The page as it was stands before the one that is black."""
    drawn = _page(dice)
    before = drawn.pdf()
    began = before.rindex(b"startxref\n") + len(b"startxref\n")
    old = int(before[began:].split()[0])
    later = Drawn("", 0, [])
    later.commands.append(b"0 g 0 0 %d %d re f" % (WIDE, HIGH))
    shown = samples.stream(b"\n".join(later.commands))
    at = len(before)
    content = before + b"10 0 obj" + shown + b"endobj\n"
    table = len(content)
    content += b"xref\n0 1\n0000000000 65535 f \n10 1\n%010d 00000 n \n" % at
    content += b"trailer<</Size 102/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (old, table)
    return _whole("saved again", drawn, content, words=False)


def spoken(dice: Dice) -> Made:
    """What is read aloud, or copied, instead of what is seen; and a picture of the page."""
    drawn = _page(dice)
    name = drawn.secret.encode()
    drawn.commands.append(b"/Span<</ActualText(%s)/Alt(%s)>>BDC EMC" % (name, name))
    jpeg = photo_of("x", dice, name)[0]
    content = drawn.pdf(
        b"<</Type/XObject/Subtype/Image/Width 160/Height 120/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (len(jpeg), jpeg),
        page=b"/Thumb 12 0 R/PieceInfo<</X<</Private(%s)>>>>" % name,
    )
    return _whole("spoken", drawn, content)


def photo_of(word: str, dice: Dice, told: bytes) -> tuple[bytes, Rect]:
    """Of a note with the word on it; `told` stands in its EXIF, comment and thumbnail."""
    picture = Image.new("RGB", (160, 120), (240, 235, 220))
    left, top = dice.randrange(5, 60), dice.randrange(5, 90)
    brush = ImageDraw.Draw(picture)
    brush.text((left, top), word, fill=(10, 10, 60))
    rect = brush.textbbox((left, top), word)
    thumb = io.BytesIO()
    picture.resize((40, 30)).save(thumb, "JPEG", comment=told)
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = told.decode(), told.decode()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + told
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, TiffImagePlugin.IFDRational(1, 2), 7.0)})
    made = io.BytesIO()
    body = exif.tobytes() + thumb.getvalue()
    picture.save(made, "JPEG", quality=92, exif=body, comment=told)
    return made.getvalue(), tuple(
        part / side for part, side in zip(rect, (160, 120, 160, 120), strict=True)
    )  # type: ignore[return-value]


def photo(dice: Dice) -> Made:
    secret = secret_of(dice)
    content, rect = photo_of(secret, dice, secret.encode())
    return Made("photo", content, secret, [rect], found_by_its_words=False)


def png(dice: Dice) -> Made:
    """With the words in its chunks, and more after its end."""
    secret = secret_of(dice)
    jpeg, rect = photo_of(secret, dice, b"x")
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", secret)
    told.add_itxt("Comment", secret, zip=True)
    made = io.BytesIO()
    Image.open(io.BytesIO(jpeg)).save(made, "PNG", pnginfo=told)
    return Made("png", made.getvalue() + secret.encode(), secret, [rect], found_by_its_words=False)


def scan(dice: Dice) -> Made:
    """A photo as a page, its words known to nobody but whoever looks."""
    drawn = Drawn(secret_of(dice), 0)
    jpeg, (left, top, right, bottom) = photo_of(drawn.secret, dice, drawn.secret.encode())
    drawn.commands.append(b"%d 0 0 %d 0 0 cm /I Do" % (WIDE, HIGH))
    drawn.seen.append((left, top, right, bottom))
    content = drawn.pdf(
        b"<</Type/XObject/Subtype/Image/Width 160/Height 120/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (len(jpeg), jpeg),
        uses=b"/XObject<</I 12 0 R>>",
    )
    return _whole("scan", drawn, content, words=False)


KINDS: list[Callable[[Dice], Made]] = [
    text, turned, field_of_a_form, annotation, attachment, layer, metadata, saved_again, spoken,
    photo, png, scan,
]  # fmt: skip
