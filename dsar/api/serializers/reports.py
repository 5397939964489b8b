"""Signed reports, for the schema."""

from rest_framework import serializers

from .outgoing import S


class SignedOut(S):
    id = serializers.UUIDField()
    month = serializers.RegexField(r"^[0-9]{4}-[0-9]{2}$", help_text="Such as 2026-10.")
    version = serializers.IntegerField(help_text="A later one corrects an earlier one.")
    signed_at = serializers.DateTimeField()
    sha256 = serializers.CharField(help_text="Of what was signed, as the audit chain has it.")


class SignedListOut(S):
    results = SignedOut(many=True)


class CellOut(S):
    text = serializers.CharField(allow_blank=True)
    case = serializers.CharField(
        allow_null=True, help_text="The reference of the case that it is about."
    )


class TableOut(S):
    code = serializers.CharField()
    title = serializers.CharField()
    head = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(
        child=serializers.ListField(child=CellOut()), help_text="As many cells each as `head`."
    )


class ReportOut(SignedOut):
    title = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())
    tables = TableOut(many=True)
    note = serializers.CharField(allow_blank=True, help_text="What whoever signed it wrote.")
    is_whole = serializers.BooleanField(
        help_text="What is kept still is what was signed, by its digest."
    )
