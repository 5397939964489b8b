"""References such as `NEXT-7K3Q-9M`: readable over the phone, not in sequence, self-checking.

Five random characters and a check character over an alphabet of 31, a prime: every single wrong
character and every swap of two neighbours is noticed.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L
# Two to six capitals, as for companies' codes.
_SHAPE = re.compile(r"([A-Z]{2,6})-?([2-9A-Z]{4})-?([2-9A-Z]{2})")


def new_reference(code: str) -> str:
    """A fresh reference of the company with this code; unique only once the database agrees."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(5))
    body += _check(code, body)
    return f"{code}-{body[:4]}-{body[4:]}"


def normalise(text: str) -> str | None:
    """The reference as we write it, however it was typed; None if it is none."""
    match = _SHAPE.fullmatch(re.sub(r"\s", "", text).upper())
    if not match:
        return None
    code, head, tail = match.groups()
    body = head + tail
    if not set(body) <= set(ALPHABET) or body[-1] != _check(code, body[:-1]):
        return None
    return f"{code}-{head}-{tail}"


def _check(code: str, body: str) -> str:
    # The company's letters count too, so that a reference of one is none of another.
    digits = [ord(letter) - ord("A") for letter in code] + [ALPHABET.index(c) for c in body]
    total = sum(weight * digit for weight, digit in enumerate(reversed(digits), start=2))
    return ALPHABET[-total % len(ALPHABET)]
