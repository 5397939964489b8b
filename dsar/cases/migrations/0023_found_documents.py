"""What a search found is kept among the documents of a case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_documents_held_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Answer"),
                    ("sent", "Sent by the requester"),
                    ("held", "Not given: withheld, or given as a redacted copy"),
                    ("found", "Found in a system"),
                ],
                max_length=10,
            ),
        ),
    ]
