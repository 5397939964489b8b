"""A company's help desk can be owed a note in a ticket."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_callbacks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "Email"),
                    ("webhook", "Webhook"),
                    ("callback", "Callback"),
                    ("ticket", "Ticket"),
                ],
                max_length=16,
            ),
        ),
    ]
