"""Files that an officer adds to an answer: what may come in, told by its bytes, not its name."""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded, unseal
from dsar.vault.uploads import MOST_BYTES

TYPES = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
HINT = "PDF, JSON, CSV or plain text, up to 20 MB."
EMPTY = "The file is empty. Choose another."
# A page opened from the answer would run in the requester's browser.
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<!--")


@dataclass(frozen=True)
class Checked:
    """A file whose content is what its name says."""

    name: str
    content_type: str
    stream: IO[bytes]


def check(upload: "UploadedFile[bytes]") -> Checked:
    """Raises ValidationError with one sentence for whoever chose the file."""
    name = PurePosixPath((upload.name or "").replace("\\", "/")).name[:120] or "file"
    suffix = PurePosixPath(name).suffix.lower()
    if not upload.size:
        raise ValidationError(EMPTY)
    if upload.size > MOST_BYTES:
        raise ValidationError("The file is larger than 20 MB. Split it into smaller files.")
    if suffix not in TYPES:
        raise ValidationError("The file must be a PDF, JSON, CSV or plain text file.")
    content = upload.read()
    upload.seek(0)
    is_pdf = suffix == ".pdf"
    trouble = _trouble_with_pdf(content) if is_pdf else _trouble_with_text(content, suffix)
    if trouble:
        raise ValidationError(trouble)
    return Checked(name, TYPES[suffix], cast("IO[bytes]", upload))


def name_of(file: SealedFile) -> str:
    """The name it came with; none is left once the file is destroyed."""
    try:
        return str(unseal(file, "name") or "A file that was destroyed")
    except Shredded:
        return "A file that was destroyed"


def _trouble_with_pdf(content: bytes) -> str:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        return "The file is called PDF, but its content is no complete PDF."
    if b"/Encrypt" in content:
        return "The PDF asks for a password. Save it without one: the download is protected."
    return ""


def _trouble_with_text(content: bytes, suffix: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "The file is not text in UTF-8. Save it as UTF-8 and choose it again."
    if "\0" in text:
        return "The file is called text, but its content is not."
    if text.lstrip().lower().startswith(_MARKUP):
        return "The file is a web page. Save it as a PDF or as plain text."
    if suffix == ".json":
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return "The file is called JSON, but its content cannot be read as JSON."
    return ""
