from collections.abc import Callable
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def _types(default: Callable[[], list[str]]) -> Any:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=60), blank=True, default=default, size=None
    )


def _reminders() -> list[str]:
    """What a webhook that was set before was told."""
    return ["reminder.due"]


class Migration(migrations.Migration):
    dependencies = [("companies", "0011_processingrecord")]

    operations = [
        migrations.AlterField(
            model_name="webhookendpoint",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="webhooks",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="is_test",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(model_name="webhookendpoint", name="types", field=_types(_reminders)),
        migrations.AlterField(model_name="webhookendpoint", name="types", field=_types(list)),
        migrations.AddField(
            model_name="webhookendpoint", name="told_seq", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
