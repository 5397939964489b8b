"""A ticket that was not taken stands open until it is a case or somebody has dealt with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0002_tickets_become_cases")]

    operations = [
        migrations.AddField(
            model_name="arrival",
            name="settled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="arrival",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "Case created"),
                    ("known", "Already created, nothing changed"),
                    ("own-note", "Our own note, nothing changed"),
                    ("refused", "Refused"),
                    ("too-many", "Not taken: too many calls in an hour"),
                    ("away", "Not taken: the desk could not store it"),
                ],
                max_length=10,
            ),
        ),
    ]
