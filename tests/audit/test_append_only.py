import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, models, transaction

from dsar.audit.models import Event
from dsar.audit.queries import GUARDS, guards_off
from dsar.audit.verifying import verify
from tests.audit.conftest import ACME, happen, sql

ATTEMPTS = [
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
def test_the_guards_are_up_after_migrating():
    assert guards_off() == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["DISABLE", "ENABLE", "ENABLE REPLICA"])
@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_does_not_always_fire_is_noticed(guard, change):
    sql(f"ALTER TABLE audit_event {change} TRIGGER {guard}")
    assert guards_off() == [guard]


@pytest.mark.django_db(transaction=True)
def test_the_test_runner_can_empty_the_table_and_leaves_the_guards_up():
    happen()
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert guards_off() == []
    happen(company_id=ACME)
    with pytest.raises(IntegrityError):
        sql("TRUNCATE audit_event")
