"""A company's processor can be owed a request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0005_notes_in_tickets"),
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
                    ("processor", "Processor"),
                ],
                max_length=16,
            ),
        ),
    ]
