"""A row and the key it hangs on belong to the same company; the database says so too."""

from django.db import migrations

PARENTS = [
    ("vault_datakey", "company_key_id", "vault_companykey"),
    ("vault_searchtoken", "data_key_id", "vault_datakey"),
    ("vault_sealedfile", "data_key_id", "vault_datakey"),
]


def tie(child: str, column: str, parent: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {child}_same_company "
        f"FOREIGN KEY ({column}, company_id) REFERENCES {parent} (id, company_id)",
        f"ALTER TABLE {child} DROP CONSTRAINT {child}_same_company",
    )


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [tie(*names) for names in PARENTS]
