"""A company's Jira can be connected as its Zendesk can."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0003_tickets_not_taken")]

    operations = [
        migrations.AddField(
            model_name="helpdesk",
            name="email_field",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="helpdesk",
            name="name_field",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="helpdesk",
            name="system",
            field=models.CharField(
                choices=[("zendesk", "Zendesk"), ("jira", "Jira")], max_length=10
            ),
        ),
    ]
