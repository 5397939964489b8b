from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_reminders_have_an_hour")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["received_on", "company_id"], name="clock_received"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_on__isnull", False)),
                fields=["stopped_on", "company_id"],
                name="clock_stopped",
            ),
        ),
    ]
