"""What an officer puts off for a while."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dsar.vault.ids

TIE = (
    "ALTER TABLE cases_snooze ADD CONSTRAINT snooze_of_its_company "
    "FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_found_documents"),
        ("companies", "0010_policy_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Snooze",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dsar.vault.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("until_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snoozes",
                        to="cases.case",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "case"), name="snoozed_once")
                ],
            },
        ),
        migrations.RunSQL(TIE, "ALTER TABLE cases_snooze DROP CONSTRAINT snooze_of_its_company"),
    ]
