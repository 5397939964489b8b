"""Reading a reference aloud so that nobody mishears it."""

_LETTERS = (
    *("Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India"),
    *("Juliett", "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo"),
    *("Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu"),
)
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_WORDS = {word[0]: word for word in _LETTERS} | {str(n): word for n, word in enumerate(_DIGITS)}


def spelled(reference: str) -> str:
    """`NIP-2W` becomes “November India Papa, dash, two Whiskey”."""
    groups = (" ".join(_WORDS[sign] for sign in group) for group in reference.split("-"))
    return ", dash, ".join(groups)
