"""Bodies of a sensible size: JSON, and forms with a file."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request

from .problems import Problem, error, invalid, invalid_fields
from .serializers.actions import BODIES
from .serializers.strict import StrictSerializer

MOST_BYTES = 256 * 1024
_ELSEWHERE = {
    "attach": "Send the file to the address of the case's files.",
    "send_message": "Send the message to the address of the case's messages.",
}


class BodyParser(JSONParser):
    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        # The parser of Python gives up some thousand brackets deep. Its own words are not passed
        # on: they can quote what somebody wrote.
        except (ParseError, RecursionError):
            raise ParseError(
                "Check it with a JSON validator: quotes, commas and brackets must match."
            ) from None


class UploadParser(MultiPartParser):
    """A form with files, which stay in memory. What cannot be read as one is a problem (400)."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, SuspiciousOperation):
            raise Problem(
                400,
                "not-a-form",
                "The body is no form with a file",
                "Leave the encoding to your HTTP library, or to `curl -F`. Nothing was stored.",
            ) from None


def form_of(request: Request) -> dict[str, Any]:
    """The fields of a form, each once. A problem: 415 for no form, 400 for a field sent twice."""
    try:
        given = request.data
    except UnsupportedMediaType:
        detail = "Send “Content-Type: multipart/form-data”, as `curl -F` does."
        raise Problem(415, "not-a-form", "Files come in a form", detail) from None
    if not isinstance(given, QueryDict):
        return {}
    if twice := [name for name in given if len(given.getlist(name)) > 1]:
        raise invalid([error(name, "This was sent more than once.", "Send one.") for name in twice])
    return dict(given.items())


def refuse_the_large(request: Request, *, most: int = MOST_BYTES) -> None:
    """A problem (413) before a byte is read. The server passes on no more than the header says."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Problem(
            400, "bad-length", "Content-Length is not a number", "Leave it to your HTTP library."
        )
    # Python refuses to read very long numbers.
    if len(length) > 15 or int(length) > most:
        raise Problem(413, "too-large", "The body is too large", f"At most {most // 1024} KiB.")


def read_tag(header: str | None) -> int | None:
    """The number in `If-Match`; None where it is missing or `*`. A problem (400) for no tag."""
    if header is None or header.strip() == "*":
        return None
    text = header.strip().strip('"')
    # Longer numbers fit no row.
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        fix = "Send the ETag of the case as you got it, or leave the header out."
        raise invalid([error("If-Match", "This is no ETag of ours.", fix)])
    return int(text)


def body_of(content: Any) -> StrictSerializer:
    """The body of the action that it names, without an error in it. A problem (400) otherwise."""
    name = str(content.get("action")) if isinstance(content, dict) else ""
    if name in _ELSEWHERE:
        raise invalid([error("action", "This has an address of its own.", _ELSEWHERE[name])])
    if name not in BODIES:
        fix = f"Send one of: {', '.join(BODIES)}."
        raise invalid([error("action", "There is no such action.", fix)])
    body = BODIES[name](data=content)
    if not body.is_valid():
        raise invalid_fields(body)
    return body
