"""What stays of an erasure: which key, which epoch, when, and when backups are over too."""

import io
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from dsar.local.postgres import DESK
from dsar.tenancy import roles
from dsar.vault import certificates, epochs, files, keystore, search, tombstones
from dsar.vault.certificates import Certificate
from dsar.vault.models import CompanyKey, DataKey, SealedFile, Shredding
from dsar.vault.operations import new_key, shred
from tests import desk
from tests.vault.conftest import ACME, GLOBEX, NOW

pytestmark = pytest.mark.django_db(transaction=True)
MIDDLE = NOW + timedelta(days=10)


def only(key: DataKey) -> Certificate:
    [found] = certificates.found(data_key_id=key.pk)
    return found


@pytest.fixture
def erased(disk) -> DataKey:
    key = new_key(company_id=ACME, now=NOW)
    search.index(data_key=key, kind="name", value="Ada Example")
    for name in ("passport.pdf", "letter.pdf"):
        stream = io.BytesIO(b"x")
        files.store(data_key=key, name=name, content_type="", stream=stream, now=NOW)
    shred(data_key_id=key.pk, now=MIDDLE, what="NEXT-7K3Q-9M")
    return key


def test_it_says_what_went_and_when(erased) -> None:
    found = only(erased)
    assert (found.what, found.at, found.company_id, found.epoch) == (
        "NEXT-7K3Q-9M",
        MIDDLE,
        ACME,
        1,
    )
    assert (found.data_key_id, found.files, found.tokens) == (erased.pk, 2, 2)
    assert found.listed


def test_until_the_epoch_ends_it_names_the_day_after_its_planned_end(settings, erased) -> None:
    assert settings.EPOCH_DAYS == 35
    found = only(erased)
    assert (found.backups_on, found.backups_done) == (date(2026, 12, 8), False)
    assert "become unreadable by 8 December 2026" in found.sentence()


def test_after_the_epoch_it_names_the_day_it_ended(erased) -> None:
    epochs.turn_due(now=NOW + timedelta(days=35))
    found = only(erased)
    assert (found.backups_on, found.backups_done) == (date(2026, 12, 7), True)
    assert "No backup has been readable since 7 December 2026" in found.sentence()


def test_the_date_that_was_promised_is_kept_when_rounds_come(settings, erased) -> None:
    """A desk that looks once an hour turns before the day that it named has begun."""
    promised = only(erased).backups_on
    moment = NOW
    while not only(erased).backups_done:
        moment += timedelta(hours=1)
        epochs.turn_due(now=moment)
    assert only(erased).backups_on <= promised


def test_an_epoch_that_is_overdue_promises_nothing_in_the_past(disk) -> None:
    key = new_key(company_id=ACME, now=NOW)
    late = NOW + timedelta(days=99)
    shred(data_key_id=key.pk, now=late)
    assert only(key).backups_on == (late + timedelta(days=1)).date()


def test_without_epochs_no_date_is_promised(settings) -> None:
    settings.EPOCH_DAYS = 0
    key = new_key(company_id=ACME, now=NOW)
    shred(data_key_id=key.pk, now=NOW)
    assert only(key).backups_on is None
    assert "until somebody turns the epoch" in only(key).sentence()


def test_a_key_that_lay_in_the_database_promises_no_date_either() -> None:
    key = new_key(company_id=ACME, now=NOW)
    wrapped = keystore.read(key.company_key.stored_as).key
    CompanyKey.objects.filter(epoch=1).update(stored_as="", wrapped=wrapped)
    shred(data_key_id=key.pk, now=NOW)
    assert only(key).backups_on is None

    epochs.turn_due(now=NOW)  # the key goes; the backups keep theirs

    assert (only(key).backups_on, only(key).backups_done) == (None, False)
    assert "until the root key is turned" in only(key).sentence()


def test_twice_erased_is_certified_once(erased) -> None:
    again = shred(data_key_id=erased.pk, now=MIDDLE + timedelta(days=1), what="another")
    assert (again.at, again.what) == (MIDDLE, "NEXT-7K3Q-9M")
    assert Shredding.objects.count() == 1


def test_the_database_refuses_a_certificate_for_another_company(erased) -> None:
    with pytest.raises(IntegrityError, match="same_company"), transaction.atomic():
        Shredding.objects.update(company_id=GLOBEX)


def test_the_command_prints_them_for_people_and_for_machines() -> None:
    company = desk.publish()
    case = desk.receive(company)
    shred(data_key_id=case.data_key_id, now=desk.MONDAY, what=case.reference)

    call_command("erasure_certificates", company="nexus-ip", stdout=(told := StringIO()))
    assert told.getvalue().startswith(f"nexus-ip, {case.reference}: Erased on 23 November 2026")

    call_command("erasure_certificates", "--json", stdout=(told := StringIO()))
    [line] = [json.loads(line) for line in told.getvalue().splitlines()]
    assert (line["company"], line["data_key_id"]) == ("nexus-ip", str(case.data_key_id))

    call_command("erasure_certificates", "--since=2026-11-24", stdout=(told := StringIO()))
    assert told.getvalue() == ""
    with pytest.raises(CommandError, match="There is no company nobody"):
        call_command("erasure_certificates", company="nobody")


def test_what_was_erased_before_there_were_certificates_gets_one(settings, tmp_path) -> None:
    settings.TOMBSTONES = str(tmp_path)
    executor = MigrationExecutor(connection)
    before = executor.loader.project_state([("vault", "0002_tenancy")]).apps
    try:
        executor.migrate([("vault", "0002_tenancy")])
        key = before.get_model("vault", "CompanyKey").objects.create(
            company_id=ACME, epoch=1, wrapped=b"x", created_at=NOW
        )
        old = before.get_model("vault", "DataKey").objects.create(
            company_id=ACME, company_key=key, destroyed_at=NOW, created_at=NOW
        )
    finally:
        # All of them: what needs the vault's newer tables went back with it, guards and rights too.
        call_command("migrate", verbosity=0)
        roles.grant(connection, DESK)

    found = only(old)
    assert (found.at, found.what, found.backups_on) == (NOW, "data key", None)
    assert tombstones.list_owed(now=NOW) == 1
    assert not SealedFile.objects.exists()
