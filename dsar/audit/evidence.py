"""What happened to one case, in a form that an authority can check without us and without others'.

Each event comes with the digests that lead from it to the root that an anchor signed. The rows
around it, which are about other people, stay at home.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from . import anchor_files
from .anchoring import Refused, anchor_at_once
from .anchors import Anchor, Forged, Unreadable, read
from .chain import tree_path, tree_root
from .exporting import as_fields
from .keys import known_keys, public_text, signing_key
from .models import Event
from .walking import rows

VERSION = "dsar.evidence/1"


class NoEvidence(Exception):
    """Nothing that could be checked can be given; the text says why."""


def of_case(*, company_id: int, reference: str, now: datetime) -> dict[str, Any]:
    """All events of the case, each with its way to an anchor; what has none yet gets one now."""
    if not anchor_files.kept():
        raise NoEvidence("No anchors are kept, so nothing can be proved. Set DSAR_ANCHORS.")
    events = [as_fields(row) for row in rows(company_id, subject=reference)]
    if not events:
        raise NoEvidence(f"Nothing is known of {reference}.")
    try:
        anchor_at_once(company_id=company_id, now=now)
    except Refused as refusal:
        raise NoEvidence(f"Run verify_audit first: {refusal}.") from None
    lines, entries = list[str](), list[dict[str, Any]]()
    for line, anchor in _anchors(company_id):
        under = [event for event in events if anchor.first <= event["seq"] <= anchor.seq]
        if under:
            digests = _digests(anchor)
            entries += [
                {
                    "row": event,
                    "anchor": len(lines),
                    "path": [
                        part.hex() for part in tree_path(digests, event["seq"] - anchor.first)
                    ],
                }
                for event in under
            ]
            lines.append(line)
    if [entry["row"] for entry in entries] != events:
        raise NoEvidence("Some of these events stand under no anchor. Run verify_audit.")
    return {
        "evidence": VERSION,
        "reference": reference,
        "company": company_id,
        "made_at": now.astimezone(UTC).isoformat(),
        "public_key": public_text(signing_key().public_key()),
        "events": entries,
        "anchors": lines,
    }


def _anchors(company_id: int) -> Iterator[tuple[str, Anchor]]:
    """Each sound anchor of the company with its line, oldest first."""
    known = known_keys()
    for line in anchor_files.lines(company_id):
        with suppress(Unreadable, Forged):  # what it covered is missed, which is said
            yield line.decode(), read(line, known)


def _digests(anchor: Anchor) -> list[bytes]:
    """Of the rows under this anchor, which still are what it signed."""
    stored = (
        Event.objects.filter(company_id=anchor.company_id)
        .filter(seq__range=(anchor.first, anchor.seq))
        .order_by("seq", "id")
        .values_list("digest", flat=True)
    )
    digests = [bytes(digest) for digest in stored]
    if not digests or tree_root(digests) != anchor.root:
        raise NoEvidence(
            f"Rows {anchor.first} to {anchor.seq} do not fit their anchor. Run verify_audit."
        )
    return digests
