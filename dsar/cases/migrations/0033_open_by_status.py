from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_carried_out_approvals")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=["status", "company"],
                name="case_open_by_status",
            ),
        ),
    ]
