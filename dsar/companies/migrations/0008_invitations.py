"""Letting people in by mail. The key that seals the mail is the company's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0007_policy_with_company"),
        ("vault", "0003_epochs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Officer"),
                            ("lead", "Team lead"),
                            ("dpo", "Data protection officer"),
                            ("auditor", "Auditor"),
                            ("admin", "Administrator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("times", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="companies.company",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token_hash", ""), _negated=True),
                        fields=("token_hash",),
                        name="invitation_link_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("company", "user"),
                        name="invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["officer", "lead", "dpo", "auditor", "admin"])
                        ),
                        name="invitation_role_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE companies_invitation ADD CONSTRAINT invitation_data_key_of_its_company "
            "FOREIGN KEY (data_key_id, company_id) REFERENCES vault_datakey (id, company_id)",
            "ALTER TABLE companies_invitation DROP CONSTRAINT invitation_data_key_of_its_company",
        ),
    ]
