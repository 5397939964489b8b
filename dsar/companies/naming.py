"""Names that tell companies apart, and a code for references that no slip turns into another's."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from string import ascii_uppercase

from dsar.companies.codes import CodeTooClose, edits, refuse_close

_ANYBODYS = frozenset(
    [
        "ab",
        "ag",
        "and",
        "as",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "group",
        "holding",
        "holdings",
        "inc",
        "international",
        "limited",
        "llc",
        "llp",
        "ltd",
        "nv",
        "of",
        "oy",
        "plc",
        "sa",
        "sarl",
        "services",
        "solutions",
        "spa",
        "srl",
        "technologies",
        "technology",
        "the",
        "uk",
    ]
)


def words_of(name: str) -> list[str]:
    """Plain letters, a word each; capitals inside a word begin another: NexusCore is two."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", plain)


def address_of(name: str) -> str:
    """What it is called in addresses: small letters and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def suggested_code(name: str, others: Iterable[str], known: Iterable[str] = ()) -> str:
    """Of the word that tells `name` apart from the names that are `known`; far from all `others`.
    Empty where the name has no letters."""
    taken = list(others)
    return next((code for code in _codes(name, known) if _is_far(code, taken)), "")


def near(name: str, names: Iterable[str]) -> list[str]:
    """Those that somebody could take for it: a word that tells names apart is in both, or one or
    two letters are other."""
    mine = _telling(name)
    return [
        other
        for other in names
        if mine & _telling(other) or edits(_squeezed(name), _squeezed(other)) <= 2
    ]


def _telling(name: str) -> set[str]:
    """Words of four letters and more: two letters alone make no two names alike."""
    small = {word.lower() for word in words_of(name)}
    return {word for word in small - _ANYBODYS if len(word) > 3}


def _squeezed(name: str) -> str:
    return "".join(words_of(name)).lower()


def _is_far(code: str, others: Collection[str]) -> bool:
    try:
        refuse_close(code, others)
    except CodeTooClose:
        return False
    return True


def _codes(name: str, known: Iterable[str]) -> Iterator[str]:
    words = [word.upper() for word in words_of(name) if word.isalpha()]
    used = {word.upper() for other in known for word in words_of(other)}
    common = {word.upper() for word in _ANYBODYS}
    telling = [word for word in words if word not in used | common] or [
        word for word in words if word not in common
    ]
    for word in [*telling, "".join(words)]:
        yield from _of(word)
    yield from ("".join(letters) for letters in product(ascii_uppercase, repeat=3) if words)


def _of(word: str) -> Iterator[str]:
    """Three letters as people shorten a word: its beginning, then those that stand out."""
    first, rest = word[:1], word[1:]
    consonants = "".join(letter for letter in rest if letter not in "AEIOU")
    for letters in (rest, consonants):
        if len(letters) >= 2:
            yield first + letters[:2]
    yield from (first + "".join(pair) for pair in combinations(rest, 2))
