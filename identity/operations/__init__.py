"""All that can happen to a proof of identity, one function for each."""

from .codes import answer, challenge, decoy, forget_codes, may_send
from .proving import (
    ItemSpec,
    accept,
    ask_for,
    begin,
    cannot_give,
    fail,
    forget_copies,
    give,
    is_proved,
    open_again,
    skip,
)

__all__ = [
    "ItemSpec",
    "accept",
    "answer",
    "ask_for",
    "begin",
    "cannot_give",
    "challenge",
    "decoy",
    "fail",
    "forget_codes",
    "forget_copies",
    "give",
    "is_proved",
    "may_send",
    "open_again",
    "skip",
]
