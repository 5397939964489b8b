"""The jailed child that takes a message apart: RFC 5322 in, JSON or one file out.

`python -I inside.py read` or `… part.3`, started by `content/jail.py`, with its limits of memory
and time. What it says is a stranger's word: `reading.py` believes none of it.
"""

import codecs
import email._header_value_parser
import email.contentmanager
import email.headerregistry
import email.policy
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from functools import partial
from pathlib import Path
from typing import Any

_path = Path(__file__).parents[1] / "content" / "inside.py"
_spec = importlib.util.spec_from_file_location("inside", _path)
assert _spec  # noqa: S101 - for the type checker
assert _spec.loader  # noqa: S101
jail: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(jail)

MOST_PARTS, DEEPEST, MOST_FILES = 300, 12, 50
MOST_HEAD, LONGEST_HEADER, LONGEST_WORD = 256 * 1024, 8000, 1000
MOST_TEXT, MOST_HTML = 100_000, 600_000
CHARSETS = (
    "ascii latin-1 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-7 cp1250 cp1251 cp1252 cp1253 "
    "cp1254 cp1255 cp1256 cp1257 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-7 iso8859-8 "
    "iso8859-9 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman "
    "cp437 cp850 cp1258 shift_jis iso2022_jp euc_jp cp932 gb2312 gbk gb18030 big5 euc_kr cp949 hz "
    "raw_unicode_escape unicode_escape idna punycode"
)
for _name in CHARSETS.split():
    codecs.lookup(_name)
HEADERS = (
    *("auto-submitted", "precedence", "return-path", "x-autoreply", "x-autorespond"),
    *("x-auto-response-suppress", "list-id", "list-unsubscribe", "content-language"),
    *("x-failed-recipients", "date"),
)
_BOUNDARY = re.compile(rb"\bboundary\s*=|message/(?:rfc822|global)\b", re.IGNORECASE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<([^<>@\s]{1,200}@[^<>@\s]{1,200})>")
_FORWARD = re.compile(
    r"^[ >*-]*(?:-+ ?(?:Forwarded message|Original Message|Weitergeleitete Nachricht"
    r"|Ursprüngliche Nachricht|Message transféré|Message d'origine|Doorgestuurd bericht"
    r"|Oorspronkelijk bericht|Vidarebefordrat meddelande|Ursprungligt meddelande)[^\n]{0,60}"
    r"|Begin forwarded message:|Anfang der weitergeleiteten Nachricht:)[ *-]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FROM = re.compile(r"^[ >*]*(?:From|Von|De|Van|Från)\s*:\s*\*?\s*([^\n]{3,300})$", re.MULTILINE)


def read(raw: bytes) -> tuple[str, bytes]:
    """What stands in it, as JSON. What is too much is named in `left_out` and left."""
    left_out: list[str] = []
    nested = sum(1 for _ in _BOUNDARY.finditer(raw))
    end = _END_OF_HEAD.search(raw)
    head_only = nested > MOST_PARTS or (end.start() if end else len(raw)) > MOST_HEAD
    if head_only:
        left_out.append("parts")
    message = BytesParser(policy=email.policy.default).parsebytes(raw, headersonly=head_only)
    parts = [] if head_only else list(_parts(message, left_out))
    text, html = _texts(parts, left_out)
    files = [_file(number, part) for number, part, _ in _files(parts)]
    ids = [_header(message, name) for name in ("references", "in-reply-to")]
    inner = [part for _, part, depth in parts if depth and part.get_content_type() in _INNER]
    said = {
        "from": _address(_header(message, "from")),
        "reply_to": _address(_header(message, "reply-to")),
        "subject": _header(message, "subject")[:LONGEST_WORD],
        "id": (_ID.findall(_header(message, "message-id")) or [""])[0],
        "ids": _ID.findall(" ".join(ids))[:200],
        "headers": {name: _header(message, name)[:LONGEST_WORD] for name in HEADERS},
        "no_return_path": _header(message, "return-path").strip() == "<>",
        "type": message.get_content_type(),
        "text": text[:MOST_TEXT],
        "html_only": html,
        "files": files[:MOST_FILES],
        "forwarded": _forwarded(text, parts),
        "report": _report(parts),
        "mentioned": [one for part in inner for one in _ids_of(part)][:200]
        + _ID.findall(text[:MOST_TEXT])[:200],
        "left_out": left_out,
    }
    return "application/json", json.dumps(said, ensure_ascii=True).encode()


_INNER = ("message/rfc822", "message/global", "text/rfc822-headers")
_Part = tuple[int, Any, int]


def part(number: int, raw: bytes) -> tuple[str, bytes]:
    """The bytes of one file, decoded."""
    message = BytesParser(policy=email.policy.default).parsebytes(raw)
    for found, one, _ in _files(list(_parts(message, []))):
        if found == number:
            return "application/octet-stream", _bytes(one)
    raise jail.No("unreadable")


def _parts(message: Any, left_out: list[str]) -> Iterator[_Part]:
    """Number, part and depth of each, the outermost first; without recursion."""
    waiting, number = [(message, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        if number >= MOST_PARTS or depth > DEEPEST:
            if "parts" not in left_out:
                left_out.append("parts")
            continue
        yield number, one, depth
        number += 1
        inside = one.get_payload()
        if isinstance(inside, list):
            waiting.extend((child, depth + 1) for child in reversed(inside))


def _texts(parts: list[_Part], left_out: list[str]) -> tuple[str, bool]:
    """The words for a person, and whether they were only there as a web page."""
    plain, pages = [], []
    for _, one, depth in parts:
        if one.get_filename() or _disposition(one) == "attachment":
            continue
        if one.get_content_type() == "text/plain":
            plain.append(_decoded(one))
        elif one.get_content_type() == "text/html":
            pages.append(_decoded(one))
        elif one.get_content_type() in _INNER[:2] and depth:
            plain.append(_envelope(one))
    words = "\n\n".join(plain).strip()
    if not words and pages:
        page = "\n".join(pages)
        if len(page) > MOST_HTML:
            left_out.append("text")
        return _of_page(page[:MOST_HTML]), True
    if len(words) > MOST_TEXT:
        left_out.append("text")
    return words, False


def _of_page(page: str) -> str:
    reader = jail._Page()
    reader.feed(page)
    reader.close()
    lines = (line.strip() for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _envelope(one: Any) -> str:
    inner = one.get_payload()
    if not isinstance(inner, list) or not inner:
        return ""
    head = [f"{name.title()}: {_header(inner[0], name)}" for name in ("from", "date", "subject")]
    return "---------- Forwarded message ----------\n" + "\n".join(head)


def _files(parts: list[_Part]) -> list[_Part]:
    """What is no text to be read and holds nothing else."""
    return [
        (number, one, depth)
        for number, one, depth in parts
        if not isinstance(one.get_payload(), list)
        and (
            one.get_filename()
            or _disposition(one) == "attachment"
            or one.get_content_maintype() not in ("text", "multipart", "message")
        )
    ]


def _file(number: int, one: Any) -> dict[str, Any]:
    kind = one.get_content_type()
    name = str(one.get_filename() or ("winmail.dat" if "tnef" in kind else "file"))
    return {"n": number, "name": name[:300], "type": kind[:100], "size": len(_bytes(one))}


def _bytes(one: Message) -> bytes:
    found = one.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _decoded(one: Message) -> str:
    """With the charset it names, or the first of the usual that fits. Never fails."""
    content = _bytes(one)
    named = str(one.get_content_charset() or "")
    for charset in (named, "utf-8", "cp1252"):
        try:
            return _clean(content.decode(charset))
        except (LookupError, ValueError, TypeError):
            continue
    return _clean(content.decode("latin-1"))


def _clean(text: str) -> str:
    """Without NUL, lone surrogates and what turns the direction of writing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = text.encode("utf-8", "replace").decode()
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)


def _disposition(one: Any) -> str:
    try:
        return str(one.get_content_disposition() or "")
    except Exception:
        return ""


def _header(message: Any, name: str) -> str:
    """Decoded, on one line; empty where there is none. Very long ones are cut before a parser whose
    time grows with the square sees them."""
    for found, value in message.raw_items():
        if found.lower() == name:
            value = str(value)[:LONGEST_HEADER]
            try:
                value = str(email.policy.default.header_fetch_parse(found, value))
            except Exception:  # whatever it trips over, the words as they stand are better
                value = str(value)
            return " ".join(_clean(value).split())
    return ""


def _address(text: str) -> list[str]:
    """Name and address of the first."""
    try:
        found = next((one for one in getaddresses([text]) if "@" in one[1]), ("", ""))
    except RecursionError:  # thousands of brackets
        found = ("", "")
    name, at = found
    return [name.strip().strip("'\"")[:200], at.strip()[:254]]


def _forwarded(text: str, parts: list[_Part]) -> list[str]:
    """Who wrote what was passed on; empty where nothing was."""
    for _, one, depth in parts:
        inner = one.get_payload() if one.get_content_type() in _INNER[:2] and depth else None
        if isinstance(inner, list) and inner:
            return _address(_header(inner[0], "from"))
    if marked := _FORWARD.search(text):
        if named := _FROM.search(text, marked.end()):
            return _address(named[1].replace("[mailto:", "<").replace("]", ">").replace("*", ""))
        return ["", ""]
    return []


def _report(parts: list[_Part]) -> list[dict[str, str]]:
    """What a delivery status says of each recipient (RFC 3464)."""
    said = []
    for _, one, _depth in parts:
        if one.get_content_type() not in (
            "message/delivery-status",
            "message/global-delivery-status",
        ):
            continue
        groups = one.get_payload()
        for group in groups if isinstance(groups, list) else []:
            fields = {name: _header(group, name)[:254] for name in ("action", "status")}
            to = _header(group, "original-recipient") or _header(group, "final-recipient")
            if fields["action"]:
                said.append(fields | {"to": to.rpartition(";")[2].strip()[:254]})
    return said[:20]


def _ids_of(one: Any) -> list[str]:
    """What the returned message was called, and what it referred to."""
    inner = one.get_payload()
    if isinstance(inner, list) and inner:
        names = ("message-id", "references", "in-reply-to")
        return _ID.findall(" ".join(_header(inner[0], name) for name in names))
    return _ID.findall(_decoded(one)[:MOST_TEXT])


if __name__ == "__main__":
    task, _, _number = sys.argv[1].partition(".")
    looks = read if task == "read" else partial(part, int(_number or 0))
    jail.main({sys.argv[1]: looks})
