"""What a case, a document and a notice point at is their own company's: the keys name both."""

from django.db import migrations, models

KEYS = (
    ("cases_case", "policy", "companies_policy"),
    ("cases_case", "clock", "deadlines_clock"),
    ("cases_case", "verification", "identity_verification"),
    ("cases_case", "data_key", "vault_datakey"),
    ("cases_document", "file", "vault_sealedfile"),
    ("cases_notice", "digest", "cases_digest"),
)


def _tie(table: str, key: str, parent: str) -> migrations.RunSQL:
    name = f"{table.removeprefix('cases_')}_{key}_of_its_company"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({key}_id, company_id) REFERENCES {parent} (id, company_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_calendar_feeds"),
        ("companies", "0007_policy_with_company"),
        ("deadlines", "0002_one_company"),
        ("identity", "0001_initial"),
        ("vault", "0004_file_with_company"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="digest_with_company"
            ),
        ),
        *(_tie(*key) for key in KEYS),
    ]
