"""What came of a search is signed, sealed, never rewritten, and gone with the case."""

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Document, Notice
from dsar.cases.operations import erasing
from dsar.content.taking_in import TakenIn
from dsar.fulfilment.models import SearchRecord
from dsar.vault import files
from dsar.vault.operations import unseal
from tests import desk

from .conftest import BY, NOW, answer, ask


def test_it_says_what_was_looked_for_with_which_terms_and_who_signed(task, case):
    record = answer(task, terms="robin*", found="One contact of 2021.")

    said = unseal(record, "said")
    assert said["looked_for"] == [
        ["Name", "Robin Requester"],
        ["Email address", "robin@example.org"],
    ]
    assert (said["terms"], said["found"], said["name"]) == (
        "robin*", "One contact of 2021.", "Olive Owner",
    )  # fmt: skip
    task.refresh_from_db()
    assert (task.state, task.ended_by, task.token_hash) == ("done", "owner", "")


def test_the_chain_has_its_digest_and_no_word_of_it(task):
    record = answer(task)

    facts = Event.objects.get(event="search.recorded").facts
    assert facts["digest"] == hashlib.sha256(bytes(record.said)).hexdigest()
    assert (facts["system"], facts["result"]) == ("crm", "found")
    assert "Robin" not in str(facts)
    assert "Olive" not in str(facts)


def test_nothing_found_is_signed_as_well_and_needs_no_words_on_what(task):
    record = answer(task, result="nothing", found="")

    assert record.result == "nothing"
    assert unseal(record, "said")["name"] == "Olive Owner"


@pytest.mark.parametrize("field", ["result", "terms", "found", "name"])
def test_each_part_of_it_has_to_be_there(task, field):
    with pytest.raises(Invalid) as refused:
        answer(task, **{field: " "})

    assert refused.value.field == field
    assert not SearchRecord.objects.exists()


def test_no_statement_rewrites_or_deletes_it(task):
    answer(task)

    for statement in (
        "UPDATE fulfilment_searchrecord SET result = 'nothing'",
        "UPDATE fulfilment_searchrecord SET said = 'x'::bytea",
        "UPDATE fulfilment_searchrecord SET signed_at = now()",
        "DELETE FROM fulfilment_searchrecord",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_correction_is_another_record_and_only_the_desk_makes_one(task):
    first = answer(task)
    with pytest.raises(NotAllowed):
        answer(task)

    second = answer(task, result="nothing", **BY)

    assert second.corrects == first
    assert SearchRecord.objects.count() == 2
    assert Event.objects.filter(event="search.recorded").last().facts["corrects"] == str(first.pk)


def test_files_come_along_sealed_and_are_no_part_of_the_answer(task, case):
    upload = TakenIn("contact.csv", "text/csv", BytesIO(b"name,Robin\n"))

    record = answer(task, uploads=[upload])

    document = case.documents.get(kind=Document.Kind.FOUND)
    assert record.documents == [str(document.pk)]
    assert b"".join(files.read(document.file)) == b"name,Robin\n"
    assert unseal(document, "explanation") == "Found in Customer relationship system (CRM)"


def test_whoever_works_on_the_case_is_told_once_the_last_one_is_in(case, crm, company):
    from dsar.accounts.roles import Role

    desk.person(Role.OFFICER, company)
    first, second = ask(case, crm, company.systems.get(code="remote-access"))

    answer(first)
    assert not Notice.objects.filter(kind="searches-done").exists()
    answer(second)

    assert Notice.objects.filter(kind="searches-done").count() == 1


def test_erasing_the_case_takes_its_words_and_leaves_that_it_was_done(task, case, company):
    from dsar.accounts.roles import Role

    answer(task, uploads=[TakenIn("a.csv", "text/csv", BytesIO(b"name,Robin\n"))])
    desk.closed(case)
    erasing.ask_erasure(case_id=case.pk, ground="mistake", reason="A test.", **BY)
    lead = desk.person(Role.LEAD, company)
    erasing.agree_erasure(case_id=case.pk, actor=lead.actor, now=NOW)

    record = SearchRecord.objects.get()
    assert record.said is None
    assert (record.result, record.signed_by) == ("found", "owner")
    assert case.documents.get().file.__class__.objects.get().wrapped is None
