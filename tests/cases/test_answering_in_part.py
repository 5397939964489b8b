"""Leaving something out is a refusal in part: it needs a ground, and the letter says which."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsar.cases.errors import Invalid
from dsar.cases.labels import label_of, next_step
from dsar.cases.models import Case
from dsar.cases.operations import answering, closing
from dsar.cases.transitions import Outcome
from dsar.vault.operations import unseal
from tests import desk

BY = {"actor": "user:1", "now": desk.MONDAY + timedelta(days=1)}


def drafted(case: Case, withheld: str) -> Case:
    return answering.send_to_review(
        case_id=case.pk, answer="Two recordings are missing.", withheld=withheld, **BY
    )


def released(case: Case, withheld: str) -> str:
    """The letter."""
    drafted(case, withheld)
    desk.approved(case, now=BY["now"])
    answering.release(case_id=case.pk, **BY)
    return unseal(case.messages.get(kind="answer"), "body")["text"]


def close(case: Case, outcome: str) -> Case:
    return closing.close(case_id=case.pk, outcome=outcome, **BY)


def test_the_letter_names_the_ground_its_article_and_where_to_complain(identified):
    text = released(identified, "rights-of-others")

    assert "Two recordings are missing." in text
    assert "would harm the rights of others (Art. 15(4) and 20(4) UK GDPR)" in text
    assert "Information Commission" in text


def test_a_whole_answer_speaks_of_nothing_left_out(identified):
    assert "left out" not in released(identified, "")


def test_what_was_answered_in_part_closes_as_that_and_as_nothing_else(identified):
    released(identified, "rights-of-others")

    with pytest.raises(Invalid, match="close it as partly fulfilled"):
        close(identified, Outcome.FULFILLED)
    assert close(identified, Outcome.PARTLY_FULFILLED).outcome == Outcome.PARTLY_FULFILLED


def test_it_is_called_so_from_the_release_on(identified):
    released(identified, "rights-of-others")
    identified.refresh_from_db()

    assert label_of(identified).requester == "We have answered, with some things left out"
    assert next_step(identified) == ("close", "Close")


def test_what_left_nothing_out_does_not_close_as_answered_in_part(identified):
    released(identified, "")

    with pytest.raises(Invalid, match="left nothing out"):
        close(identified, Outcome.PARTLY_FULFILLED)


def test_a_ground_for_deletions_leaves_nothing_out_of_a_copy(identified):
    with pytest.raises(Invalid, match="knows for this right"):
        drafted(identified, "legal-obligation")


def test_a_second_draft_replaces_the_ground_of_the_first(identified):
    drafted(identified, "rights-of-others")
    answering.send_back(case_id=identified.pk, reason="They may have them.", **BY)

    assert drafted(identified, "").withheld_ground == ""


def test_partly_fulfilled_without_a_ground_is_impossible_even_by_sql(identified):
    with pytest.raises(IntegrityError, match="partly_only_with_ground"), transaction.atomic():
        Case.objects.filter(pk=identified.pk).update(
            status="closed", outcome="partly_fulfilled", closed_at=BY["now"]
        )
