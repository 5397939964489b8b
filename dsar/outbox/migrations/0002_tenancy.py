"""A message and the key that seals it belong to the same company; the database says so too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("vault", "0002_tenancy")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_same_company "
            "FOREIGN KEY (data_key_id, company_id) REFERENCES vault_datakey (id, company_id)",
            "ALTER TABLE outbox_message DROP CONSTRAINT outbox_message_same_company",
        )
    ]
