from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_whom_answers_go_to")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("by_post", True), ("posted_at", None)),
                fields=["company", "at"],
                name="message_to_post",
            ),
        ),
    ]
