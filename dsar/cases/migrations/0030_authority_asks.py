"""What the supervisory authority wrote about a case, and what it was answered."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

TIES = """
ALTER TABLE cases_regulatorcontact
    ADD CONSTRAINT regulator_contact_of_its_company
    FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id),
    ADD CONSTRAINT regulator_document_of_its_company
    FOREIGN KEY (document_id, company_id) REFERENCES cases_document (id, company_id)
"""
NO_TIES = """
ALTER TABLE cases_regulatorcontact
    DROP CONSTRAINT regulator_contact_of_its_company,
    DROP CONSTRAINT regulator_document_of_its_company
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_whose_data_were_deleted"),
        ("companies", "0012_several_webhooks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Answer"),
                    ("sent", "Sent by the requester"),
                    ("held", "Not given: withheld, or given as a redacted copy"),
                    ("found", "Found in a system"),
                    ("regulator", "From or to the supervisory authority"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="RegulatorContact",
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
                (
                    "direction",
                    models.CharField(
                        choices=[("received", "From the authority"), ("sent", "To the authority")],
                        max_length=8,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("said", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regulator_contacts",
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
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "happened_on"], name="regulator_contact_by_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", None),
                            models.Q(
                                ("direction", "received"), ("due_on__gte", models.F("happened_on"))
                            ),
                            _connector="OR",
                        ),
                        name="regulator_due_after_it_came",
                    )
                ],
            },
        ),
        migrations.RunSQL(TIES, NO_TIES),
    ]
