"""A document is given, given without some places, or not given; and somebody has to say which."""

import pytest
from django.db import IntegrityError, transaction

from dsar.audit.models import Event
from dsar.cases.answers import files_of
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.gates import Held
from dsar.cases.left_out import schedule_of
from dsar.cases.models import Case, Document
from dsar.cases.operations import answering
from dsar.content import redacting
from dsar.content.redacting import Box
from dsar.fulfilment.review import operations
from dsar.fulfilment.review.models import Finding
from dsar.fulfilment.review.operations import Decided
from dsar.fulfilment.review.schedule import findings_of, number_of
from dsar.vault import files
from dsar.vault.operations import unseal
from tests import desk

from .conftest import LETTER, in_answer

LATER = desk.MONDAY
NAME = Box(0, 0.1, 0.0, 0.4, 0.05)
KEEP = Decided("keep", "nobody")
WITHHOLD = Decided(
    "withhold", "objected", "rights-of-others", "Kim Telltale, asked by phone", "No."
)
REDACT = Decided("redact", "unasked", "rights-of-others", "Kim Telltale, cannot be found")


def opened(document: Document) -> Finding:
    return operations.open_finding(**given(document))


def given(document: Document) -> dict:
    return {
        "case_id": document.case_id,
        "document_id": document.pk,
        "actor": desk.OFFICER,
        "now": LATER,
    }


def decide(document: Document, decided: Decided, **more) -> Finding:
    return operations.decide(**given(document), decided=decided, **more)


def redacted(document: Document) -> Finding:
    opened(document)
    operations.mark(**given(document), add=[NAME])
    copy = redacting.Redacted("application/pdf", b"%PDF-1.4 a copy")
    return decide(document, REDACT, copy=copy, places=[NAME])


def names(case: Case) -> list[tuple[str, bytes]]:
    return [
        (str(unseal(one.file, "name")), b"".join(files.read(one.file)))
        for one in files_of(case).select_related("file")
    ]


def test_an_answer_waits_for_whatever_is_undecided(case, document):
    opened(document)

    with pytest.raises(Held, match="1 document waits for a decision"):
        desk.in_review(case)

    decide(document, KEEP)
    desk.released(case)


def test_what_is_kept_is_given_as_it_is(case, document):
    opened(document)
    decide(document, KEEP)

    assert names(case) == [("letter.pdf", LETTER)]


def test_what_is_withheld_is_no_part_of_the_answer_and_still_there(case, document):
    opened(document)
    decide(document, WITHHOLD)

    assert names(case) == []
    document.refresh_from_db()
    assert b"".join(files.read(document.file)) == LETTER


def test_the_copy_is_given_and_never_the_original(case, document):
    finding = redacted(document)

    assert names(case) == [("Document 1.pdf", b"%PDF-1.4 a copy")]
    assert unseal(finding.copy, "explanation") == "A letter."
    document.refresh_from_db()
    assert document.kind == Document.Kind.HELD


def test_whose_copy_it_is_cannot_also_approve_it(case, document):
    redacted(document)

    assert desk.OFFICER in answering.preparers_of(case)


@pytest.mark.parametrize("decided", [KEEP, WITHHOLD])
def test_whoever_decided_about_a_document_cannot_also_approve_the_answer(case, document, decided):
    decider = desk.approver(case.company).actor
    opened(document)
    operations.decide(**given(document) | {"actor": decider}, decided=decided)

    send_to_review(case)

    with pytest.raises(NotAllowed, match="somebody else has to approve it"):
        answering.approve(case_id=case.pk, actor=decider, now=LATER)


def test_what_two_people_mark_at_once_is_marked(document):
    opened(document)
    bill, line = Box(0, 0.1, 0.5, 0.4, 0.55), Box(0, 0.1, 0.6, 0.4, 0.65)
    operations.mark(**given(document), add=[NAME, line])
    operations.mark(**given(document), add=[bill, NAME])
    finding = operations.mark(**given(document), off=[line])

    assert operations.places_of(finding) == [NAME, bill]


def test_whoever_decides_has_seen_what_is_marked(document):
    opened(document)
    operations.mark(**given(document), add=[NAME])

    with pytest.raises(NotAllowed, match="marked meanwhile"):
        decide(document, KEEP)


def test_a_copy_of_other_places_than_the_marked_is_refused(document):
    opened(document)
    operations.mark(**given(document), add=[NAME])
    copy = redacting.Redacted("application/pdf", b"%PDF-1.4 a copy")

    with pytest.raises(NotAllowed, match="marked meanwhile"):
        decide(document, REDACT, copy=copy, places=[Box(0, 0.5, 0.5, 0.6, 0.6)])


@pytest.mark.parametrize(
    ("decided", "says"),
    [
        (Decided("", "nobody"), "what happens"),
        (Decided("keep", ""), "whom it concerns"),
        (Decided("withhold", "nobody"), "a ground that the law knows"),
        (Decided("withhold", "nobody", "data-correct"), "a ground that the law knows"),
        (Decided("keep", "nobody", "rights-of-others"), "needs no ground"),
        (Decided("redact", "nobody", "rights-of-others"), "Mark the places"),
        (Decided("keep", "agreed"), "how they were asked"),
    ],
)
def test_a_decision_without_its_reasons_is_none(case, document, decided, says):
    opened(document)

    with pytest.raises(Invalid, match=says):
        decide(document, decided)

    assert not Finding.objects.get().decision


def test_it_is_decided_once_and_then_anew(case, document):
    redacted(document)
    with pytest.raises(NotAllowed, match="was decided already"):
        decide(document, KEEP)
    copy = files_of(case).get()

    operations.reconsider(**given(document))

    assert names(case) == [("letter.pdf", LETTER)]
    copy.file.refresh_from_db()
    assert copy.file.destroyed_at
    with pytest.raises(NotAllowed, match="not decided yet"):
        operations.reconsider(**given(document))


def test_a_second_person_is_asked_anew_after_any_decision(case, document):
    desk.in_review(case)
    asked = Event.objects.filter(event="approval.asked").count()

    opened(document)
    decide(document, KEEP)

    assert Event.objects.filter(event="approval.asked").count() == asked + 2


def test_a_copy_that_was_removed_holds_the_answer_back(case, document):
    redacted(document)
    copy = files_of(case).get()
    answering.remove_answer(case_id=case.pk, document_id=copy.pk, actor=desk.OFFICER, now=LATER)

    with pytest.raises(Held, match="decide about it anew"):
        desk.in_review(case)


def test_what_is_withheld_has_to_stand_in_the_answer(case, document):
    opened(document)
    decide(document, WITHHOLD)
    desk.in_review(case)

    with pytest.raises(Held, match="the answer does not say so"):
        desk.approved(case)


def test_the_letter_tells_what_was_left_out_and_why(case, document):
    redacted(document)
    put_forward(case)

    said = desk.letter(case, "answer")

    assert "Document 1, the parts that are blacked out." in said
    assert "letter.pdf" not in said
    assert "An answer would harm the rights of others (Art. 15(4) and 20(4) UK GDPR)" in said
    assert "Telltale" not in said


def test_the_letter_tells_it_in_the_language_of_the_person(document):
    case = document.case
    case.language = "de"
    case.save(update_fields=["language"])
    opened(document)
    decide(document, WITHHOLD)
    put_forward(case)

    said = desk.letter(case, "answer")

    assert "Dokument 1, das ganze Dokument." in said
    assert "letter.pdf" not in said
    assert "the whole document" not in said


def test_a_document_keeps_its_number_when_it_is_decided_anew(case, document):
    other = in_answer(case, name="Complaint by Kim Telltale.pdf")
    opened(other)
    decide(other, WITHHOLD)
    redacted(document)
    assert [one["name"] for one in schedule_of(case)] == ["Document 1", "Document 2"]

    operations.reconsider(**given(document))
    decide(document, WITHHOLD, places=[NAME])

    assert [(one["name"], one["whole"]) for one in schedule_of(case)] == [
        ("Document 1", True),
        ("Document 2", True),
    ]
    assert [number_of(one) for one in findings_of(case)] == [2, 1]


def test_a_copy_is_named_in_the_language_of_the_person(case, document):
    case.language = "sv"
    case.save(update_fields=["language"])

    redacted(document)

    assert names(case) == [("Dokument 1.pdf", b"%PDF-1.4 a copy")]


def put_forward(case: Case) -> None:
    send_to_review(case)
    desk.approved(case)
    answering.release(case_id=case.pk, actor="user:2", now=desk.MONDAY)


def send_to_review(case: Case) -> None:
    answering.send_to_review(
        case_id=case.pk,
        answer="Here it is.",
        withheld="rights-of-others",
        actor=desk.OFFICER,
        now=desk.MONDAY,
    )


def test_the_chain_names_nobody_and_no_word(case, document):
    redacted(document)

    found = Event.objects.filter(event__startswith="finding.").order_by("seq")
    facts = [event.facts for event in found]
    assert len(facts) == 3
    assert "Telltale" not in repr(facts)
    assert facts[-1]["decision"] == "redact"
    assert facts[-1]["ground"] == "rights-of-others"


def test_only_a_file_of_this_answer_comes_under_review_and_once(case, document):
    opened(document)
    with pytest.raises(NotAllowed, match="under review already"):
        opened(document)

    other = desk.identified(desk.receive(case.company))
    with pytest.raises(Invalid, match="no such file"):
        operations.open_finding(**given(document) | {"case_id": other.pk})
    with pytest.raises(Invalid, match="not under review"):
        operations.mark(**given(document) | {"case_id": other.pk}, add=[NAME])


@pytest.mark.parametrize(
    "change",
    [
        {
            "decision": "withhold",
            "consulted": "nobody",
            "decided_at": LATER,
            "decided_by": "user:1",
        },
        {"ground": "rights-of-others"},
        {"decision": "keep"},
    ],
)
def test_the_database_wants_reasons_too(document, change):
    opened(document)

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(**change)


def test_a_file_taken_out_of_the_answer_needs_no_decision(case, document):
    opened(document)
    answering.remove_answer(case_id=case.pk, document_id=document.pk, actor=desk.OFFICER, now=LATER)

    desk.in_review(case)
