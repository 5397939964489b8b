"""An officer says in which language somebody is written to from now on."""

import pytest

from dsar.audit.models import Event
from dsar.cases import letters
from dsar.cases.errors import Invalid
from dsar.cases.operations import addressing
from tests import desk

BY = {"actor": "user:1", "now": desk.MONDAY}


@pytest.fixture
def case(company):
    return desk.receive(company)


def test_what_is_written_next_is_in_that_language_and_what_was_stays(case):
    addressing.change_language(case_id=case.pk, language="sv", **BY)
    case.refresh_from_db()
    letters.send(case, "late", reasons="The archive.", **BY)

    assert case.messages.get(kind="received").language == "en"
    assert case.messages.get(kind="late").language == "sv"
    told = Event.objects.get(event="language.changed")
    assert told.facts == {"before": "en", "after": "sv"}


@pytest.mark.parametrize("language", ["en", "tlh", ""])
def test_one_that_we_do_not_write_or_write_already_changes_nothing(case, language):
    with pytest.raises(Invalid):
        addressing.change_language(case_id=case.pk, language=language, **BY)

    case.refresh_from_db()
    assert case.language == "en"
