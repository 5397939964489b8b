"""Tickets become cases, and what came in is listed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0013_letter_wording"),
        ("ticketing", "0001_initial"),
        ("vault", "0006_masked_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "Case created"),
                            ("known", "Already created, nothing changed"),
                            ("own-note", "Our own note, nothing changed"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ticket", models.CharField(blank=True, max_length=18)),
                ("reference", models.CharField(blank=True, max_length=16)),
                ("fields", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="cases_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="refused_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="refused_for",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="takes_test",
            field=models.BooleanField(default=True),
        ),
        migrations.AddConstraint(
            model_name="helpdesk",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="help_desk_with_company"
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="arrivals",
                to="ticketing.helpdesk",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE ticketing_arrival ADD CONSTRAINT arrival_of_its_company "
            "FOREIGN KEY (desk_id, company_id) REFERENCES ticketing_helpdesk (id, company_id)",
            "ALTER TABLE ticketing_arrival DROP CONSTRAINT arrival_of_its_company",
        ),
    ]
