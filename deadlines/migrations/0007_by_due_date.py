from django.db import migrations, models


class Migration(migrations.Migration):
    """The first of a queue over several companies are read in their order, and the rest is not."""

    dependencies = [("deadlines", "0006_of_a_month")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["due_on"],
                condition=models.Q(("stopped_on", None)),
                name="clock_next_due",
            ),
        ),
    ]
