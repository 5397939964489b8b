"""How one event follows from another. Needs no database: an auditor can run this on an export."""

from hashlib import sha256

VERSION = b"dsar.audit/1"
GENESIS = bytes(32)  # stands before the first event


def digest(
    *,
    prev: bytes,
    company_id: int,
    seq: int,
    at: str,
    event: str,
    subject: str,
    actor: str,
    facts: str,
) -> bytes:
    """SHA-256 over all fields, each with its length before it, so that none runs into the next.

    `at` is microseconds since 1970 UTC, in digits; `facts` the JSON as the database prints it.
    """
    parts = [
        VERSION,
        prev,
        *(str(field).encode() for field in (company_id, seq, at, event, subject, actor, facts)),
    ]
    return sha256(b"".join(len(part).to_bytes(4) + part for part in parts)).digest()
