"""What an owner is given to search by: those of the person's particulars that the system knows."""

from dsar.cases.models import Case
from dsar.vault.operations import Shredded, unseal

from .models import IDENTIFIERS, System

# Where the case keeps each of them.
_OF_THE_PERSON = {"name": "name", "email": "email", "phone": "phone", "postal": "postal"}


def looked_for(case: Case, system: System) -> list[tuple[str, str]]:
    """Each as its label and the value; empty once the person is erased.

    Whoever writes for another is not who is searched for: only the name of the other is known.
    """
    try:
        person = unseal(case, "person") or {}
    except Shredded:
        return []
    if other := person.get("representing"):
        return [(IDENTIFIERS["name"], str(other))]
    found = [
        (IDENTIFIERS[code], str(person[field]))
        for code, field in _OF_THE_PERSON.items()
        if code in system.searched_by and person.get(field)
    ]
    return found or [(IDENTIFIERS["name"], str(person.get("name", "")))]
