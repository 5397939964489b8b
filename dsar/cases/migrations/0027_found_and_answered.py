"""What a search found can be part of the answer, and is not lost when it is taken out again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_restriction_ends"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="was_found",
            field=models.BooleanField(default=False),
        ),
    ]
