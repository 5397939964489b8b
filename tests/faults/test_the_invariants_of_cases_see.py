"""Each of the other invariants is broken once, and says so."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from dsar.cases.approval import Approval
from dsar.cases.models import Case
from dsar.vault import files
from dsar.vault.models import SealedFile
from tests import desk
from tests.faults import invariants_of_cases
from tests.faults.test_the_invariants_see import on_one, run, without_key

pytestmark = pytest.mark.django_db


def receive_without_a_word() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE audit_event DISABLE TRIGGER USER")
    run("DELETE FROM audit_event WHERE event = 'case.received'")
    run("ALTER TABLE audit_event ENABLE TRIGGER USER")


def close_without_a_word() -> None:
    on_one("cases_case", "status = 'closed', outcome = 'withdrawn', closed_at = now()")


def settle_without_a_word() -> None:
    on_one("cases_case", "identity_settled_at = now()")


def move_a_clock_without_a_word() -> None:
    clock, now = Case.objects.get().clock, timezone.now()
    clock.events.create(company_id=clock.company_id, kind="pause", on=now.date(), recorded_at=now)


def approve_without_a_word() -> None:
    case = Case.objects.get()
    Approval.objects.create(
        case=case,
        company=case.company,
        kind="release",
        state="approved",
        prepared_by=["user:1"],
        asked_by="user:1",
        asked_at=case.received_at,
        approved_by="user:2",
        approved_at=timezone.now(),
    )


def release_alone() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE cases_case DISABLE TRIGGER USER")
    run("ALTER TABLE cases_case DROP CONSTRAINT released_only_if_identity_settled")
    without_key("cases_case", "released_with_approval", "released_at = received_at")


def harm_a_ciphertext() -> None:
    on_one("cases_case", "person = set_byte(person, 40, get_byte(person, 40) # 1)")


def leave_bytes() -> None:
    files.destroy(file_id=SealedFile.objects.get().pk, now=timezone.now())
    on_one("vault_sealedfile", "stored_as = 'somewhere'")


def say_it_in_clear() -> None:
    on_one("cases_case", "external_id = 'for Robin Requester'")


def harm_a_message() -> None:
    on_one("cases_message", "body = set_byte(body, 40, get_byte(body, 40) # 1)")


def write_a_message_in_clear() -> None:
    on_one("cases_message", "body = convert_to('\"I am Robin Requester\"', 'UTF8')")


def keep_it_in_a_new_column() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("CREATE TABLE cases_novelty (id int, kept bytea)")
    run("INSERT INTO cases_novelty VALUES (1, convert_to('of robin@example.org', 'UTF8'))")


BREAKS: dict[str, tuple[str, Callable[[], None]]] = {
    "a case that nobody recorded": ("2", receive_without_a_word),
    "an end that nobody recorded": ("2", close_without_a_word),
    "a proof that nobody recorded": ("2", settle_without_a_word),
    "a pause that nobody recorded": ("2", move_a_clock_without_a_word),
    "an approval that nobody recorded": ("2", approve_without_a_word),
    "an answer that is out alone": ("8", release_alone),
    "a ciphertext of other bytes": ("10", harm_a_ciphertext),
    "bytes of what was destroyed": ("11", leave_bytes),
    "a name in clear": ("12", say_it_in_clear),
    "a message of other bytes": ("10", harm_a_message),
    "a message in clear": ("10 12", write_a_message_in_clear),
    "an address in bytes that nobody knew of": ("12", keep_it_in_a_new_column),
}
WORDS = ["Robin Requester", "robin@example.org"]


@pytest.fixture
def case() -> Case:
    found = desk.receive(desk.publish())
    desk.a_file(found)
    assert invariants_of_cases.broken(told=[found.reference], words=WORDS) == []
    return found


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_one_is_named(name: str, case: Case) -> None:
    numbers, do = BREAKS[name]

    do()

    found = invariants_of_cases.broken(told=[case.reference], words=WORDS)
    assert [rule.split()[0] for rule in found] == numbers.split()


def test_a_reference_that_leads_nowhere_is_named(case: Case) -> None:
    (rule,) = invariants_of_cases.broken(told=[case.reference, "NIP-2222-22"])

    assert rule == "1 each reference that was told has a case: NIP-2222-22"
