"""What nobody needs any more, removed on each round."""

from datetime import datetime

from dsar.vault import files
from identity.operations import forget_codes


def purge(*, now: datetime) -> int:
    """How many old codes, files whose key is gone, and files of no row were taken away."""
    return forget_codes(now=now) + files.remove_remains() + files.remove_strangers(now=now)
