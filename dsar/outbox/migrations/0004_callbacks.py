"""Whoever filed a request can be owed how it stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_ticks_by_one_clock"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[("email", "Email"), ("webhook", "Webhook"), ("callback", "Callback")],
                max_length=16,
            ),
        ),
    ]
