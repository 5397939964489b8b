"""Since when a processor is asked. Those that are on already begin anew now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opendsr", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="processor",
            name="on_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE opendsr_processor SET on_since = now() WHERE is_on", migrations.RunSQL.noop
        ),
    ]
