"""Where a company's tickets are, and what each was told of its case."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

KEYS = (
    ("ticketing_helpdesk", "data_key_id", "vault_datakey", "help_desk_key_of_its_company"),
    ("ticketing_ticket", "case_id", "cases_case", "ticket_with_its_case"),
)
TIE = "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}, company_id) REFERENCES {} (id, company_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0032_carried_out_approvals"),
        ("companies", "0013_letter_wording"),
        ("vault", "0006_masked_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ticket",
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
                ("told", models.PositiveIntegerField(default=0)),
                ("told_as", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticket",
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
            name="HelpDesk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(choices=[("zendesk", "Zendesk")], max_length=10)),
                ("url", models.CharField(max_length=200)),
                ("access", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("due_field", models.BigIntegerField(null=True)),
                ("is_on", models.BooleanField(default=True)),
                ("told_since", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_desks",
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
                        fields=("company", "system"), name="one_help_desk_a_system"
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(
                TIE.format(child, name, column, parent),
                f"ALTER TABLE {child} DROP CONSTRAINT {name}",
            )
            for child, column, parent, name in KEYS
        ),
    ]
