"""What an exercise message claims (2.01), read field by field. Nothing in it is taken as proved."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dsar.outside import calling

ADDRESS_LINES: Final = ("street_address", "locality", "region", "postal_code", "country")
REGIMES: Final = ("ccpa", "voluntary")
LONGEST, LONGEST_NAME, MOST_HINTS = 500, 200, 20


class Unusable(Exception):
    """The message was signed by whom it says and asks for what cannot be done (HTTP 400)."""


@dataclass(frozen=True)
class Asked:
    """`said_verified` names what the agent says it verified, apart from what it claims."""

    name: str
    email: str
    phone: str
    postal: str
    power_of_attorney: str
    said_verified: tuple[str, ...]
    relationships: tuple[str, ...]
    regime: str
    callback: str
    agent_request_id: str | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read(message: dict[str, Any]) -> Asked:
    """Raises Unusable with a sentence that names the claim."""
    regime = _text(message, "regime")
    if regime and regime not in REGIMES:
        raise Unusable("The claim regime is neither ccpa nor voluntary.")
    return Asked(
        name=_text(message, "name", longest=LONGEST_NAME),
        email=_email(message),
        phone=_text(message, "phone_number", longest=40),
        postal=_postal(message),
        power_of_attorney=_text(message, "power_of_attorney"),
        said_verified=tuple(
            word
            for claim, word in (
                ("email_verified", "email address"),
                ("phone_number_verified", "phone number"),
                ("address_verified", "postal address"),
            )
            if _flag(message, claim)
        ),
        relationships=_hints(message),
        regime=regime,
        callback=_callback(message),
        agent_request_id=_text(message, "agent-request-id")
        if message.get("agent-request-id") is not None
        else None,
    )


def reason_of(message: dict[str, Any]) -> str:
    """Why somebody takes a request back; empty where it cannot be kept, since they may anyway."""
    found = message.get("reason")
    return found if isinstance(found, str) and _is_plain(found) else ""


def _text(message: dict[str, Any], claim: str, *, longest: int = LONGEST) -> str:
    found = message.get(claim)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > longest or not _is_plain(found):
        raise Unusable(f"The claim {claim} is not a text of up to {longest} characters.")
    return found.strip()


def _is_plain(text: str) -> bool:
    """PostgreSQL and UTF-8 can hold it."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _email(message: dict[str, Any]) -> str:
    email = _text(message, "email", longest=254)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Unusable("The claim email is not an email address.") from None
    return email


def _postal(message: dict[str, Any]) -> str:
    """As OpenID Connect has it, or a text, which some agents send."""
    found = message.get("address")
    if not isinstance(found, dict):
        return _text(message, "address")
    given = {key: _text(found, key) for key in ("formatted", *ADDRESS_LINES)}
    return given["formatted"] or "\n".join(given[key] for key in ADDRESS_LINES if given[key])


def _flag(message: dict[str, Any], claim: str) -> bool:
    found = message.get(claim, False)
    if found is not None and not isinstance(found, bool):
        raise Unusable(f"The claim {claim} is neither true nor false.")
    return bool(found)


def _hints(message: dict[str, Any]) -> tuple[str, ...]:
    found = message.get("relationships") or []
    if not isinstance(found, list) or len(found) > MOST_HINTS:
        raise Unusable(f"The claim relationships is not a list of up to {MOST_HINTS} texts.")
    return tuple(_text({"relationships": one}, "relationships") for one in found)


def _callback(message: dict[str, Any]) -> str:
    url = _text(message, "status_callback")
    if not url:
        return ""
    try:
        scheme = calling.parts_of(url).scheme
    except ValueError:
        scheme = ""
    if scheme != "https" and not (scheme and calling.may_stay_inside()):
        raise Unusable("The claim status_callback is not an address that begins with https://.")
    return url
