"""Two tables with sealed fields that exist in no database; a place is all that sealing needs."""

from uuid import UUID

from django.apps.registry import Apps
from django.db import models

from dsar.vault.fields import SealedField
from dsar.vault.ids import new_id
from dsar.vault.models import DataKey

nowhere = Apps()


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    company_id = models.BigIntegerField()
    words = SealedField()
    name = SealedField()

    data_key: DataKey | None = None

    class Meta:
        abstract = True


class Note(Row):
    class Meta:
        app_label, apps = "testing", nowhere


class Letter(Row):
    class Meta:
        app_label, apps = "testing", nowhere


def row(data_key: DataKey, *, table: type[Row] = Note, pk: UUID | None = None) -> Row:
    made = table(id=pk or new_id(), company_id=data_key.company_id)
    made.data_key = data_key
    return made
