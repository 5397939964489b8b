"""What looks like a machine's request is marked on the case, and found among the open ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_language_of_a_letter")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="suspected",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("suspected", ""), _negated=True),
                fields=["company", "created_at"],
                name="case_suspected",
            ),
        ),
    ]
