"""What a file is, by its content. A name or a declared type is only a claim."""

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 10 * 1024 * 1024
_OPENINGS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}


def content_type_of(file: "UploadedFile[bytes]") -> str:
    """Its type, or a ValidationError that says what is wrong and what would be right."""
    size = file.size or 0
    if size == 0:
        raise ValidationError("The file is empty. Choose another one.", code="empty")
    if size > MOST_BYTES:
        raise ValidationError("The file must be smaller than 10 MB.", code="too_big")
    file.seek(0)
    content = file.read()
    file.seek(0)
    for content_type, opening in _OPENINGS.items():
        if content.startswith(opening) and _agrees(content, content_type):
            if content_type == "application/pdf" and b"/Encrypt" in content:
                raise ValidationError(
                    "The file is protected by a password. Send one without.", code="locked"
                )
            return content_type
    raise ValidationError("The file must be a JPEG, a PNG or a PDF.", code="wrong_type")


def _agrees(content: bytes, content_type: str) -> bool:
    """A second opinion: the opening alone is easily put in front of anything."""
    try:
        found = puremagic.magic_string(content)
    except puremagic.PureError:
        return False
    return any(match.mime_type == content_type for match in found)
