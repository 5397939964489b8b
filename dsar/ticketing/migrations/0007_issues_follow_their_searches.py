"""The issue of a search is told when its day moves and when nobody has to look any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0006_searches_in_jira")]

    operations = [
        migrations.AddField(
            model_name="taskissue",
            name="told",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="taskissue",
            name="told_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="taskissue",
            name="due_on",
            field=models.DateField(null=True),
        ),
    ]
