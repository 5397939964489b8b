"""JSON bodies of a sensible size."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from .problems import Problem

MOST_BYTES = 256 * 1024


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


def refuse_the_large(request: Request) -> None:
    """A problem (413) before a byte is read. The server passes on no more than the header says."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Problem(
            400, "bad-length", "Content-Length is not a number", "Leave it to your HTTP library."
        )
    # Python refuses to read very long numbers.
    if len(length) > 15 or int(length) > MOST_BYTES:
        raise Problem(
            413, "too-large", "The body is too large", f"At most {MOST_BYTES // 1024} KiB."
        )
