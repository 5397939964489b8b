from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_authority_asks")]
    operations = [
        migrations.AlterField(
            model_name="approval",
            name="kind",
            field=models.CharField(
                choices=[("release", "An answer"), ("refusal", "A refusal"), ("fee", "A fee")],
                max_length=10,
            ),
        ),
    ]
