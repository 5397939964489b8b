"""The cache of settings.CACHES: Redis, or this process's own memory while Redis is away.

The cache holds counters, and which of our people have a case open; nothing else. Losing them
loosens a limit for a while; letting the loss through would close the sign-in and the form.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 0.5
REST_SECONDS = 5.0


class TolerantCache(BaseCache):
    """After one failure Redis is left alone for five seconds, so nobody waits for it twice."""

    away_until = 0.0  # on the class: every thread has an instance of its own

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        quick = {
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": PATIENCE_SECONDS,
        }
        options = quick | params.get("OPTIONS", {})
        self.redis = RedisCache(location, params | {"OPTIONS": options})
        self.memory = LocMemCache("without-redis", params)

    def _ask(self, question: Callable[[BaseCache], Answer]) -> Answer:
        if time.monotonic() >= TolerantCache.away_until:
            try:
                return question(self.redis)
            except RedisError as error:
                TolerantCache.away_until = time.monotonic() + REST_SECONDS
                logger.warning("Redis is away, limits are counted here: %s", type(error).__name__)
        return question(self.memory)

    def shared(self, keys: Sequence[str]) -> dict[str, Any] | None:
        """What all processes see, and None while Redis is away: no mixture of that and of what this
        one counts meanwhile."""
        if time.monotonic() < TolerantCache.away_until:
            return None
        return self._ask(lambda cache: cache.get_many(keys) if cache is self.redis else None)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._ask(lambda cache: cache.add(key, value, timeout, version))

    def touch(
        self,
        key: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._ask(lambda cache: cache.incr(key, delta, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._ask(lambda cache: cache.delete(key, version))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())
