"""A letter says what it is written in; all that are there were written in English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_transfers")]
    operations = [
        migrations.AddField(
            model_name="message",
            name="language",
            field=models.CharField(default="en", max_length=5),
        ),
    ]
