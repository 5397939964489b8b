"""Numbers for `/metrics` that all web processes count together, in Redis. To count never makes
what is counted fail."""

import logging
from collections.abc import Iterable
from typing import cast

from django.core.cache import cache

from dsar.cache import TolerantCache

logger = logging.getLogger(__name__)


def count(key: str) -> None:
    try:
        cache.add(key, 0, None)
        cache.incr(key)
    except Exception as error:
        logger.warning("%s is not counted: %s", key, type(error).__name__)


def counts(group: str, names: Iterable[str]) -> dict[str, float]:
    """What was counted under `group:name`, since Redis began to count, and none while Redis is
    away: a number that falls and comes back would read as that many more."""
    keys = {name: f"{group}:{name}" for name in names}
    seen = cast(TolerantCache, cache).shared(list(keys.values()))
    return {} if seen is None else {name: float(seen.get(key, 0)) for name, key in keys.items()}
