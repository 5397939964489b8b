"""Only some fields of a case: `?fields=reference,status`."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from .outgoing import CaseOut, S
from .strict import StrictSerializer

NAMES = tuple(CaseOut().fields)
_ONE = f"({'|'.join(NAMES)})"


@extend_schema_field({"type": "string", "pattern": f"^{_ONE}(,{_ONE})*$"})
class ChosenField(serializers.CharField):
    """Names with commas between them become a list of them, in the order of a case."""

    def __init__(self) -> None:
        names = ", ".join(NAMES)
        super().__init__(
            required=False,
            help_text=f"Names with commas between them; all, if left out: {names}.",
        )

    def to_internal_value(self, data: Any) -> Any:
        chosen = super().to_internal_value(data).split(",")
        if not set(chosen) <= set(NAMES):
            raise serializers.ValidationError("A case has no such field.")
        return [name for name in NAMES if name in chosen]


class CaseQuery(StrictSerializer):
    fields = ChosenField()  # type: ignore[assignment]


class CasePartOut(CaseOut):
    """A case with the fields that were asked for, and no others."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


ANY_CASE = PolymorphicProxySerializer(
    component_name="CaseReadOut",
    serializers=[CaseOut, CasePartOut],
    resource_type_field_name=None,
)


@extend_schema_field(ANY_CASE)
class _AnyCaseField(serializers.Field[Any, Any, Any, Any]):
    pass


class CaseListOut(S):
    results = serializers.ListField(child=_AnyCaseField())
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
