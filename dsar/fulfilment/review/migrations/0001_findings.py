"""What is decided about each document of an answer, of the same company as its case."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

TIE = (
    "ALTER TABLE review_finding ADD CONSTRAINT finding_of_its_company "
    "FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id), "
    "ADD CONSTRAINT finding_of_a_document_of_its_company "
    "FOREIGN KEY (document_id, company_id) REFERENCES cases_document (id, company_id), "
    "ADD CONSTRAINT finding_with_a_copy_of_its_company "
    "FOREIGN KEY (copy_id, company_id) REFERENCES cases_document (id, company_id)"
)
UNTIE = (
    "ALTER TABLE review_finding DROP CONSTRAINT finding_of_its_company, "
    "DROP CONSTRAINT finding_of_a_document_of_its_company, "
    "DROP CONSTRAINT finding_with_a_copy_of_its_company"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0022_documents_held_back"),
        ("companies", "0010_policy_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
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
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "Give all of it"),
                            ("redact", "Give it with the marked places blacked out"),
                            ("withhold", "Withhold the whole document"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=40)),
                (
                    "consulted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "It concerns nobody else"),
                            ("agreed", "It concerns others, who were asked and agree"),
                            ("objected", "It concerns others, who were asked and object"),
                            ("unasked", "It concerns others, who were not asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("places", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("facts", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=40)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
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
                    "copy",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.document",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding",
                        to="cases.document",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consulted", ""),
                                ("decided_at", None),
                                ("decided_by", ""),
                                ("decision", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("consulted", ""), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision__in", ["redact", "withhold"]),
                                (
                                    "ground__in",
                                    [
                                        "archiving",
                                        "cannot-identify",
                                        "compelling-grounds",
                                        "data-correct",
                                        "exemption",
                                        "free-expression",
                                        "legal-claims",
                                        "legal-obligation",
                                        "manifestly-excessive",
                                        "manifestly-unfounded",
                                        "no-automated-decision",
                                        "no-restriction-ground",
                                        "not-portable",
                                        "public-health",
                                        "rights-of-others",
                                    ],
                                ),
                            ),
                            models.Q(("decision__in", ["", "keep"]), ("ground", "")),
                            _connector="OR",
                        ),
                        name="finding_withheld_on_a_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("copy", None), ("decision", "redact"), _connector="OR"),
                        name="finding_copy_only_if_redacted",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TIE, UNTIE),
    ]
