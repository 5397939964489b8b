"""A reminder has the moment at which it may be taken. Those planned before get office hours in UTC,
until their clock is planned anew."""

from django.db import migrations, models

FILL = """
    UPDATE deadlines_reminder SET
        at = ("on" + time '08:00') AT TIME ZONE 'UTC',
        by = CASE WHEN kind LIKE 'due-%' THEN ("on" + time '18:00') AT TIME ZONE 'UTC' END,
        channels = '["mail", "in-app"]'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0004_events_are_only_added"),
    ]

    operations = [
        migrations.AddField("reminder", "at", models.DateTimeField(null=True)),
        migrations.AddField("reminder", "by", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("reminder", "channels", models.JSONField(default=list)),
        migrations.AddField("reminder", "every", models.PositiveSmallIntegerField(default=0)),
        migrations.AlterField("reminder", "kind", models.CharField(max_length=24)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("reminder", "at", models.DateTimeField()),
        migrations.RemoveIndex("reminder", "reminder_waiting"),
        migrations.AddIndex(
            "reminder",
            models.Index(
                condition=models.Q(("taken_at", None)),
                fields=["at", "id"],
                name="reminder_to_be_taken",
            ),
        ),
    ]
