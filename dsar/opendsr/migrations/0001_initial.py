"""Processors of a company that are asked by OpenDSR, and what became of each request."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

KEYS = (
    ("opendsr_processor", "system_id", "fulfilment_system", "processor_of_its_company"),
    ("opendsr_processor", "data_key_id", "vault_datakey", "processor_key_of_its_company"),
    ("opendsr_processorrequest", "case_id", "cases_case", "processor_request_with_its_case"),
    (
        "opendsr_processorrequest",
        "task_id",
        "fulfilment_searchtask",
        "processor_request_with_its_task",
    ),
    (
        "opendsr_processorrequest",
        "processor_id",
        "opendsr_processor",
        "processor_request_of_its_company",
    ),
)
TIE = "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}, company_id) REFERENCES {} (id, company_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0032_carried_out_approvals"),
        ("companies", "0013_letter_wording"),
        ("fulfilment", "0002_reminded_on"),
        ("vault", "0006_masked_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Processor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("base_url", models.CharField(max_length=500)),
                ("domain", models.CharField(max_length=253)),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("requests", "/requests (OpenDSR 2.0)"),
                            ("opendsr_requests", "/opendsr_requests"),
                            ("opengdpr_requests", "/opengdpr_requests (version 1)"),
                        ],
                        default="requests",
                        max_length=20,
                    ),
                ),
                (
                    "algorithm",
                    models.CharField(
                        choices=[
                            ("rsa-pkcs1", "RSA, PKCS #1 v1.5 (most)"),
                            ("rsa-pss", "RSA-PSS"),
                            ("ecdsa", "ECDSA"),
                        ],
                        default="rsa-pkcs1",
                        max_length=10,
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("basic", "User name and password (Basic)"),
                            ("bearer", "Token (Bearer)"),
                            ("none", "Nothing"),
                        ],
                        default="basic",
                        max_length=6,
                    ),
                ),
                ("credential", dsar.vault.fields.SealedField(blank=True, null=True)),
                (
                    "identities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("version", models.CharField(blank=True, max_length=10)),
                (
                    "takes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "does",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("certificate", models.TextField(blank=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=40)),
                ("heard_at", models.DateTimeField(null=True)),
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
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processor",
                        to="fulfilment.system",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProcessorRequest",
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
                    "subject_request_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not sent yet"),
                            ("pending", "Taken"),
                            ("in_progress", "In progress"),
                            ("completed", "Done there"),
                            ("recorded", "Recorded"),
                            ("cancelled", "Cancelled by the processor"),
                            ("failed", "Given to a person"),
                            ("withdrawn", "Called off"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "sent_as",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("expected_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("results", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("next_look_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processor_requests",
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
                    "processor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="opendsr.processor",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processor_request",
                        to="fulfilment.searchtask",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="processor",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="processor_with_company"
            ),
        ),
        migrations.AddIndex(
            model_name="processorrequest",
            index=models.Index(
                condition=models.Q(("next_look_at__isnull", False)),
                fields=["next_look_at"],
                name="processor_to_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="processorrequest",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["waiting", "pending", "in_progress", "completed"])
                ),
                fields=["case"],
                name="processor_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="processorrequest",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="processor_request_with_company"
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
