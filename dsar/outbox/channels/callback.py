"""A webhook to whoever filed a request, and not to a company's own system.

The payload holds `url`, `event` and `to`, an id. What it is signed with is asked for when it
leaves and never kept: by then it may be another, or none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from dsar.outbox.channels import webhook
from dsar.outbox.channels.base import NotSent, Payload

SecretsOf = Callable[[int, datetime], list[str]]
_SECRETS: list[SecretsOf] = []


def register(secrets_of: SecretsOf) -> None:
    """`secrets_of` is given the id and the time; an empty list for who can be told nothing."""
    _SECRETS[:] = [secrets_of]


def check(payload: Payload) -> None:
    if not isinstance(payload.get("to"), int):
        raise ValueError("a callback needs the id of whom it is for")
    webhook.check(payload | {"secrets": [webhook.PREFIX]})


@contextmanager
def batch() -> Iterator["CallbackSender"]:
    yield CallbackSender()


class CallbackSender(webhook.WebhookSender):
    def send(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:
        secrets = [secret for known in _SECRETS for secret in known(payload["to"], now)]
        if not secrets:
            raise NotSent("no-secret", for_good=True)
        super().send(row_id=row_id, payload=payload | {"secrets": secrets}, now=now)
