"""A complaint names the request that it is about, which is its own company's."""

import django.db.models.deletion
from django.db import migrations, models

TIE = (
    "ALTER TABLE cases_case ADD CONSTRAINT case_about_of_its_company "
    "FOREIGN KEY (about_id, company_id) REFERENCES cases_case (id, company_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_asked_together")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints",
                to="cases.case",
            ),
        ),
        migrations.RunSQL(TIE, "ALTER TABLE cases_case DROP CONSTRAINT case_about_of_its_company"),
    ]
