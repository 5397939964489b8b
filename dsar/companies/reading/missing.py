"""What a policy does not say, and what the product takes instead."""

from typing import TYPE_CHECKING, Final

from .plain import doubts

if TYPE_CHECKING:
    from .report import Reading

_SILENT: Final[tuple[tuple[str, str], ...]] = (
    ("response_period", "No number of days or months to answer. The law's time is used."),
    ("extension", "No length of an extension. The law's is used."),
    ("extension_notice_within", "No time for telling of an extension. The law's is used."),
    ("acknowledgement_within", "No time for confirming receipt. None is promised."),
    ("fee.free", "Nothing on what an ordinary request costs. It is free, by law."),
    ("refuse_when", "Nothing on when a request may be refused. The law's reasons are used."),
    ("identity.required", "Nothing on proof of identity. It is asked for only if in doubt."),
    ("channels.email", "No e-mail address for requests. Type one in."),
    ("channels.postal", "No postal address for requests. Type one in, if letters are welcome."),
    ("channels.phone", "No telephone number for requests."),
    ("regulator", "No supervisory authority by name. It follows from the country."),
    ("agents_allowed", "Nothing on asking for somebody else. It is allowed, with proof."),
    ("correspondence_retention", "Nothing on how long a request itself is kept."),
)
NAMED: Final = {
    "access": "access",
    "rectification": "rectification",
    "erasure": "erasure",
    "restriction": "restriction",
    "portability": "portability",
    "object": "objection",
    "withdraw_consent": "withdrawal of consent",
    "automated_decisions": "review of automated decisions",
    "complain": "complaint to an authority",
}


def gaps(reading: "Reading") -> list[str]:
    """A sentence for each rule that the text does not give."""
    found = doubts(reading.text)
    found += [sentence for field, sentence in _SILENT if not reading.all(field)]
    unnamed = [name for right, name in NAMED.items() if right not in reading.all("rights")]
    if unnamed:
        found.append(f"Rights it does not name: {', '.join(unnamed)}. They are offered by law.")
    return found
