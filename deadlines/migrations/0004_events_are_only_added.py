"""What happened to a clock stays as it was recorded: a mistake is put right by another event."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION deadlines_clockevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The events of a clock are only ever added.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER deadlines_clockevent_no_change BEFORE UPDATE OR DELETE ON deadlines_clockevent
    FOR EACH ROW EXECUTE FUNCTION deadlines_clockevent_refuse();
ALTER TABLE deadlines_clockevent ENABLE ALWAYS TRIGGER deadlines_clockevent_no_change;
"""
BACKWARD = """
DROP TRIGGER deadlines_clockevent_no_change ON deadlines_clockevent;
DROP FUNCTION deadlines_clockevent_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_notes_and_targets")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
