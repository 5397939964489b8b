"""Invented people, as many as are wanted, and all of them called Demo."""

from collections.abc import Sequence
from dataclasses import dataclass

FIRST: Sequence[str] = tuple(
    head + tail
    for head in ("Al", "Bren", "Cor", "Dan", "El", "Fen", "Gor", "Han", "Il", "Jor", "Kal", "Lin")
    for tail in ("a", "ana", "ea", "en", "ik", "ina", "o", "or", "us", "y")
)
MIDDLE: Sequence[str] = tuple(
    head + middle + tail
    for head in ("Ash", "Bell", "Crow", "Dun", "Ever", "Fox", "Green", "Hart", "Ivy", "Kings")
    for middle in ("", "er", "en", "ing")
    for tail in ("bridge", "by", "combe", "field", "ford", "ham", "ley", "stead", "ton", "wood")
)


@dataclass(frozen=True)
class Invented:
    name: str
    email: str


def person(number: int) -> Invented:
    """The same number is the same person, and no two have one address."""
    middle, first = divmod(number, len(FIRST))
    first_name, last_name = FIRST[first], MIDDLE[middle % len(MIDDLE)]
    return Invented(f"{first_name} {last_name} Demo", f"{first_name.lower()}.{number}@example.org")
