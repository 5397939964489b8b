"""Keys of companies in files, epochs, certificates of what was erased."""

import django.db.models.deletion
from django.db import migrations, models

TIES = [("data_key_id", "vault_datakey"), ("company_key_id", "vault_companykey")]
# What was erased before there were certificates goes on the list too.
CERTIFY = """
    INSERT INTO vault_shredding
        (company_id, data_key_id, company_key_id, what, at, files, tokens)
    SELECT key.company_id, key.id, key.company_key_id, 'data key', key.destroyed_at,
        (SELECT count(*) FROM vault_sealedfile file WHERE file.data_key_id = key.id), 0
    FROM vault_datakey key WHERE key.destroyed_at IS NOT NULL
"""


def tie(column: str, parent: str) -> migrations.RunSQL:
    name = f"vault_shredding_{column}_same_company"
    return migrations.RunSQL(
        f"ALTER TABLE vault_shredding ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({column}, company_id) REFERENCES {parent} (id, company_id)",
        f"ALTER TABLE vault_shredding DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_tenancy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shredding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("company_id", models.BigIntegerField()),
                ("what", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("files", models.PositiveIntegerField()),
                ("tokens", models.PositiveIntegerField()),
                ("backups_on", models.DateField(null=True)),
                ("listed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="companykey",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="companykey",
            name="stored_as",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="datakey",
            index=models.Index(
                condition=models.Q(("wrapped__isnull", False)),
                fields=["company_key"],
                name="vault_datakey_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="companykey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wrapped__isnull", True), ("destroyed_at__isnull", True), _connector="OR"
                ),
                name="vault_companykey_destroyed_or_not",
            ),
        ),
        migrations.AddField(
            model_name="shredding",
            name="company_key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vault.companykey"
            ),
        ),
        migrations.AddField(
            model_name="shredding",
            name="data_key",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vault.datakey"
            ),
        ),
        migrations.AddIndex(
            model_name="shredding",
            index=models.Index(
                condition=models.Q(("listed_at__isnull", True)),
                fields=["id"],
                name="vault_shredding_unlisted",
            ),
        ),
        *(tie(*names) for names in TIES),
        migrations.RunSQL(CERTIFY, migrations.RunSQL.noop),
    ]
