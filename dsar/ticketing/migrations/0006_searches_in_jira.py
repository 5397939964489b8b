"""A search can be an issue in a company's Jira."""

import django.db.models.deletion
from django.db import migrations, models

import dsar.vault.ids

TIES = (
    ("case_id", "cases_case", "task_issue_with_its_case"),
    ("task_id", "fulfilment_searchtask", "task_issue_with_its_task"),
    ("desk_id", "ticketing_helpdesk", "task_issue_of_its_desk"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_carried_out_approvals"),
        ("companies", "0013_letter_wording"),
        ("fulfilment", "0002_reminded_on"),
        ("ticketing", "0005_what_tickets_tell"),
    ]

    operations = [
        migrations.AddField(
            model_name="helpdesk",
            name="issue_type",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="project",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="tasks_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="TaskIssue",
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
                ("number", models.CharField(blank=True, max_length=18)),
                ("key", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[("open", "Open"), ("done", "Done"), ("gone", "Deleted")],
                        max_length=4,
                    ),
                ),
                ("state_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ticketing.helpdesk",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issue",
                        to="fulfilment.searchtask",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("desk", "number"),
                        name="one_task_an_issue",
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE ticketing_taskissue ADD CONSTRAINT {name} "
                f"FOREIGN KEY ({column}, company_id) REFERENCES {parent} (id, company_id)",
                f"ALTER TABLE ticketing_taskissue DROP CONSTRAINT {name}",
            )
            for column, parent, name in TIES
        ),
    ]
