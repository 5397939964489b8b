"""Rights asked for at once are as many cases, tied by a row of their own company."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.ids

# The key names the company too, so that no case is tied to another company's.
TIE = (
    "ALTER TABLE cases_case ADD CONSTRAINT case_together_of_its_company "
    "FOREIGN KEY (together_id, company_id) REFERENCES cases_together (id, company_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_letters_to_post"),
        ("companies", "0007_policy_with_company"),
    ]
    operations = [
        migrations.CreateModel(
            name="Together",
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
                ("asked_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="together",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="together_with_company"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="together",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="cases.together",
            ),
        ),
        migrations.RunSQL(
            TIE, "ALTER TABLE cases_case DROP CONSTRAINT case_together_of_its_company"
        ),
    ]
