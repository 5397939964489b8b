"""Files of an answer: what is sent, and what is told of them."""

from rest_framework import serializers

from dsar.content.doors import ANSWER

from .outgoing import S
from .strict import StrictSerializer

FIX = (
    "Send one PDF, JSON, CSV or plain text file, or a JPEG or PNG picture, at most 20 MB, as the "
    "part `file` of a form."
)


class FileIn(StrictSerializer):
    """One file of the answer."""

    file = serializers.FileField(allow_empty_file=True, help_text=FIX)
    explanation = serializers.CharField(
        max_length=2_000,
        help_text="One plain sentence on what is in it, which the requester reads beside it.",
    )


class FileAddedOut(S):
    id = serializers.UUIDField()
    content_type = serializers.ChoiceField(choices=sorted(ANSWER.types))
    size = serializers.IntegerField(help_text="Bytes.")
    added_at = serializers.DateTimeField()


class FileOut(FileAddedOut):
    name = serializers.CharField()
    explanation = serializers.CharField(allow_null=True, help_text="null once it is erased.")


class FileListOut(S):
    results = FileOut(many=True)
