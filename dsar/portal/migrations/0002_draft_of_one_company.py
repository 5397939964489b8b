"""A draft, its key and the case it became are of one company: the keys name both."""

from django.db import migrations

KEYS = (("data_key", "vault_datakey"), ("sent_case", "cases_case"))


def _tie(key: str, parent: str) -> migrations.RunSQL:
    name = f"draft_{key}_of_its_company"
    return migrations.RunSQL(
        f"ALTER TABLE portal_draft ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({key}_id, company_id) REFERENCES {parent} (id, company_id)",
        f"ALTER TABLE portal_draft DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("cases", "0006_all_of_one_company"),
        ("vault", "0002_tenancy"),
    ]
    operations = [_tie(*key) for key in KEYS]
