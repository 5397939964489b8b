"""An event or a reminder has the company of its clock: the key holds both."""

from django.db import migrations


def key(table: str) -> migrations.RunSQL:
    name = f"{table}_of_the_clocks_company"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (clock_id, company_id) "
        f"REFERENCES deadlines_clock (id, company_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [key("deadlines_clockevent"), key("deadlines_reminder")]
