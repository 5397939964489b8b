"""Misdelivered answers: when somebody knew of it is not rewritten, and no download opens again."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

GUARDS = """
ALTER TABLE cases_incident ADD CONSTRAINT incident_of_its_company
    FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id);

CREATE FUNCTION cases_incident_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.case_id, OLD.company_id, OLD.what, OLD.aware_at, OLD.reported_at, OLD.reported_by,
            OLD.released_at)
        IS DISTINCT FROM (NEW.case_id, NEW.company_id, NEW.what, NEW.aware_at, NEW.reported_at,
            NEW.reported_by, NEW.released_at)
        OR OLD.authority_told_at <> coalesce(NEW.authority_told_at, '-infinity')
        OR OLD.person_told_at <> coalesce(NEW.person_told_at, '-infinity')
    THEN
        RAISE EXCEPTION 'what was reported, when, and who was told is not rewritten'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_incident_is_kept BEFORE UPDATE ON cases_incident
    FOR EACH ROW EXECUTE FUNCTION cases_incident_is_kept();

CREATE FUNCTION cases_case_stays_shut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_incident
        WHERE case_id = NEW.id AND released_at = NEW.released_at
            AND reported_at < coalesce(NEW.download_until, 'infinity'))
    THEN
        RAISE EXCEPTION 'this answer reached the wrong person: its download stays shut'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_stays_shut BEFORE UPDATE OF download_until, released_at ON cases_case
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION cases_case_stays_shut();
"""
NO_GUARDS = """
DROP TRIGGER cases_case_stays_shut ON cases_case;
DROP FUNCTION cases_case_stays_shut();
DROP TRIGGER cases_incident_is_kept ON cases_incident;
DROP FUNCTION cases_incident_is_kept();
ALTER TABLE cases_incident DROP CONSTRAINT incident_of_its_company;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_recall_until_opened"),
        ("companies", "0009_who_else_may_vouch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("wrong-address", "It went to a wrong address"),
                            ("impostor", "Whoever asked was not who they said"),
                            ("others-data", "It held data of somebody else"),
                            (
                                "intercepted",
                                "Somebody else got at their mailbox, letter or download",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("facts", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("aware_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField()),
                ("reported_by", models.CharField(max_length=40)),
                ("released_at", models.DateTimeField(null=True)),
                ("tell_authority", models.BooleanField(null=True)),
                ("tell_person", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=40)),
                ("authority_told_at", models.DateTimeField(null=True)),
                ("person_told_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("decided_at", None),
                            models.Q(("authority_told_at", None), ("tell_authority", True)),
                            models.Q(("person_told_at", None), ("tell_person", True)),
                            _connector="OR",
                        ),
                        fields=["company", "aware_at"],
                        name="incident_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "company"), name="incident_with_company"),
                    models.CheckConstraint(
                        condition=models.Q(("aware_at__lte", models.F("reported_at"))),
                        name="incident_known_when_reported",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", ""),
                                ("tell_authority", None),
                                ("tell_person", None),
                            ),
                            models.Q(
                                models.Q(
                                    ("decided_at__isnull", False), ("tell_authority__isnull", False)
                                ),
                                models.Q(
                                    ("tell_person__isnull", False),
                                    models.Q(("decided_by", ""), _negated=True),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="incident_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authority_told_at", None),
                            models.Q(("tell_authority", True), ("tell_authority__isnull", False)),
                            _connector="OR",
                        ),
                        name="authority_told_as_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person_told_at", None),
                            models.Q(("tell_person", True), ("tell_person__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_told_as_decided",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
