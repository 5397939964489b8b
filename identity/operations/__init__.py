"""All that can happen to a proof of identity, one function for each."""

from .again import prove_again
from .codes import (
    answer,
    challenge,
    check,
    decoy,
    digest_of,
    end_codes,
    forget_codes,
    may_send,
    newest,
    peek_link,
    use,
)
from .facts import hold, is_compared, match
from .forgetting import forget_notes
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
    standing,
)

__all__ = [
    "ItemSpec",
    "accept",
    "answer",
    "ask_for",
    "begin",
    "cannot_give",
    "challenge",
    "check",
    "decoy",
    "digest_of",
    "end_codes",
    "fail",
    "forget_codes",
    "forget_copies",
    "forget_notes",
    "give",
    "hold",
    "is_compared",
    "is_proved",
    "match",
    "may_send",
    "newest",
    "open_again",
    "peek_link",
    "prove_again",
    "skip",
    "standing",
    "use",
]
