"""What an officer reads before they accept that somebody may act for another."""

from datetime import date

from dsar.cases.models import Case

from .case_parts import person
from .guidance import Guidance, Note, nothing_moves


def accepting(case: Case, today: date) -> Guidance:
    """Who asks for whom, and on what they say it rests."""
    known = person(case)
    words = f"{known.get('name', '')} asks for {known.get('representing', '')}"
    said = known.get("authority", "")
    rests = f", and says: “{said}”" if said else " and does not say why they may"
    return Guidance(nothing_moves(case, today).effects, (Note(f"{words}{rests}."),))
