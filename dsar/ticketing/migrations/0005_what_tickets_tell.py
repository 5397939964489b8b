"""How a ticket stands itself, and which of its comments were noted at the case."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_carried_out_approvals"),
        ("companies", "0013_letter_wording"),
        ("ticketing", "0004_jira"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[("open", "Open"), ("done", "Done"), ("gone", "Deleted")],
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="state_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="arrival",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "Case created"),
                    ("known", "Already created, nothing changed"),
                    ("own-note", "Our own note, nothing changed"),
                    ("noted", "Noted at the case"),
                    ("heard", "Noted already, nothing changed"),
                    ("refused", "Refused"),
                    ("too-many", "Not taken: too many calls in an hour"),
                    ("away", "Not taken: the desk could not store it"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("number", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    models.UniqueConstraint(fields=("case", "number"), name="one_remark_a_comment")
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE ticketing_remark ADD CONSTRAINT remark_with_its_case "
            "FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id)",
            "ALTER TABLE ticketing_remark DROP CONSTRAINT remark_with_its_case",
        ),
    ]
