"""What all rows have in common that belong to a case."""

from typing import Any, ClassVar

from django.db import models

from dsar.companies.models import Company
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey


class OfCase(models.Model):
    """A row that belongs to a case and is sealed under the case's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    case: Any

    FORGOTTEN: ClassVar[dict[str, Any]] = {}
    """What stands in columns that are not sealed, by their names, once the case is erased."""

    @property
    def data_key(self) -> DataKey:
        key: DataKey = self.case.data_key
        return key
