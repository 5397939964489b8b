"""Data for another company: nothing is sent on before the person said so, and a row says to whom."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

TIE = (
    "ALTER TABLE cases_transfer ADD CONSTRAINT transfer_of_its_company "
    "FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_complaints_about_a_case"),
        ("companies", "0009_who_else_may_vouch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
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
                ("receiver", dsar.vault.fields.SealedField(blank=True, null=True)),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[("send", "Send it to the other company"), ("keep", "Only to me")],
                        max_length=4,
                    ),
                ),
                ("chosen_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_by", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", ""), ("chosen_at", None)),
                            models.Q(
                                models.Q(("choice", ""), _negated=True),
                                ("chosen_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_chosen_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("sent_by", "")),
                            models.Q(
                                ("choice", "send"),
                                ("sent_at__isnull", False),
                                models.Q(("sent_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_sent_only_as_chosen",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            TIE, "ALTER TABLE cases_transfer DROP CONSTRAINT transfer_of_its_company"
        ),
    ]
