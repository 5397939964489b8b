"""Whoever a requester named as the contact instead learns it from us, once (Art. 14)."""

from datetime import timedelta

import pytest

from dsar.audit.queries import history
from dsar.cases.models import Case
from dsar.cases.operations.intake import Person
from dsar.outbox.models import Message as Mail
from dsar.portal.own_page import letters_of
from dsar.vault.operations import unseal
from tests import desk

NOW = desk.MONDAY + timedelta(hours=3)
REPLACED = {
    "places": [{"code": "crm", "name": "CRM", "what": "replaced", "ground": "", "why": ""}],
    "contact": "the office manager",
    "recipients": "Nobody had received them.",
    "tell_named": True,
}
COLLEAGUE = ("Alex Colleague", "alex@bank.example")


def deletion(company, **given) -> Case:
    given.setdefault("colleague", COLLEAGUE)
    return desk.identified(desk.receive(company, "erasure", **given))


def recorded(case: Case, **change) -> Case:
    return desk.done(case, body=REPLACED | change)


def mails(case: Case) -> list[dict]:
    sent = Mail.objects.filter(data_key=case.data_key, key__startswith="other:")
    return [unseal(one, "payload") for one in sent]


def test_they_read_who_has_their_name_from_whom_for_what_and_how_to_object(company) -> None:
    case = recorded(deletion(company))

    [mail] = mails(case)
    assert mail["to"] == "alex@bank.example"
    for said in (
        "Dear Alex Colleague,",
        "Nexus IP has your name and this work email address from Robin Requester",
        "to stay in touch with your organisation",
        "our legitimate interest (Art. 6(1)(f) UK GDPR)",
        "You can object to that at any time.",
        f"/{company.slug}/",
        "complain to the supervisory authority: Information Commission",
    ):
        assert said in mail["text"], said


def test_they_do_not_read_what_the_requester_asked_for(company) -> None:
    [mail] = mails(recorded(deletion(company, text="Delete my calls.")))

    assert "Delete my calls" not in mail["text"]
    assert "delet" not in mail["text"].partition("You can object")[0]


def test_they_are_told_once_however_often_it_is_recorded(company) -> None:
    case = recorded(deletion(company))

    recorded(case, contact="the director")

    assert len(mails(case)) == 1
    told = [one for one in history(case.company_id, case.reference) if one.event == "contact.told"]
    assert [one.facts for one in told] == [{}]


def test_the_requesters_page_does_not_show_that_mail(company) -> None:
    case = recorded(deletion(company))

    assert case.messages.filter(kind="new_contact").exists()
    assert not [one for one in letters_of(case, now=NOW) if "alex@bank.example" in one.text]


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({"colleague": None}, {}),
        ({}, {"tell_named": False}),
        ({}, {"places": [REPLACED["places"][0] | {"what": "deleted"}], "contact": ""}),
        ({}, {"nothing_held": True}),
    ],
    ids=["no address", "somebody else", "not replaced", "nothing held"],
)
def test_nobody_else_is_written_to(company, given, change) -> None:
    case = recorded(deletion(company, **given), **change)

    assert mails(case) == []


@pytest.mark.parametrize(
    ("language", "reads"),
    [
        ("sv", "artikel 6.1 f i UK GDPR"),
        ("de", "Art. 6 Abs. 1 Buchst. f UK GDPR"),
        ("nl", "van Robin Requester"),
        ("fr", "de Robin Requester"),
    ],
)
def test_it_speaks_the_language_of_the_request(company, language, reads) -> None:
    [mail] = mails(recorded(deletion(company, language=language)))

    assert reads in mail["text"]


def test_a_name_that_is_a_link_is_left_out(company) -> None:
    case = deletion(
        company,
        person=Person("https://evil.example", email="robin@example.org"),
        colleague=("www.evil.example", "alex@bank.example"),
    )

    [mail] = mails(recorded(case))

    assert "evil" not in mail["text"]
    assert mail["text"].startswith("Good day,")
    assert "from a colleague of yours" in mail["text"]


def test_where_they_gave_no_name_none_is_claimed(company) -> None:
    [mail] = mails(recorded(deletion(company, colleague=("", "alex@bank.example"))))

    assert "Nexus IP has this work email address from Robin Requester" in mail["text"]
    assert "We use it to stay in touch" in mail["text"]
    assert "your name" not in mail["text"]


def test_where_neither_is_named_none_is_claimed(company) -> None:
    given = {"person": Person("https://evil.example", email="robin@example.org")}
    [mail] = mails(recorded(deletion(company, colleague=(" ", "alex@bank.example"), **given)))

    assert "has this work email address from a colleague of yours" in mail["text"]


def test_a_law_without_authority_and_interest_names_none(company) -> None:
    [mail] = mails(recorded(deletion(company, regime="ccpa")))

    assert "We use them to stay in touch" in mail["text"]
    assert "You can object to that at any time." in mail["text"]
    for foreign in ("legitimate interest", "supervisory authority", "Art. 6"):
        assert foreign not in mail["text"], foreign


@pytest.mark.parametrize("language", ["sv", "de", "nl", "fr"])
def test_without_a_name_it_is_true_in_every_language(company, language) -> None:
    given = {"colleague": ("", "alex@bank.example"), "language": language}
    [mail] = mails(recorded(deletion(company, **given)))

    assert "Robin Requester" in mail["text"]
    for name in ("ditt namn", "Ihren Namen", "uw naam", "votre nom"):
        assert name not in mail["text"]
