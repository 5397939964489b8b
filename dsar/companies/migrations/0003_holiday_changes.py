"""A company's own public holidays: added to, undone, never changed and never deleted."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION companies_holiday_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL
        AND (to_jsonb(OLD) - ARRAY['undone_at', 'undone_by'])
          = (to_jsonb(NEW) - ARRAY['undone_at', 'undone_by']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A change of holidays is undone, never rewritten or deleted.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER companies_holiday_change_stands BEFORE UPDATE OR DELETE ON companies_holidaychange
    FOR EACH ROW EXECUTE FUNCTION companies_holiday_change_stands();
"""
BACKWARD = """
DROP TRIGGER companies_holiday_change_stands ON companies_holidaychange;
DROP FUNCTION companies_holiday_change_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0002_policy_is_pinned"),
    ]

    operations = [
        migrations.CreateModel(
            name="HolidayChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("calendar", models.CharField(max_length=16)),
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "Added"), ("removed", "Taken out")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("reason", models.CharField(max_length=400)),
                ("made_by", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("undone_by", models.CharField(blank=True, max_length=40)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holiday_changes",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("company", "calendar", "day"),
                        name="holiday_changed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by", "")),
                            models.Q(
                                ("undone_at__isnull", False),
                                models.Q(("undone_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="holiday_undone_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="holiday_change_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
