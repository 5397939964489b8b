"""A system of a company's own, as it calls the desk."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes

from tests.ticketing.test_issues_of_jira import signature as of_jira
from tests.ticketing.test_signed_by_zendesk import signature


def secret_of(slug: str) -> str:
    return f"zendesk of {slug}"


class System(Client):
    """It shows a key, and signs what it posts as the company's Zendesk and its Jira do."""

    def __init__(self, slug: str, **given: Any) -> None:
        super().__init__(**given)
        self.secret = secret_of(slug)

    def generic(self, method: str, path: str, data: Any = "", *args: Any, **given: Any) -> Any:
        now = timezone.now()
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if path.startswith("/api/v1/jira/") and method == "POST":  # which says when, in its body
            data = json.dumps({**json.loads(data or "{}"), "timestamp": now.timestamp() * 1000})
        signed = {
            "X-Zendesk-Webhook-Signature": signature(stamp, force_bytes(data), self.secret),
            "X-Zendesk-Webhook-Signature-Timestamp": stamp,
            "X-Hub-Signature": of_jira(force_bytes(data), self.secret),
        }
        given["headers"] = (given.get("headers") or {}) | signed
        return super().generic(method, path, data, *args, **given)
