"""A document may be held back: it stays sealed, outside the answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_actiontaken")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Answer"),
                    ("sent", "Sent by the requester"),
                    ("held", "Not given: withheld, or given as a redacted copy"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("id", "company"), name="document_with_company"
            ),
        ),
    ]
