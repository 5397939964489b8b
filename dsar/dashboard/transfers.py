"""Where data go besides to the requester, for whoever may see the case."""

from typing import Any

from dsar.cases.models import Case
from dsar.cases.operations.transferring import address_of, transfer_of
from dsar.vault.operations import Shredded


def transfer(case: Case) -> dict[str, Any] | None:
    """Where the data go besides to the requester, and how far that is."""
    found = transfer_of(case)
    if found is None:
        return None
    try:
        to = address_of(found)
    except Shredded:
        to = "The personal data of this case have been erased."
    return {"to": to, "found": found}
