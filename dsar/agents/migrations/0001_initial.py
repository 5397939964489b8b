"""Authorised agents: whom a company enrolled, their tokens, and what they filed."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

KEYS = (
    ("agents_token", "agent_id", "agents_agent", "token_of_its_company"),
    ("agents_agentrequest", "agent_id", "agents_agent", "agent_request_of_its_company"),
    ("agents_agentrequest", "case_id", "cases_case", "agent_request_with_its_case"),
)
TIE = "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}, company_id) REFERENCES {} (id, company_id)"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("cases", "0025_asked_under_another_law"),
        ("companies", "0010_policy_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agent_id", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("verify_key", models.CharField(max_length=44)),
                ("web_url", models.CharField(max_length=500)),
                ("enrolled_at", models.DateTimeField()),
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
        migrations.CreateModel(
            name="AgentRequest",
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
                ("action", models.CharField(max_length=20)),
                ("asked", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("message_digest", models.CharField(max_length=64)),
                ("has_callback", models.BooleanField()),
                ("told", models.PositiveIntegerField(default=0)),
                ("told_as", models.CharField(max_length=100)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="agents.agent",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agent_request",
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
        ),
        migrations.CreateModel(
            name="Business",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_id", models.CharField(max_length=80, unique=True)),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("message_digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("retires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="agents.agent",
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
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.UniqueConstraint(fields=("company", "agent_id"), name="agent_once"),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.UniqueConstraint(fields=("id", "company"), name="agent_with_company"),
        ),
        migrations.AddIndex(
            model_name="agentrequest",
            index=models.Index(
                condition=models.Q(("has_callback", True)), fields=["case"], name="agent_waits_for"
            ),
        ),
        migrations.AddConstraint(
            model_name="agentrequest",
            constraint=models.UniqueConstraint(
                fields=("agent", "message_digest"), name="agent_request_once_a_message"
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.UniqueConstraint(
                fields=("agent", "message_digest"), name="token_once_a_message"
            ),
        ),
        *(
            migrations.RunSQL(
                TIE.format(child, name, column, parent),
                f"ALTER TABLE {child} DROP CONSTRAINT {name}",
            )
            for child, column, parent, name in KEYS
        ),
    ]
