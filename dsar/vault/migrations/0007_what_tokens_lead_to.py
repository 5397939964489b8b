from django.db import migrations, models


class Migration(migrations.Migration):
    """A search reads the index and no row: thousands of people share a first name."""

    dependencies = [("vault", "0006_masked_tokens")]

    operations = [
        migrations.AddIndex(
            model_name="searchtoken",
            index=models.Index(
                fields=["company_id", "kind", "token"],
                include=["data_key"],
                name="vault_token_leads_to",
            ),
        ),
        migrations.RemoveIndex(model_name="searchtoken", name="vault_token_search"),
    ]
