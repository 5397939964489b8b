"""What an owner handed in goes into the answer from where it lies, and stays on its record."""

from io import BytesIO

import pytest

from dsar.audit.models import Event
from dsar.cases import gates
from dsar.cases.answers import files_of
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Document
from dsar.cases.operations import answering
from dsar.content.taking_in import TakenIn
from dsar.fulfilment.models import System
from dsar.fulfilment.operations import asking, recording
from dsar.fulfilment.review import operations
from dsar.fulfilment.review.models import Finding
from dsar.fulfilment.review.taking import records_of, take_found
from dsar.vault import files
from dsar.vault.operations import unseal
from tests import desk

BY = {"actor": desk.OFFICER, "now": desk.MONDAY}


@pytest.fixture
def found(case) -> Document:
    """A file that came with the search of the archive."""
    system = System.objects.create(company=case.company, code="archive", name="Archive")
    (task,) = asking.ask_search(case_id=case.pk, systems=[system.pk], **BY)
    said = {"result": "found", "terms": "Robin", "found": "Calls.", "name": "Olive Owner"}
    uploads = [TakenIn("calls.csv", "text/csv", BytesIO(b"when,what"))]
    recording.record_search(
        case_id=case.pk, task_id=task.pk, uploads=uploads, **said | BY | {"actor": "owner"}
    )
    return case.documents.get()


def take(case, *documents, **given):
    said = {"explanation": "Your calls.", "review": True} | BY | given
    return take_found(case_id=case.pk, documents=[one.pk for one in documents], **said)


def test_it_is_the_same_file_in_the_answer_under_review_and_on_its_record(case, found):
    take(case, found)

    document = files_of(case).get()
    assert (document.pk, document.file_id) == (found.pk, found.file_id)
    assert unseal(document, "explanation") == "Your calls."
    assert Finding.objects.get().document_id == found.pk
    assert records_of(case)[found.pk].system.code == "archive"
    facts = Event.objects.get(event="answer.taken-from-search").facts
    assert facts == {"document": str(found.pk), "system": "archive"}
    assert [reason.place for reason in gates.reasons_of(case)] == ["review/"]


def test_without_review_nothing_waits_for_a_decision(case, found):
    take(case, found, review=False)

    assert not Finding.objects.exists()
    assert not gates.reasons_of(case)


def test_out_of_the_answer_it_is_what_was_found_again_and_waits_for_nobody(case, found):
    take(case, found)

    answering.remove_answer(case_id=case.pk, document_id=found.pk, **BY)

    found.refresh_from_db()
    assert found.kind == Document.Kind.FOUND
    assert b"".join(files.read(found.file)) == b"when,what"
    assert not gates.reasons_of(case)


def test_taken_a_second_time_it_is_decided_anew(case, found):
    take(case, found)
    decided = operations.Decided("keep", "nobody")
    operations.decide(case_id=case.pk, document_id=found.pk, decided=decided, **BY)
    answering.remove_answer(case_id=case.pk, document_id=found.pk, **BY)

    take(case, found)

    assert Finding.objects.get().decision == ""


def test_only_what_was_found_and_is_not_taken_can_be_taken(case, found):
    take(case, found)

    with pytest.raises(Invalid, match="that a search found and that are not taken yet"):
        take(case, found)
    with pytest.raises(Invalid, match="Choose files"):
        take(case)
    answering.remove_answer(case_id=case.pk, document_id=found.pk, **BY)
    with pytest.raises(Invalid, match="one plain sentence"):
        take(case, found, explanation=" ")


def test_nothing_is_taken_into_an_answer_that_left(case, found):
    desk.released(case)

    with pytest.raises(NotAllowed):
        take(case, found)


def test_whoever_approves_is_asked_anew(case, found):
    desk.ready(case)
    case.refresh_from_db()
    answering.send_back(case_id=case.pk, reason="The calls are missing.", **BY)
    take(case, found, review=False)
    desk.in_review(case)
    before = case.approvals.count()
    answering.remove_answer(case_id=case.pk, document_id=found.pk, **BY)

    take(case, found, review=False)

    assert case.approvals.count() > before


def test_whoever_took_it_approves_it_not(case, found):
    take(case, found, review=False, actor="user:3")
    desk.in_review(case)

    with pytest.raises(NotAllowed):
        answering.approve(case_id=case.pk, actor="user:3", now=desk.MONDAY)
