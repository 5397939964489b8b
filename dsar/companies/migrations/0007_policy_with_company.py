"""A key to a policy can name its company too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0006_office_changes")]
    operations = [
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="policy_with_company"
            ),
        ),
    ]
