"""Serializers that refuse what they do not know: a misspelt field is not silently lost."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError


class StrictSerializer(serializers.Serializer[Any]):
    default_error_messages = {"invalid": "This is not a JSON object."}

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        errors: dict[str, Any] = {
            name: [ErrorDetail("There is no such field.", code="unknown")]
            for name in sorted(unknown)
        }
        try:
            value = super().to_internal_value(data)
        except ValidationError as refused:
            raise ValidationError({**refused.detail, **errors}) from None  # type: ignore[dict-item]
        if errors:
            raise ValidationError(errors)
        return value


class MomentField(serializers.DateTimeField):
    """A moment with its offset: without one, nobody knows on which day it was."""

    default_error_messages = {
        "required": "This is missing.",
        "no_offset": "It has no offset from UTC.",
        "overflow": "This is not a moment that can be used.",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.utcoffset() is None:
            self.fail("no_offset")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("overflow")
