"""Holds and requests to erase hang on a case of their own company: the key names both."""

from django.db import migrations

CHILDREN = ("hold", "eraserequest")


def _add(table: str) -> str:
    return (
        f"ALTER TABLE cases_{table} ADD CONSTRAINT {table}_of_its_company "
        f"FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id)"
    )


def _drop(table: str) -> str:
    return f"ALTER TABLE cases_{table} DROP CONSTRAINT {table}_of_its_company"


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_retention")]
    operations = [migrations.RunSQL(_add(table), _drop(table)) for table in CHILDREN]
