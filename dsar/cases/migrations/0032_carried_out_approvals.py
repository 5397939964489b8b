from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_approved_refusals_and_fees")]
    operations = [
        migrations.RemoveConstraint(model_name="approval", name="one_open_approval"),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("kind", "release"), ("state", "approved")),
                    _connector="OR",
                ),
                name="one_open_approval",
            ),
        ),
    ]
