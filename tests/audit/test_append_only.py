import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, models, transaction

from dsar.audit.models import Event
from dsar.audit.queries import GUARDS, guards_off
from dsar.audit.verifying import verify
from tests.audit.conftest import ACME, happen, sql

ATTEMPTS = [
    "INSERT INTO audit_event SELECT * FROM audit_event "
    "ON CONFLICT (id) DO UPDATE SET actor = 'user:8'",
    "MERGE INTO audit_event USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "UPDATE audit_event SET actor = 'user:8'",
    "UPDATE audit_event SET id = id + 1",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "TRUNCATE audit_event CASCADE",
]
ORDINARY, AS_REPLICA = "origin", "replica"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [ORDINARY, AS_REPLICA])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_event_cannot_be_changed_or_removed(attempt, role):
    happen()
    sql(f"SET LOCAL session_replication_role = {role}")
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        sql(attempt)
    assert verify()[0].clean
    assert Event.objects.get().actor == "user:7"


@pytest.mark.django_db
def test_the_orm_cannot_change_or_remove_one_either():
    happen()
    event = Event.objects.get()
    event.actor = "user:8"
    for attempt in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert Event.objects.get().actor == "user:7"


@pytest.mark.django_db
def test_a_replica_chains_what_it_adds():
    sql("SET LOCAL session_replication_role = replica")
    happen()
    happen()
    assert (verify()[0].events, verify()[0].clean) == (2, True)


def test_no_other_table_can_take_events_along_when_a_row_of_it_goes():
    keys = [field for field in Event._meta.get_fields() if isinstance(field, models.ForeignKey)]
    pointing = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Event
    ]
    assert keys == pointing == []


@pytest.mark.django_db
def test_the_database_knows_no_such_key_either():
    found = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND %s IN (conrelid, confrelid)"
    table = "'audit_event'::regclass"
    assert sql(found.replace("%s", table)) == [(0,)]


@pytest.mark.django_db
def test_the_guards_are_up_after_migrating():
    assert guards_off() == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["DISABLE", "ENABLE", "ENABLE REPLICA"])
@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_does_not_always_fire_is_noticed(guard, change):
    sql(f"ALTER TABLE audit_event {change} TRIGGER {guard}")
    assert guards_off() == [guard]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("guard", "weaker"),
    [
        ("audit_no_change", "BEFORE UPDATE ON audit_event FOR EACH ROW {calls}"),
        ("audit_no_change", "BEFORE DELETE OR UPDATE OF actor ON audit_event FOR EACH ROW {calls}"),
        ("audit_no_change", "BEFORE UPDATE OR DELETE ON audit_event FOR EACH STATEMENT {calls}"),
        (
            "audit_no_change",
            "BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW WHEN (OLD.seq < 0) {calls}",
        ),
        (
            "audit_no_change",
            "BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        ),
    ],
)
def test_a_guard_made_weaker_is_noticed(guard, weaker):
    sql(f"DROP TRIGGER {guard} ON audit_event")
    sql(f"CREATE TRIGGER {guard} {weaker.format(calls='EXECUTE FUNCTION audit_refuse()')}")
    sql(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {guard}")
    assert guards_off() == [guard]


@pytest.mark.django_db
def test_a_guard_that_refuses_no_more_is_noticed():
    sql(
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'"
    )
    assert guards_off() == ["audit_no_change", "audit_no_truncate"]


@pytest.mark.django_db
def test_who_may_only_add_adds(writer):
    happen()
    happen()
    assert (verify()[0].events, verify()[0].clean) == (2, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt",
    [
        *ATTEMPTS,
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event ADD COLUMN note text",
        "DROP TRIGGER audit_no_change ON audit_event",
        "DROP TABLE audit_event",
        "CREATE RULE nothing AS ON INSERT TO audit_event DO INSTEAD NOTHING",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "SET ROLE postgres",
    ],
)
def test_who_may_only_add_can_do_nothing_else(writer, attempt):
    happen()
    with pytest.raises((ProgrammingError, IntegrityError)) as refusal, transaction.atomic():
        sql(attempt)
    assert re.search("permission denied|must be owner|only ever added", str(refusal.value))
    assert (verify()[0].events, guards_off()) == (1, [])


@pytest.fixture
def writer(db):
    """The session acts as a role that may add and read events, and is neither owner nor more."""
    if not sql("SELECT 1 FROM pg_roles WHERE rolname = 'dsar_writer'"):
        pytest.skip("this server has no role dsar_writer, and its owner may not make one")
    sql("GRANT SELECT, INSERT ON audit_event TO dsar_writer")
    sql("GRANT USAGE ON SEQUENCE audit_event_id_seq TO dsar_writer")
    sql("SET LOCAL ROLE dsar_writer")


@pytest.mark.django_db(transaction=True)
def test_the_test_runner_can_empty_the_table_and_leaves_the_guards_up():
    happen()
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert guards_off() == []
    happen(company_id=ACME)
    with pytest.raises(IntegrityError):
        sql("TRUNCATE audit_event")
