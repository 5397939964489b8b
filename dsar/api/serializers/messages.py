"""Messages of a case: what is sent, and what is told of them."""

from rest_framework import serializers

from dsar.cases.models import Message

from .outgoing import S
from .strict import StrictSerializer


class MessageIn(StrictSerializer):
    """One message to the requester."""

    text = serializers.CharField(
        max_length=20_000,
        help_text="What the requester reads, in the language of the case, at most 20,000 "
        "characters. The letter greets and signs.",
    )


class MessageSentOut(S):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    kind = serializers.CharField(help_text="As in the list of messages.")
    by_post = serializers.BooleanField(help_text="It goes on paper: officers print and post it.")


class MessageOut(S):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    direction = serializers.ChoiceField(
        choices=[Message.Direction.IN, Message.Direction.OUT], help_text="From them, or to them."
    )
    kind = serializers.CharField(help_text="Which letter or message, as a code.")
    language = serializers.CharField()
    subject = serializers.CharField(allow_null=True, help_text="null once it is erased.")
    text = serializers.CharField(allow_null=True, help_text="null once it is erased.")


class MessageListOut(S):
    results = MessageOut(many=True)
