"""What the desk refuses, as exceptions (RFC 9457): what is wrong, in which field, and the fix."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class ClientError(Exception):
    """Anything that this client raises."""


class Unreachable(ClientError):
    """No answer came that is the desk's. Whether something was done nobody knows here: send the
    call again with the same Idempotency-Key, which `idempotency_key` holds also where this client
    made it up."""

    def __init__(self, said: str, *, idempotency_key: str | None = None) -> None:
        again = "make the call again"
        if idempotency_key is not None:
            again += f" with idempotency_key={idempotency_key!r}, so that it is done once"
        super().__init__(f"{said} Whether something was done is not known: {again}.")
        self.idempotency_key = idempotency_key


@dataclass(frozen=True)
class FieldError:
    field: str
    message: str
    fix: str


class Problem(ClientError):
    """The desk refused; nothing was stored."""

    def __init__(
        self,
        *,
        status: int,
        code: str = "",
        title: str = "",
        detail: str = "",
        errors: Sequence[FieldError] = (),
        request_id: str | None = None,
    ) -> None:
        lines = [f"{status} {title}. {detail}".strip()]
        lines += [f"{one.field or 'the body'}: {one.message} {one.fix}" for one in errors]
        super().__init__("\n".join(lines))
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.request_id = request_id


class Invalid(Problem):
    """400: something in the call cannot be used; `errors` names each field and its fix."""


class BadKey(Problem):
    """401: no API key that can be used."""


class NotInScope(Problem):
    """403: the key may not do that."""


class NotFound(Problem):
    """404: nothing is there that this key reaches."""


class Conflict(Problem):
    """409: the case does not allow it, or the Idempotency-Key had other content before."""


class Changed(Problem):
    """412: the case changed since the ETag was read; `errors` names what happened."""


class TooLarge(Problem):
    """413."""


class WrongType(Problem):
    """415."""


class TooMany(Problem):
    """429, and waiting for longer than allowed would have been needed."""


class Away(Problem):
    """503 of the desk itself, after all tries."""


_OF_STATUS: Mapping[int, type[Problem]] = {
    400: Invalid,
    401: BadKey,
    403: NotInScope,
    404: NotFound,
    409: Conflict,
    412: Changed,
    413: TooLarge,
    415: WrongType,
    429: TooMany,
    503: Away,
}


def is_unknown(status: int, body: bytes) -> bool:
    """Something between us and the desk answered for it, which may have done what was asked."""
    of_desk = str(_object(body).get("type", "")).startswith("urn:dsar-desk:problem:")
    return status in (502, 504) or (status >= 500 and not of_desk)


def problem_of(status: int, body: bytes, *, request_id: str | None) -> Problem:
    """The exception for this answer, also where something between us and the desk wrote it."""
    told = _object(body)
    return _OF_STATUS.get(status, Problem)(
        status=status,
        code=str(told.get("type", "")).rpartition(":")[2],
        title=str(told.get("title", "")),
        detail=str(told.get("detail", "")),
        errors=[_error(one) for one in told.get("errors") or () if isinstance(one, dict)],
        request_id=request_id,
    )


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _error(told: Mapping[str, Any]) -> FieldError:
    return FieldError(*(str(told.get(name, "")) for name in ("field", "message", "fix")))
