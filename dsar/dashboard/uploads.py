"""Files of an answer, as the desk names them."""

from dsar.vault.models import SealedFile
from dsar.vault.operations import Shredded, unseal

HINT = "PDF, JSON, CSV or plain text, up to 20 MB."


def name_of(file: SealedFile) -> str:
    """The name it came with; none is left once the file is destroyed."""
    try:
        return str(unseal(file, "name") or "A file that was destroyed")
    except Shredded:
        return "A file that was destroyed"
