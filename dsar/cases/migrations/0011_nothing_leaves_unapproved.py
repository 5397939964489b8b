"""No answer is out without the approval of another person, whoever writes to these tables."""

from django.db import migrations, models
from django.db.models import Q

# What was answered before approvals were kept says so.
BEFORE = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO cases_approval (id, company_id, case_id, kind, digest, state, prepared_by, asked_by,
    asked_at, approved_by, approved_at, alone_because, ended_by)
SELECT gen_random_uuid(), company_id, id, 'release', '', 'approved', '[]', 'system', released_at,
    'system', released_at, 'Answered before approvals were kept.', ''
FROM cases_case WHERE released_at IS NOT NULL;
UPDATE cases_case SET release_approval_id = a.id FROM cases_approval a
WHERE a.case_id = cases_case.id AND cases_case.released_at IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;
"""
GUARDS = """
ALTER TABLE cases_case ADD CONSTRAINT case_release_approval_of_its_company
    FOREIGN KEY (release_approval_id, company_id) REFERENCES cases_approval (id, company_id);

CREATE FUNCTION cases_case_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM cases_approval WHERE id = NEW.release_approval_id
        AND case_id = NEW.id AND kind = 'release' AND state = 'approved' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an answer leaves only with the approval of another person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_case_needs_approval
    AFTER INSERT OR UPDATE OF released_at, release_approval_id ON cases_case
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION cases_case_needs_approval();

CREATE FUNCTION cases_approval_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.case_id, OLD.company_id, OLD.kind, OLD.digest, OLD.prepared_by, OLD.asked_by,
            OLD.asked_at)
        IS DISTINCT FROM (NEW.case_id, NEW.company_id, NEW.kind, NEW.digest, NEW.prepared_by,
            NEW.asked_by, NEW.asked_at)
        OR OLD.approved_at IS NOT NULL AND (OLD.approved_by, OLD.approved_at, OLD.alone_because)
            IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.alone_because)
        OR OLD.ended_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'what was approved, and by whom, is not rewritten'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> 'approved' AND EXISTS (
        SELECT FROM cases_case WHERE release_approval_id = OLD.id AND released_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'the answer is out under this approval' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_approval_is_kept BEFORE UPDATE ON cases_approval
    FOR EACH ROW EXECUTE FUNCTION cases_approval_is_kept();
"""
NO_GUARDS = """
DROP TRIGGER cases_approval_is_kept ON cases_approval;
DROP FUNCTION cases_approval_is_kept();
DROP TRIGGER cases_case_needs_approval ON cases_case;
DROP FUNCTION cases_case_needs_approval();
ALTER TABLE cases_case DROP CONSTRAINT case_release_approval_of_its_company;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_approvals")]
    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(released_at=None, release_approval=None)
                | Q(released_at__isnull=False, release_approval__isnull=False),
                name="released_with_approval",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
