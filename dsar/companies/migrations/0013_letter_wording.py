"""A company's own words in letters: added to, never changed and never deleted."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION companies_letter_wording_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The words of a letter are followed by newer ones, never rewritten or deleted.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER companies_letter_wording_stands BEFORE UPDATE OR DELETE ON companies_letterwording
    FOR EACH ROW EXECUTE FUNCTION companies_letter_wording_stands();
"""
BACKWARD = """
DROP TRIGGER companies_letter_wording_stands ON companies_letterwording;
DROP FUNCTION companies_letter_wording_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0012_several_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("sv", "Svenska"),
                            ("de", "Deutsch"),
                            ("nl", "Nederlands"),
                            ("fr", "Français"),
                        ],
                        max_length=5,
                    ),
                ),
                ("right", models.CharField(blank=True, max_length=20)),
                ("regime", models.CharField(blank=True, max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("opening", models.TextField(blank=True)),
                ("more", models.TextField(blank=True)),
                ("closing", models.TextField(blank=True)),
                ("made_by", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
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
                    models.UniqueConstraint(
                        fields=("company", "kind", "language", "right", "regime", "version"),
                        name="letter_wording_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="letter_wording_from_one"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
