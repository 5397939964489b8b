"""Companies whose keys do not open: they wait, and hold up nobody else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dsar.vault.operations import RootKeyAway, RootKeyError, Unreadable

logger = logging.getLogger(__name__)


class Closed:
    """Those that one look came upon. To be told at its end, so that its sweep counts as failed."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.companies: set[int] = set()
        self._last: Exception | None = None

    @contextmanager
    def without(self, company_id: int) -> Iterator[None]:
        """What this holds for one company is left undone where a key of it does not open.

        Nobody's opens while the key service is away: then the whole look ends.
        """
        try:
            yield
        except RootKeyAway:
            raise
        except (RootKeyError, Unreadable) as error:
            logger.error("%s of company %s wait: %s", self.what, company_id, error)
            self.companies.add(company_id)
            self._last = error

    def tell(self) -> None:
        """Raises the last of the errors, if there was any."""
        if self._last is not None:
            raise self._last
