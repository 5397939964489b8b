"""A case can be asked under another law than the company's, and come from an agent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_snoozes"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="regime",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("form", "Web form"),
                    ("email", "Email"),
                    ("post", "Letter"),
                    ("phone", "Phone"),
                    ("counter", "In person"),
                    ("api", "API"),
                    ("drp", "Data Rights Protocol"),
                ],
                max_length=10,
            ),
        ),
    ]
