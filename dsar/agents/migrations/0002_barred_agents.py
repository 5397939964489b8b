"""An agent that a company takes nothing more from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="barred_at",
            field=models.DateTimeField(null=True),
        ),
    ]
