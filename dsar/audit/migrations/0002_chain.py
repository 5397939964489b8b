"""The triggers that number and link every event, and refuse every other change.

The digest covers, each with its length before it: version, previous digest, company, number,
microseconds since 1970 UTC, event, subject, actor, and the facts as PostgreSQL prints jsonb.
`dsar/audit/chain.py` computes the same without this code.
"""

from django.db import migrations

CHAIN = """
CREATE FUNCTION audit_part(part bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT int4send(octet_length(part)) || part $$;

CREATE FUNCTION audit_part(part text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT audit_part(convert_to(part, 'UTF8')) $$;

CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    -- Held until the end of the transaction: whoever comes next reads a committed last row, and a
    -- rollback leaves no hole.
    PERFORM pg_advisory_xact_lock(hashtextextended('dsar.audit', NEW.company_id));
    SELECT seq, digest INTO before FROM audit_event
        WHERE company_id = NEW.company_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(before.seq, 0) + 1;
    NEW.prev := coalesce(before.digest, decode(repeat('00', 32), 'hex'));
    NEW.digest := sha256(
        audit_part('dsar.audit/1')
        || audit_part(NEW.prev)
        || audit_part(NEW.company_id::text)
        || audit_part(NEW.seq::text)
        || audit_part(trunc(extract(epoch FROM NEW.at) * 1000000)::text)
        || audit_part(NEW.event::text)
        || audit_part(NEW.subject::text)
        || audit_part(NEW.actor::text)
        || audit_part(NEW.facts::text)
    );
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'restrict_violation';
END $$;

-- A temporary table named audit_event must not stand in for the real one.
DO $$
DECLARE
    path text := format('pg_catalog, %I, pg_temp', current_schema());
BEGIN
    EXECUTE 'ALTER FUNCTION audit_append() SET search_path = ' || path;
END $$;

CREATE TRIGGER audit_append BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- ALWAYS: session_replication_role = replica switches ordinary triggers off.
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_append;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_no_change;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_no_truncate;
"""

UNCHAIN = """
DROP TRIGGER audit_no_truncate ON audit_event;
DROP TRIGGER audit_no_change ON audit_event;
DROP TRIGGER audit_append ON audit_event;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_append();
DROP FUNCTION audit_part(text);
DROP FUNCTION audit_part(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
