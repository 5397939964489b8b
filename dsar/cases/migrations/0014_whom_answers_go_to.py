"""An answer goes to a contact that was proved theirs; and when it went is not moved afterwards."""

from django.db import migrations, models
from django.db.models import F, Q

# A code that came back, their account, or an address on file: what proved the contact until now.
PROVED = """
UPDATE cases_case SET contact_confirmed_at = found.at FROM (
    SELECT v.id, coalesce(
        (SELECT max(i.confirmed_at) FROM identity_item i
            WHERE i.verification_id = v.id AND i.kind IN ('email', 'account')),
        CASE WHEN v.reason = 'known-contact' THEN v.decided_at END) AS at
    FROM identity_verification v) found
WHERE cases_case.verification_id = found.id AND contact_changed_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
GUARDS = """
CREATE FUNCTION cases_case_needs_recipient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NOT NULL THEN
        IF OLD.released_at <> NEW.released_at OR OLD.goes_to <> NEW.goes_to THEN
            RAISE EXCEPTION 'when an answer went, and to whom, is not rewritten'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END IF;
    IF NEW.goes_to = 'post'
        OR NEW.goes_to = 'proved' AND NEW.contact_confirmed_at IS NOT NULL
        OR NEW.goes_to = 'unproved'
            AND EXISTS (SELECT FROM identity_verification
                WHERE id = NEW.verification_id AND reason = 'no-data-leaves')
            AND NOT EXISTS (SELECT FROM cases_document WHERE case_id = NEW.id AND kind = 'answer')
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'an answer goes to a contact that was proved theirs'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER cases_case_needs_recipient
    AFTER INSERT OR UPDATE OF released_at, goes_to ON cases_case
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL)
    EXECUTE FUNCTION cases_case_needs_recipient();

-- An answer that is out no more has used up its approval: it does not go out again under the same.
CREATE FUNCTION cases_case_ends_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_approval WHERE id = OLD.release_approval_id AND state = 'approved')
        AND NOT EXISTS (SELECT FROM cases_case
            WHERE id = OLD.id AND release_approval_id = OLD.release_approval_id
                AND released_at = OLD.released_at)
    THEN
        RAISE EXCEPTION 'an answer was taken back, and its approval still counts'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_case_ends_approval
    AFTER UPDATE OF released_at, release_approval_id ON cases_case
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION cases_case_ends_approval();

-- The approval was asked for this contact, not for an earlier one.
CREATE OR REPLACE FUNCTION cases_case_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM cases_approval WHERE id = NEW.release_approval_id
        AND case_id = NEW.id AND kind = 'release' AND state = 'approved'
        AND (NEW.contact_changed_at IS NULL OR asked_at >= NEW.contact_changed_at) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an answer leaves only with the approval of another person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""
NO_GUARDS = """
CREATE OR REPLACE FUNCTION cases_case_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM cases_approval WHERE id = NEW.release_approval_id
        AND case_id = NEW.id AND kind = 'release' AND state = 'approved' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an answer leaves only with the approval of another person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER cases_case_ends_approval ON cases_case;
DROP FUNCTION cases_case_ends_approval();
DROP TRIGGER cases_case_needs_recipient ON cases_case;
DROP FUNCTION cases_case_needs_recipient();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_incidents"), ("identity", "0002_more_ways_to_prove")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="goes_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("proved", "An address that was proved theirs"),
                    ("post", "A postal address, on paper"),
                    (
                        "unproved",
                        "An address that nobody proved: words only, nothing about anybody",
                    ),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="case", name="contact_confirmed_after_change"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(contact_confirmed_at=None)
                | Q(contact_changed_at=None)
                | Q(contact_confirmed_at__gte=F("contact_changed_at")),
                name="contact_confirmed_after_change",
            ),
        ),
        migrations.RunSQL(PROVED, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
