"""What nobody needs any more, removed on each round."""

from datetime import datetime

from dsar.vault import files
from identity.operations import forget_codes


def purge(*, now: datetime) -> int:
    """How many old codes, and files whose key is gone, were taken off the disk."""
    return forget_codes(now=now) + files.remove_remains()
