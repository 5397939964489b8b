"""Which call or page owed a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_processors")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="request_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
