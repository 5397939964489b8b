"""Saying no: with a ground, its article and where to complain."""

from datetime import timedelta

import pytest

from dsar.audit.models import Event
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import extending
from tests import desk
from tests.desk import ask_fee, letter

LATER = desk.MONDAY + timedelta(days=4)
BY = {"actor": "user:1", "now": LATER}


def extend(case: Case, **change) -> Case:
    given = {"ground": "complexity", "reasons": "Seven systems."} | BY | change
    return extending.extend(case_id=case.pk, **given)


def refuse(case: Case, **change) -> Case:
    given = {"ground": "manifestly-excessive", "facts": "The fourth time."} | BY | change
    return desk.refused(case, **given)


def test_a_refusal_says_ground_article_reasons_and_where_to_go(case):
    refuse(case)

    text = letter(case, "refused")
    for words in (
        "Art. 12(5)(b)",
        "The fourth time.",
        "Information Commission",
        "court",
        "30 days",
    ):
        assert words in text


@pytest.mark.parametrize("right", ["marketing", "consent"])
def test_opting_out_is_neither_refused_nor_charged_for(company, right):
    case = desk.receive(company, right)

    with pytest.raises(Invalid, match="no ground"):
        refuse(case)
    with pytest.raises(Invalid, match="lawful ground"):
        ask_fee(case)


def test_a_stranger_is_not_told_by_a_refusal_what_is_held(company):
    case = desk.receive(company, "rectification")

    with pytest.raises(Invalid, match="who is asking"):
        refuse(case, ground="data-correct", facts="We compared it with the contract.")
    assert not case.messages.filter(kind="refused").exists()

    desk.identified(case)
    assert refuse(case, ground="data-correct").outcome == "refused"


def test_what_is_asked_has_to_be_named_before_it_is_refused(company):
    with pytest.raises(NotAllowed, match="which right"):
        refuse(desk.receive(company, "other"))


def test_a_ground_for_deletion_is_none_for_a_copy(case):
    with pytest.raises(Invalid, match="for this right"):
        refuse(case, ground="legal-obligation")


def test_a_late_refusal_in_the_eu_is_sent_and_recorded_as_late(swedish):
    case = desk.receive(swedish)
    extend(case)

    refuse(case, now=desk.MONDAY + timedelta(days=40))

    assert Event.objects.get(event="case.closed").facts["late"] is True
