"""Whoever stands above the owner was told, and it stays open until one of them says “seen”."""

from collections.abc import Iterable
from datetime import datetime

from .models import Case, Escalation


def escalate(*, case: Case, levels: Iterable[str], kind: str, now: datetime) -> None:
    """Each of these levels has this open on the case."""
    Escalation.objects.bulk_create(
        (
            Escalation(company=case.company, case=case, level=level, kind=kind, raised_at=now)
            for level in levels
        ),
        # A date that moved is reached again: whoever saw it then has not seen this.
        update_conflicts=True,
        unique_fields=["case", "level", "kind"],
        update_fields=["raised_at", "acknowledged_at", "acknowledged_by"],
    )
