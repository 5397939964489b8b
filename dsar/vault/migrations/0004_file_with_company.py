"""A key to a sealed file can name its company too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_epochs")]
    operations = [
        migrations.AddConstraint(
            model_name="sealedfile",
            constraint=models.UniqueConstraint(
                fields=("id", "company_id"), name="vault_file_tenant"
            ),
        ),
    ]
