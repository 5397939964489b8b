"""What may come in where, and the sentence for everything that may not.

A door names what a file can be by its content. A name or a declared type is only a claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dsar.vault.uploads import MOST_BYTES

ENDINGS = MappingProxyType(
    {
        "application/pdf": ".pdf",
        "image/jpeg": ".jpg",
        "image/png": ".png",
        "text/plain": ".txt",
        "text/csv": ".csv",
        "application/json": ".json",
    }
)
# The first bytes of what was made anew. The child is not believed.
OPENINGS = MappingProxyType(
    {
        "application/pdf": b"%PDF-",
        "image/jpeg": b"\xff\xd8\xff",
        "image/png": b"\x89PNG\r\n\x1a\n",
        "text/plain": b"",
    }
)
_SENTENCES = {
    "empty": _("The file is empty. Choose another one."),
    "unreadable": _(
        "This file could not be read. Save it again, or take a photo of it, and choose that."
    ),
    "busy": _("The file could not be looked at just now. Wait a minute and send it again."),
    "too_many_pixels": _("The picture has too many pixels. Take it again with a lower resolution."),
    "heic": _("The picture is a HEIC. Save or share it as a JPEG and choose that."),
    "virus": _("The virus scanner refuses this file. Choose another one."),
    "no_scanner": _(
        "The file could not be checked for viruses just now. Wait a few minutes and send it again."
    ),
    "no_room": _("There is no room for files just now. Go on without it, or send it later."),
}


@dataclass(frozen=True)
class Door:
    """Where a file comes in. `tasks`: by the ending of its name, "" for any, what looks at it."""

    name: str
    most_bytes: int
    tasks: Mapping[str, str]
    types: frozenset[str]
    sentences: Mapping[str, str]
    keeps: bool = True
    """Whether the file itself is stored, or only what is read in it."""

    def says(self, code: str) -> str:
        """In the language in force: a requester reads it, or an officer."""
        said = self.sentences.get(code) or _SENTENCES.get(code) or _SENTENCES["unreadable"]
        return gettext(said)


# Made anew, so that nothing but what can be seen is kept.
PROOF = Door(
    name="proof",
    most_bytes=10 * 1024 * 1024,
    tasks=MappingProxyType({"": "proof"}),
    types=frozenset({"image/jpeg", "image/png", "application/pdf"}),
    sentences=MappingProxyType(
        {
            "too_big": _("The file must be smaller than 10 MB."),
            "wrong_type": _("The file must be a JPEG, a PNG or a PDF."),
            "locked": _("The file is protected by a password. Send one without."),
            "too_many_pages": _(
                "The PDF has more than 10 pages. Send only those that are the proof."
            ),
        }
    ),
)
# What comes with a message: as a proof, in other words.
SENT = replace(
    PROOF,
    name="sent",
    sentences=MappingProxyType(
        {
            **PROOF.sentences,
            "too_big": _("A file must be smaller than 10 MB, and all together than 20 MB."),
            "too_many_pages": _("The PDF has more than 10 pages. Send it in smaller parts."),
        }
    ),
)
# The bytes that the company holds are the answer: looked at, and left as they are.
ANSWER = Door(
    name="answer",
    most_bytes=MOST_BYTES,
    tasks=MappingProxyType(
        {
            ".pdf": "pdf",
            ".json": "data",
            ".csv": "table",
            ".txt": "text",
            ".jpg": "photo",
            ".jpeg": "photo",
            ".png": "image",
        }
    ),
    types=frozenset(ENDINGS),
    sentences=MappingProxyType(
        {
            "empty": "The file is empty. Choose another.",
            "too_big": "The file is larger than 20 MB. Split it into smaller files.",
            "wrong_type": "The file must be a PDF, JSON, CSV or plain text file, or a JPEG or PNG "
            "picture.",
            "unreadable": "This file could not be read. Save it again and choose it once more.",
            "locked": "The PDF asks for a password. Save it without one: the download is "
            "protected.",
            "not_pdf": "The file is called PDF, but its content is no complete PDF.",
            "more": "Something else follows the picture in its file. Save the picture again and "
            "choose that.",
            "not_picture": "The file is called a picture, but its content is not that.",
            "archive": "The PDF has an archive in it. Save it again without, and add its files one "
            "by one.",
            "active": "The PDF runs a script, starts something or carries other files. Print it to "
            "a new PDF and choose that.",
            "too_many_pages": "The PDF has more than 5,000 pages. Split it into smaller files.",
            "not_utf8": "The file is not text in UTF-8. Save it as UTF-8 and choose it again.",
            "not_text": "The file is called text, but its content is not.",
            "web_page": "The file is a web page. Save it as a PDF or as plain text.",
            "not_json": "The file is called JSON, but its content cannot be read as JSON.",
        }
    ),
)
# Its words are all that is wanted.
POLICY = Door(
    name="policy",
    most_bytes=1024 * 1024,
    tasks=MappingProxyType({"": "words"}),
    types=frozenset({"text/plain"}),
    keeps=False,
    sentences=MappingProxyType(
        {
            "empty": "The file is empty. Choose another.",
            "too_big": "The file is larger than 1 MB. Give the privacy policy alone, as text.",
            "unreadable": "This file could not be read. Copy the policy’s words from its page, and "
            "paste those.",
            "locked": "The PDF asks for a password. Save it without one, or paste its words.",
            "too_many_pages": "The PDF has more than 200 pages. Give the privacy policy alone.",
            "no_words": "The PDF holds pictures of pages and no words. Copy the policy’s words "
            "from its page, and paste those.",
        }
    ),
)
