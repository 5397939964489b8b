"""Systems, searches asked for and what came of them: signed records are not rewritten."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.fields
import dsar.vault.ids

GUARDS = """
ALTER TABLE fulfilment_searchtask ADD CONSTRAINT search_task_of_its_company
    FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id);
ALTER TABLE fulfilment_searchtask ADD CONSTRAINT search_task_in_its_company
    FOREIGN KEY (system_id, company_id) REFERENCES fulfilment_system (id, company_id);
ALTER TABLE fulfilment_searchrecord ADD CONSTRAINT search_record_of_its_company
    FOREIGN KEY (case_id, company_id) REFERENCES cases_case (id, company_id);
ALTER TABLE fulfilment_searchrecord ADD CONSTRAINT search_record_in_its_company
    FOREIGN KEY (system_id, company_id) REFERENCES fulfilment_system (id, company_id);
ALTER TABLE fulfilment_searchrecord ADD CONSTRAINT search_record_of_its_task
    FOREIGN KEY (task_id, company_id) REFERENCES fulfilment_searchtask (id, company_id);
ALTER TABLE fulfilment_searchrecord ADD CONSTRAINT search_record_corrects_one_of_its_company
    FOREIGN KEY (corrects_id, company_id) REFERENCES fulfilment_searchrecord (id, company_id);

CREATE FUNCTION fulfilment_record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Erasing the case takes its words out; nothing else changes.
    IF TG_OP = 'DELETE' OR (NEW.said IS NOT NULL AND NEW.said IS DISTINCT FROM OLD.said)
        OR (OLD.case_id, OLD.company_id, OLD.task_id, OLD.system_id, OLD.result, OLD.documents,
            OLD.signed_by, OLD.signed_at, OLD.corrects_id)
        IS DISTINCT FROM (NEW.case_id, NEW.company_id, NEW.task_id, NEW.system_id, NEW.result,
            NEW.documents, NEW.signed_by, NEW.signed_at, NEW.corrects_id)
    THEN
        RAISE EXCEPTION 'a signed record of a search is not rewritten: add a correction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fulfilment_record_is_kept BEFORE UPDATE OR DELETE ON fulfilment_searchrecord
    FOR EACH ROW EXECUTE FUNCTION fulfilment_record_is_kept();
"""
NO_GUARDS = """
DROP TRIGGER fulfilment_record_is_kept ON fulfilment_searchrecord;
DROP FUNCTION fulfilment_record_is_kept();
ALTER TABLE fulfilment_searchrecord DROP CONSTRAINT search_record_corrects_one_of_its_company;
ALTER TABLE fulfilment_searchrecord DROP CONSTRAINT search_record_of_its_task;
ALTER TABLE fulfilment_searchrecord DROP CONSTRAINT search_record_in_its_company;
ALTER TABLE fulfilment_searchrecord DROP CONSTRAINT search_record_of_its_company;
ALTER TABLE fulfilment_searchtask DROP CONSTRAINT search_task_in_its_company;
ALTER TABLE fulfilment_searchtask DROP CONSTRAINT search_task_of_its_company;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0023_found_documents"),
        ("companies", "0010_policy_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("keeps", models.CharField(blank=True, max_length=400)),
                ("owner_name", models.CharField(blank=True, max_length=80)),
                ("owner_email", models.EmailField(blank=True, max_length=254)),
                ("searched_by", models.JSONField(default=list)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="systems",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SearchTask",
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
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Answered"), ("dropped", "Dropped")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("asked_by", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("due_by_hand", models.DateField(null=True)),
                ("also", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("because", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=40)),
                ("ended_at", models.DateTimeField(null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("link_until", models.DateTimeField(null=True)),
                ("links", models.PositiveSmallIntegerField(default=0)),
                ("shut_at", models.DateTimeField(null=True)),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                ("looked_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_tasks",
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
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.system",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchRecord",
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
                    "result",
                    models.CharField(
                        choices=[
                            ("found", "Something was found"),
                            ("nothing", "Nothing was found"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said", dsar.vault.fields.SealedField(blank=True, null=True)),
                ("documents", models.JSONField(default=list)),
                ("signed_by", models.CharField(max_length=40)),
                ("signed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_records",
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
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="fulfilment.searchrecord",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="fulfilment.searchtask",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.system",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.UniqueConstraint(fields=("company", "code"), name="system_code_once"),
        ),
        migrations.AddConstraint(
            model_name="system",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="system_with_company"
            ),
        ),
        migrations.AddIndex(
            model_name="searchtask",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["looked_on"],
                name="search_task_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchtask",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="search_task_with_company"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchtask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("case", "system"),
                name="search_task_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchtask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_hash", ""), _negated=True),
                fields=("token_hash",),
                name="search_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", ""), ("state", "open")),
                    models.Q(
                        models.Q(("ended_at__isnull", False), ("token_hash", "")),
                        models.Q(("state", "open"), _negated=True),
                        models.Q(("ended_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="search_task_state_fits",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrecord",
            index=models.Index(fields=["case", "signed_at"], name="search_record_by_time"),
        ),
        migrations.AddConstraint(
            model_name="searchrecord",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="search_record_with_company"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects", None),
                    models.Q(("corrects", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="search_record_not_its_own",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
