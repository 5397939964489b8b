import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dsar.vault.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_children_of_one_company"),
        ("companies", "0002_policy_is_pinned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                ("key", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=24)),
                ("in_app", models.BooleanField(default=True)),
                ("by_mail", models.BooleanField(default=True)),
                ("raised_at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="escalation",
            name="next_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="escalation",
            name="kind",
            field=models.CharField(max_length=24),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("next_at__isnull", False)),
                fields=["next_at"],
                name="escalation_goes_on",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="instead_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("by_mail", True), ("mailed_at", None)),
                fields=["company", "user"],
                name="notice_to_be_mailed",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("in_app", True), ("read_at", None)),
                fields=["user", "-raised_at"],
                name="notice_unread",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="told_once"),
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_notice ADD CONSTRAINT notice_of_its_company "
            "FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id)",
            "ALTER TABLE cases_notice DROP CONSTRAINT notice_of_its_company",
        ),
    ]
