"""Handing a request to who decides, at the desk: what is asked, what is shown, what is refused."""

import pytest

from dsar.cases.models import Case
from dsar.cases.operations.intake import Person
from dsar.cases.operations.passing_on import Elsewhere
from dsar.outbox.models import Message as Mail
from tests import desk

from .conftest import page_of, words

SAID = {"outcome": "redirected", "reason": "Your employer decides."}
TO = {"organisation": "Example Bank", "organisation_email": "privacy@bank.example"}
WHAT = {"what": "A copy of my calls."}


def asked(company, may: str) -> Case:
    return desk.receive(company, elsewhere=Elsewhere("Example Bank", may, WHAT["what"]))


def mails(case: Case) -> int:
    return Mail.objects.filter(data_key=case.data_key, key__startswith="other:").count()


@pytest.mark.parametrize(
    ("may", "reads", "fields"),
    [
        ("yes", "They agreed that it is passed on", ["organisation", "organisation_email", "what"]),
        ("no", "nothing is passed on", []),
        (
            "unsure",
            "They want to be asked before",
            ["organisation", "organisation_email", "what", "agreed"],
        ),
    ],
)
def test_the_form_asks_only_what_they_allowed(company, client, signed_in, may, reads, fields):
    page = client.get(page_of(asked(company, may), "set_aside"))

    assert reads in words(page)
    assert list(page.context["form"].fields)[2:] == fields


def test_it_stands_there_ready_and_both_mails_are_read_before_they_go(company, client, signed_in):
    case = asked(company, "yes")
    page = client.get(page_of(case, "set_aside"))
    assert page.context["form"]["organisation"].value() == "Example Bank"
    assert page.context["form"]["what"].value() == "A copy of my calls."

    shown = client.post(page_of(case, "set_aside"), {**SAID, **TO, **WHAT, "preview": "1"})

    assert "Whom to answer: Robin Requester robin@example.org" in words(shown)
    assert "we passed your request on to Example Bank (privacy@bank.example)" in words(shown)
    assert mails(case) == 0


def test_it_is_sent_and_closed(company, client, signed_in):
    case = asked(company, "yes")

    assert client.post(page_of(case, "set_aside"), {**SAID, **TO, **WHAT}).status_code == 302

    assert mails(case) == 1
    assert "Passed on to Example Bank" in words(client.get(page_of(case)))


def test_a_name_that_stood_there_of_itself_passes_nothing_on(company, client, signed_in):
    case = asked(company, "yes")
    given = {**SAID, **WHAT, "organisation": "Example Bank", "organisation_email": ""}

    assert client.post(page_of(case, "set_aside"), given).status_code == 302
    assert mails(case) == 0


def test_whoever_wants_to_be_asked_is_asked(company, client, signed_in):
    case = asked(company, "unsure")

    refused = client.post(page_of(case, "set_aside"), {**SAID, **TO, **WHAT})

    assert refused.status_code == 400
    assert "Ask them first, and tick this once they have agreed." in words(refused)
    assert mails(case) == 0


def test_who_asks_for_somebody_else_is_shown_as_that_in_both_mails(company, client, signed_in):
    agent = Person("Lee Lawyer", email="lee@law.example", representing="Robin Requester")
    case = desk.receive(company, person=agent, elsewhere=Elsewhere("Bank", "yes", WHAT["what"]))

    shown = client.post(page_of(case, "set_aside"), {**SAID, **TO, **WHAT, "preview": "1"})

    assert "personal data of somebody else: Robin Requester" in words(shown)
    assert "the name of the person you ask for" in words(shown)
