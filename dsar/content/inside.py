"""The jailed child: reads a stranger's file from its input, writes what it is to its output.

`python -I inside.py TASK`, started by `jail.py` and by nothing else. It imports nothing of the
desk, holds no secret, and shuts itself in before it reads the first byte. The answer is one line of
JSON and, where the file was made anew, its bytes.
"""

import codecs
import ctypes
import io
import json
import os
import re
import resource
import sys
import warnings
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# All that reading may want: later there are no files to load a plugin from.
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin
from PIL import TiffImagePlugin as _exif

MEGABYTE = 1024 * 1024
MOST_MEMORY, MOST_SECONDS, MOST_HANDLES = 512 * MEGABYTE, 10, 32
MOST_PIXELS, LONGEST_SIDE = 50_000_000, 20_000
KEPT_SIDE = 3000  # of a picture made anew: enough to read small print
PIXELS_OF_A_PAGE, DOTS = 4_000_000, 150 / 72
PAGES_OF_A_PROOF, PAGES_OF_AN_ANSWER, PAGES_OF_A_POLICY = 10, 5000, 200
_LOADED = (JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin, _exif)
for _name in (
    "ascii",
    "latin-1",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "cp1252",
):
    codecs.lookup(_name)
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<!--")
# What a viewer would run, start, send or unpack.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Movie)"
    rb"(?![A-Za-z0-9])"
)
_STREAM = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_END_OF_ARCHIVE, _MOST_COMMENT = b"PK\x05\x06", 66_000

Found = tuple[str, bytes | None]
"""The type; and the bytes that take the file's place, None where it stays as it is."""


class No(Exception):
    """The file is refused; the text is one of the codes in doors.py."""


def shut_in(seconds: int = MOST_SECONDS) -> list[str]:
    """What could not be shut: "network", "files". The limits hold in any case."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG: nobody is left who could end it
    libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: no core, nobody traces it
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    newuser = 0 if os.geteuid() == 0 else 0x1000_0000
    opened = []
    if libc.unshare(0x4000_0000 | newuser):  # CLONE_NEWNET
        opened.append("network")
    try:
        os.chroot("/proc/self/fdinfo")  # a folder without files that is always there
        os.chdir("/")
    except OSError:
        opened.append("files")
    header, none = (ctypes.c_uint32 * 2)(0x2008_0522, 0), (ctypes.c_uint32 * 6)()
    libc.capset(header, none)
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, MOST_HANDLES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    return opened


def proof(content: bytes) -> Found:
    """A picture, or a PDF's pages as pictures: pixels and nothing else of what came."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", _picture(content, "JPEG")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", _picture(content, "PNG")
    if content.startswith(b"%PDF-"):
        return "application/pdf", _photographed(content)
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise No("heic")
    raise No("wrong_type")


def _picture(content: bytes, form: str) -> bytes:
    try:
        image = Image.open(io.BytesIO(content), formats=[form])
    except Image.DecompressionBombError:
        raise No("too_many_pixels") from None
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise No("too_many_pixels")
    image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))  # a JPEG is made smaller while it is read
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        pixels = Image.new("RGB", upright.size, "white")
        pixels.paste(upright, mask=upright.getchannel("A"))
    else:
        pixels = upright.convert("RGB")
    pixels.info.clear()  # comments, profiles, dates, places
    made = io.BytesIO()
    pixels.save(made, form, **({"quality": 88} if form == "JPEG" else {}))
    return made.getvalue()


def _photographed(content: bytes) -> bytes:
    """Pages as they look, with whatever was drawn over them."""
    document = _opened(content)
    if len(document) > PAGES_OF_A_PROOF:
        raise No("too_many_pages")
    pages = [_page(document, number) for number in range(len(document))]
    made = io.BytesIO()
    first, *rest = pages
    first.save(made, "PDF", save_all=True, append_images=rest, resolution=150.0, quality=85)
    return made.getvalue()


def _page(document: Any, number: int) -> Image.Image:
    page = document[number]
    width, height = (max(side, 1.0) for side in page.get_size())
    scale = min(DOTS, (PIXELS_OF_A_PAGE / (width * height)) ** 0.5)
    if max(width, height) * scale > LONGEST_SIDE or min(width, height) * scale < 1:
        raise No("too_many_pixels")
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    return picture


def pdf(content: bytes) -> Found:
    """A PDF that opens, runs nothing and carries nothing; it stays as it is."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise No("not_pdf")
    if _END_OF_ARCHIVE in content[-_MOST_COMMENT:]:
        raise No("archive")
    document = _opened(content)
    if len(document) > PAGES_OF_AN_ANSWER:
        raise No("too_many_pages")
    for number in range(min(len(document), 20)):
        document[number].close()
    if raw.FPDFDoc_GetJavaScriptActionCount(document) or raw.FPDFDoc_GetAttachmentCount(document):
        raise No("active")
    # Written anew, what hides in packed objects or behind #4a stands in plain words.
    plain = io.BytesIO()
    document.save(plain)
    names = _STRING.sub(b"", _STREAM.sub(b"", plain.getvalue()))
    if _ACTIVE.search(names):
        raise No("active")
    return "application/pdf", None


def _opened(content: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise No("locked" if locked or b"/Encrypt" in content else "unreadable") from None
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0 or b"/Encrypt" in content:
        raise No("locked")
    if len(document) == 0:
        raise No("unreadable")
    return document


def photo(content: bytes) -> Found:
    _look_at(content, "JPEG", b"\xff\xd8\xff", b"\xff\xd9")
    return "image/jpeg", None


def image(content: bytes) -> Found:
    _look_at(content, "PNG", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")
    return "image/png", None


def _look_at(content: bytes, form: str, opening: bytes, end: bytes) -> None:
    """A picture that can be shown to its last line, in a file that ends as one; it stays as it is,
    with what the camera wrote into it."""
    if not content.startswith(opening):
        raise No("not_picture")
    _picture(content, form)
    if not content.endswith(end) or _END_OF_ARCHIVE in content[-_MOST_COMMENT:]:
        raise No("more")


def text(content: bytes) -> Found:
    return "text/plain", _words(content)[1]


def table(content: bytes) -> Found:
    return "text/csv", _words(content)[1]


def data(content: bytes) -> Found:
    try:
        json.loads(_words(content)[0])
    except (ValueError, RecursionError):
        raise No("not_json") from None
    return "application/json", None


def _words(content: bytes) -> tuple[str, None]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise No("not_utf8") from None
    if "\0" in words:
        raise No("not_text")
    # A page opened from the answer would run in the requester's browser.
    if words.lstrip().lower().startswith(_MARKUP):
        raise No("web_page")
    return words, None


def words(content: bytes) -> Found:
    """What stands in a PDF or on a web page, as text; all else stays as it is."""
    if content.startswith(b"%PDF-"):
        return "text/plain", _printed(content).encode()
    page = _decoded(content)
    if page.lstrip().lower().startswith(_MARKUP):
        reader = _Page()
        reader.feed(page)
        reader.close()
        return "text/plain", "".join(reader.words).encode()
    return "text/plain", content


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _printed(content: bytes) -> str:
    document = _opened(content)
    if len(document) > PAGES_OF_A_POLICY:
        raise No("too_many_pages")
    pages = []
    for number in range(len(document)):
        page = document[number]
        pages.append(page.get_textpage().get_text_bounded().replace("\r\n", "\n"))
        page.close()
    printed = "\n".join(pages)
    if not printed.strip():
        raise No("no_words")
    return printed


class _Page(HTMLParser):
    """The words that a person would read, a line for each block."""

    _UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "svg"})
    _INLINE = frozenset(
        {
            "a",
            "abbr",
            "b",
            "cite",
            "code",
            "em",
            "font",
            "i",
            "q",
            "s",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "u",
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.unseen = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        if tag in self._UNSEEN and not self.unseen:
            self.unseen = tag
        elif tag not in self._INLINE:
            self.words.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.unseen = ""
        elif tag not in self._INLINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(re.sub(r"\s+", " ", data))


STATUS: Any = None
TASKS: dict[str, Callable[[bytes], Found]] = {
    "proof": proof,
    "pdf": pdf,
    "photo": photo,
    "image": image,
    "text": text,
    "table": table,
    "data": data,
    "words": words,
}


def answer(look: Callable[[bytes], Found], content: bytes, opened: list[str]) -> Iterator[bytes]:
    body: bytes | None = None
    try:
        content_type, body = look(content)
        said: dict[str, Any] = {"type": content_type, "bytes": None if body is None else len(body)}
    except No as no:
        said = {"no": str(no)}
    # Whatever a parser says of a broken file means that it cannot be read.
    except Exception:
        said = {"no": "unreadable"}
    yield json.dumps(said | {"open": opened, "most": _most_kilobytes()}).encode() + b"\n"
    yield body or b""


def _most_kilobytes() -> int:
    """Of memory, at any moment. A parent's own figure would count the parent."""
    STATUS.seek(0)
    return int(STATUS.read().partition("VmHWM:")[2].split()[0])


def main(tasks: dict[str, Callable[[bytes], Found]], seconds: int = MOST_SECONDS) -> None:
    """Shut in, do the task that was named, say what came of it, and end."""
    global STATUS
    warnings.simplefilter("ignore")
    STATUS = open("/proc/self/status")  # noqa: SIM115 - it outlives the folder it stands in
    opened = shut_in(seconds)
    for piece in answer(tasks[sys.argv[1]], sys.stdin.buffer.read(), opened):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    os._exit(0)  # with what a parser left behind, an orderly end may not come


if __name__ == "__main__":
    main(TASKS)
