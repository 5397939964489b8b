"""Words as a reader compares them, each knowing where it stood in the text.

Lower case, straight quotes, one space, contractions in full, words broken at a line's end joined,
and slips of the pen in the words that matter put right. The text itself is never changed: every
place in the normal form leads back to an offset of the original.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff\u2060", ""),
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
    }
)
_SHORT: Final = {
    "can't": "cannot",
    "won't": "will not",
    "shan't": "shall not",
    "we'll": "we will",
    "we're": "we are",
    "we've": "we have",
    "we'd": "we would",
    "you'll": "you will",
    "you're": "you are",
    "you've": "you have",
    "you'd": "you would",
    "they'll": "they will",
    "they're": "they are",
    "it's": "it is",
    "it'll": "it will",
    "that's": "that is",
    "there's": "there is",
    "e-mail": "email",
    "e-mails": "emails",
    "e-mailing": "emailing",
}
# Words by which a reader finds its way, and whose misspelling would lose a rule. Shorter words
# have too many neighbours that mean something else.
_WORDS: Final = frozenset(
    (
        "respond response request requests requested requesting information personal identity "
        "verification rectification rectify erasure restriction restrict portability object "
        "objection withdraw consent complaint complaints supervisory authority commissioner "
        "retention retain working business calendar additional extended extension extend "
        "further complex complexity numerous excessive unfounded repetitive manifestly "
        "reasonable charge passport driving licence license receipt receiving acknowledge "
        "within months contact address telephone correct delete deletion inaccurate "
        "processing protection privacy confirm provide without undue delay access written "
        "writing exercise controller processor"
    ).split()
)
# Real words that are one letter from those.
_MEANT: Final = frozenset(
    (
        "contract contracts contacts contacted addresses addressed provided provides provider "
        "subject abject confirmed confirms corrects deletes charges charged extends extending "
        "retained retains objects withdraws responds responded restricts restricted rectified "
        "rectifies privacy private change changes large months mouths consents content verify "
        "reasonably personnel processor processors delays exercised exercises controllers "
        "receipts accesses axes assess excess wording walking written waiting weekly charger "
        "response responses inquest bequest requisite conduct compact contest context content "
        "convent consult retrain remain obtain detain attain accuses corrected deleted direct "
        "collect object eject abstract complete completely complexes furthers father farther "
        "driven arriving deriving striving diving living giving authorities authorised "
        "authorized informations objected licenses licences licensed calendars monthly "
        "identify identifies compliant conform conforms projection unbounded professor "
        "complains complain withdrew expend expended regain primacy identities extent "
        "extensive passports passwords password port deletions within withing"
    ).split()
)


def _cuts(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))}


_NEAR: Final[dict[str, str]] = {
    cut: word for word in sorted(_WORDS) if len(word) >= 6 for cut in _cuts(word)
}


def mended(word: str) -> str:
    """The word meant, where one letter is missing, doubled, wrong or swapped with its neighbour."""
    if len(word) < 6 or word in _WORDS or word in _MEANT or not word.isascii():
        return word
    for cut in _cuts(word):
        meant = _NEAR.get(cut)
        if meant and meant[0] == word[0] and _one_slip(word, meant):
            return meant
    return word


def _one_slip(a: str, b: str) -> bool:
    """One edit apart, and not by the ending, which is grammar more often than a slip."""
    if a.startswith(b) or b.startswith(a):
        return False
    short, long = sorted((a, b), key=len)
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(long) - len(short) == 1:
        return short[at:] == long[at + 1 :]
    swapped = len(short) > at + 1 and short[at] == long[at + 1] and short[at + 1] == long[at]
    last = len(short) - 1
    return (swapped and short[at + 2 :] == long[at + 2 :]) or (
        at < last and short[at + 1 :] == long[at + 1 :]
    )


@dataclass(frozen=True, slots=True)
class Normal:
    """A stretch of text in normal form; `original` leads from a place in it back to the text."""

    words: str
    starts: tuple[int, ...]
    """Where each word begins in `words`, ascending."""
    spans: tuple[tuple[int, int], ...]
    """The same word's offsets in the original text."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the whole words that cover this stretch."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.spans[first][0], self.spans[last][1]


_EDGE: Final = re.compile(r"^(\W*)(.*?)(\W*)$", re.S)


def _forms(token: str) -> str:
    plain = token.translate(_PLAIN).lower()
    before, core, after = _EDGE.match(plain).groups()  # type: ignore[union-attr]
    if "@" in core or "://" in core or "www." in core:
        return plain
    core = _SHORT.get(core) or mended(core)
    return f"{before}{core}{after}"


def normal(text: str, start: int, end: int) -> Normal:
    """Its words between two offsets, in normal form."""
    parts: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for token, first, last in _tokens(text, start, end):
        form = _forms(token)
        if not form:
            continue
        starts.append(place)
        spans.append((first, last))
        parts.append(form)
        place += len(form) + 1
    return Normal(" ".join(parts), tuple(starts), tuple(spans))


_TOKEN: Final = re.compile(r"\S+")
_BROKEN: Final = re.compile(r"[A-Za-z]{2,}[-‐\u00ad]$")


def _tokens(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text, start, end):
        token, first, last = match[0], match.start(), match.end()
        if found and _BROKEN.search(found[-1][0]) and "\n" in text[found[-1][2] : first]:
            before = found[-1]
            if token[:1].islower():
                found[-1] = (_joined(before[0], token), before[1], last)
                continue
        found.append((token, first, last))
    return found


def _joined(before: str, after: str) -> str:
    """A word broken at a line's end; a hyphen that belongs to it stays."""
    if before[:-1].lower() in {"machine", "data", "self", "third", "non", "opt", "decision"}:
        return before + after
    return before[:-1] + after
