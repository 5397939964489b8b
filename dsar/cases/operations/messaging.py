"""Writing to the requester what no other letter says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from .. import letters
from ..errors import Invalid
from ..models import Message
from .changing import lock_case, record


@transaction.atomic
def send_message(*, case_id: UUID, text: str, actor: str, now: datetime) -> Message:
    """Put the message on the page of the request, and owe the requester a mail that it is there; on
    paper it goes itself. It moves neither status nor clock, whatever the status. Raises Invalid.
    """
    case = lock_case(case_id, doing="send_message")
    if not text.strip():
        raise Invalid("text", "Write your message.")
    message = letters.leave(case, "our_message", actor=actor, now=now, message=text)
    record(case, "message.sent", actor=actor, now=now, by_post=message.by_post or None)
    return message
