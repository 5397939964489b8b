from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0002_one_company"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_has_a_due_date_if_it_runs",
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_is_due_on_the_earlier_date",
        ),
        migrations.RemoveConstraint(
            model_name="clockevent",
            name="clock_event_kind_is_known",
        ),
        migrations.AddField(
            model_name="clock",
            name="acknowledge_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="target_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="target_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="became",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="was",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "Running"),
                    ("starts-later", "Starts Later"),
                    ("paused", "Paused"),
                    ("open-ended", "Open Ended"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="clockevent",
            name="kind",
            field=models.CharField(max_length=20),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["running", "starts-later", "paused", "open-ended"])
                ),
                name="clock_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_on__isnull", False),
                        ("state", "running"),
                        ("statutory_on__isnull", False),
                    ),
                    models.Q(("state", "open-ended"), ("statutory_on", None)),
                    models.Q(
                        ("due_on", None),
                        ("state__in", ["starts-later", "paused"]),
                        ("statutory_on", None),
                    ),
                    _connector="OR",
                ),
                name="clock_has_a_due_date_if_it_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on", None),
                    ("state", "open-ended"),
                    models.Q(("due_on", models.F("statutory_on")), ("promise_on", None)),
                    models.Q(
                        ("due_on", models.F("statutory_on")),
                        ("promise_on__gte", models.F("statutory_on")),
                    ),
                    models.Q(("due_on", models.F("statutory_on")), ("extended", True)),
                    models.Q(
                        ("due_on", models.F("promise_on")),
                        ("extended", False),
                        ("promise_on__isnull", False),
                        ("promise_on__lt", models.F("statutory_on")),
                    ),
                    _connector="OR",
                ),
                name="clock_is_due_on_the_earlier_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "pause",
                            "id-requested",
                            "fee-charged",
                            "resume",
                            "id-received",
                            "fee-paid",
                            "id-waived",
                            "fee-waived",
                            "extend",
                            "receipt-corrected",
                            "holidays-changed",
                            "recalculated",
                            "reopened",
                        ),
                    )
                ),
                name="clock_event_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ("receipt-corrected", "holidays-changed", "recalculated", "reopened"),
                    ),
                    models.Q(("became", None), ("was", None)),
                    _connector="OR",
                ),
                name="clock_event_only_a_note_has_a_before",
            ),
        ),
    ]
