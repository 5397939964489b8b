"""A change of a ticket that was not taken is told as well: its case may show an old state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0007_issues_follow_their_searches")]

    operations = [
        migrations.AddField(
            model_name="arrival",
            name="is_change",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
