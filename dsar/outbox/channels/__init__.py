"""The ways out. Each is a module with `check` and `batch` (see base.Way)."""

from dsar.outbox.channels import callback, email, processor, ticket, webhook
from dsar.outbox.channels.base import NotSent, NotWanted, Payload, Sender, SentBut, Unreachable, Way

__all__ = [
    "WAYS",
    "NotSent",
    "NotWanted",
    "Payload",
    "Sender",
    "SentBut",
    "Unreachable",
    "Way",
]

WAYS: dict[str, Way] = {
    "email": email,
    "webhook": webhook,
    "callback": callback,
    "ticket": ticket,
    "processor": processor,
}
