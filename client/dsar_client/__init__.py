"""The API of a DSAR desk. Start with `Desk`."""

from .desk import Desk
from .line import Answer
from .problems import (
    Away,
    BadKey,
    Changed,
    ClientError,
    Conflict,
    FieldError,
    Invalid,
    NotFound,
    NotInScope,
    Problem,
    TooLarge,
    TooMany,
    Unreachable,
    WrongType,
)
from .sent import Upload

__all__ = [
    "Answer",
    "Away",
    "BadKey",
    "Changed",
    "ClientError",
    "Conflict",
    "Desk",
    "FieldError",
    "Invalid",
    "NotFound",
    "NotInScope",
    "Problem",
    "TooLarge",
    "TooMany",
    "Unreachable",
    "Upload",
    "WrongType",
]
