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


class PerKey(BaseThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        if not isinstance(request.auth, ApiKey):
            return True
        self.at = time.time()
        name = f"api-calls:{request.auth.pk}:{int(self.at // WINDOW_SECONDS)}"
        if cache.add(name, 1, 2 * WINDOW_SECONDS):
            return True
        try:
            count = cache.incr(name)
        except ValueError:
            # The counter went between the two calls, for example with its Redis: begin anew.
            return True
        if count == settings.API_CALLS_PER_MINUTE + 1:
            happened("limit.reached", limit="api-calls", key=request.auth.pk)
        return bool(count <= settings.API_CALLS_PER_MINUTE)

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW_SECONDS - self.at % WINDOW_SECONDS + 1
