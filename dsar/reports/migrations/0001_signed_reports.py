"""Signed reports that stand for good, why a case was late, and problems that a company was told of."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

FORWARD = """
ALTER TABLE reports_lateness ADD CONSTRAINT lateness_of_its_company
    FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id);
ALTER TABLE reports_signedreport ADD CONSTRAINT signed_report_key_of_its_company
    FOREIGN KEY (data_key_id, company_id) REFERENCES vault_datakey (id, company_id);
CREATE FUNCTION reports_signed_report_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A signed report stands: it is never rewritten or deleted.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reports_signed_report_stands BEFORE UPDATE OR DELETE ON reports_signedreport
    FOR EACH ROW EXECUTE FUNCTION reports_signed_report_stands();
"""
BACKWARD = """
DROP TRIGGER reports_signed_report_stands ON reports_signedreport;
DROP FUNCTION reports_signed_report_stands();
ALTER TABLE reports_signedreport DROP CONSTRAINT signed_report_key_of_its_company;
ALTER TABLE reports_lateness DROP CONSTRAINT lateness_of_its_company;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0020_suspected_requests"),
        ("companies", "0010_policy_text"),
        ("vault", "0006_masked_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lateness",
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
                    "reason",
                    models.CharField(
                        choices=[
                            ("search", "Finding the data took longer than planned"),
                            ("review", "Checking or redacting took longer than planned"),
                            ("others", "A supplier or another department answered late"),
                            ("staff", "Too few people"),
                            ("overlooked", "It was overlooked, or came to the wrong place"),
                            ("systems", "A system was down or wrong"),
                            (
                                "requester",
                                "The requester answered late, and the law stops no clock for that",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                ("change", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("written_by", models.CharField(max_length=40)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lateness",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignedReport",
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
                ("month", models.DateField()),
                ("version", models.PositiveIntegerField()),
                ("invented", models.BooleanField()),
                ("content", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("signed_by", models.CharField(max_length=40)),
                ("signed_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "data_key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "month", "invented", "version"),
                        name="report_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="report_version_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                ("told_by", models.CharField(max_length=40)),
                ("told_at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("company", "key"), name="problem_told_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
