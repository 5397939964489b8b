"""Incoming mail, for the schema."""

from rest_framework import serializers

from .outgoing import S


class MailOut(S):
    id = serializers.UUIDField(help_text="The same each time the message is brought.")
