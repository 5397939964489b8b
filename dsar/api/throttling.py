"""A limit a key and minute, counted in the cache."""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from dsar.security_events import happened

from .models import ApiKey

WINDOW_SECONDS = 60
LEFT = "dsar.api.left"


class PerKey(BaseThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        if not isinstance(request.auth, ApiKey):
            return True
        self.at = time.time()
        name = f"api-calls:{request.auth.pk}:{int(self.at // WINDOW_SECONDS)}"
        count = self._count(name)
        self.left = max(0, settings.API_CALLS_PER_MINUTE - count)
        request._request.META[LEFT] = self.headers()
        if count == settings.API_CALLS_PER_MINUTE + 1:
            happened("limit.reached", limit="api-calls", key=request.auth.pk)
        return bool(count <= settings.API_CALLS_PER_MINUTE)

    def _count(self, name: str) -> int:
        """Calls in this window, with this one."""
        try:
            return cache.incr(name)
        except ValueError:
            if cache.add(name, 1, 2 * WINDOW_SECONDS):
                return 1
        try:
            return cache.incr(name)  # somebody else's first call came in between
        except ValueError:
            # The counter went between the two calls, for example with its Redis: begin anew.
            return 1

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(settings.API_CALLS_PER_MINUTE),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(int(self.wait())),
        }

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW_SECONDS - self.at % WINDOW_SECONDS + 1
