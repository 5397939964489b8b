"""A published policy stands for good: cases were promised its words and its times."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION companies_policy_is_pinned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'Policy % of company % is published and cannot be changed.',
            OLD.version, OLD.company_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER companies_policy_is_pinned BEFORE UPDATE OR DELETE ON companies_policy
    FOR EACH ROW EXECUTE FUNCTION companies_policy_is_pinned();
"""
BACKWARD = """
DROP TRIGGER companies_policy_is_pinned ON companies_policy;
DROP FUNCTION companies_policy_is_pinned();
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
