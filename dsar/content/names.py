"""The name that a file came with, made harmless. It is kept sealed and names nothing on a disk."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120  # characters
# Windows refuses these in a name, and markup or a header begins with some of them.
_FORBIDDEN = re.compile(r'[<>:"|?*;%\\/]')
_SPACES = re.compile(r"\s+")


def cleaned(name: str, ending: str = "") -> str:
    """One line, at most 120 characters, no folder, nothing invisible; with the ending, if given.

    What turns the direction of writing is gone, so that gnp.exe cannot be read as exe.png.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Cc, Cf, Co, Cs, Cn: controls, directions, joiners, nothing at all.
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", last[: LONGEST * 4])
        if char.isspace() or not unicodedata.category(char).startswith("C")
    )
    plain = _SPACES.sub(" ", _FORBIDDEN.sub("_", visible)).strip(" .")
    stem, suffix = _split(plain)
    if not ending or suffix.lower() in (ending, ".jpeg" if ending == ".jpg" else ending):
        ending = suffix
    return (stem[: LONGEST - len(ending)].strip(" .") or "file") + ending


def ending_of(name: str) -> str:
    """The ending that a name claims, in small letters: ".pdf"; empty for none."""
    return _split(cleaned(name))[1].lower()


def _split(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    known = path.suffix if 1 < len(path.suffix) <= 10 else ""
    return name.removesuffix(known) if known else name, known
