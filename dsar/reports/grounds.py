"""What a stored ground is called."""

from dsar.cases.grounds import REFUSAL_GROUNDS


def ground_words(code: str) -> str:
    known = REFUSAL_GROUNDS.get(code)
    return f"{known.label} ({known.article})" if known else code
