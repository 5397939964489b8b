"""Every kind of letter: who writes, about what, how to answer; where it says no, what one can do.

A new file of templates/letters/ is written here too, by itself.
"""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from dsar.cases import letters
from dsar.outbox.models import Message
from dsar.typeset.blocks import blocks
from dsar.vault.operations import unseal
from tests import desk

DAY = date(2026, 12, 24)
GOING = {
    "receiver": "Another Supplier",
    "address": "in@example.com",
    "going": [{"name": "answer.csv", "size": 11, "what": "All of it."}],
}
FACTS = {
    "answer": {"answer": "This is what we hold.", "files": 2},
    "code": {"code": "123456", "purpose": "status"},
    "contact_changed": {"cool": DAY},
    "deletion_announced": {"on": DAY},
    "extension": {"ground": "The request is complex", "reasons": "Seven.", "before": DAY},
    "fee": {"amount": "10.00 GBP", "ground": "Repeated", "facts": "The fourth.", "delays": True},
    "identity": {"items": ["Contract number"]},
    "lapsed": {"what": "question"},
    "late": {"reasons": "The archive.", "law_said": DAY},
    "letter_code": {"code": "1234 5678", "until": DAY},
    "new_address": {"cool": DAY},
    "our_message": {"message": "We found three more calls."},
    "question": {"question": "Which calls?", "paused": True},
    "recalculated": {"before": DAY, "cause": "holidays-changed"},
    "receipt": {"was": DAY, "received_on": DAY},
    "refused": {"ground": "Repeated", "article": "Art. 12(5)", "facts": "The fourth."},
    "reminder": {"asked_on": DAY, "what": "fee", "quoted": ["Dear Robin,"], "closes_on": "Friday"},
    "received_together": {
        "asked": [{"right": "Get a copy of my data", "reference": "NIP-2222-22", "due": "Friday"}]
    },
    "transferred": {"receiver": "Another Supplier", "on": DAY},
    "transfer_choice": GOING,
    "transfer_returned": {**GOING, "reason": "Their mailbox refuses it."},
    "restriction_ends": {"what": "Your calls", "on": DAY, "reason": "We checked them."},
    "set_aside": {"outcome": "redirected", "reason": "Ask your employer."},
}
KINDS = sorted(
    path.stem
    for path in Path(settings.BASE_DIR, "templates", "letters").glob("*.txt")
    if not path.stem.startswith("_")
)
# Nothing is decided or put off in these.
NO_REMEDIES = {
    *("code", "confirm_address", "contact_changed", "identity", "letter_code", "letter_comes"),
    *(
        "message_waiting",
        "new_address",
        "our_message",
        "question",
        "received",
        "received_together",
        "reminder",
        "resumed",
        "transfer_choice",
        "withdrawn",
    ),
}
# Of an address that only mail reaches.
MAIL_ONLY = {"code", "confirm_address", "letter_comes", "message_waiting"}
MAIL = {"name": "Robin Requester", "email": "robin@example.org"}
PAPER = {"name": "Robin Requester", "postal": "1 Quay\nLeeds"}


def write(case, kind, person=MAIL):
    return letters.write(case, kind, person=person, **FACTS.get(kind, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_who_writes_about_what(case, kind):
    text = write(case, kind)

    assert case.company.name in text
    assert case.reference in text
    assert text.startswith(("Dear Robin Requester,", "Dear Sir or Madam,", "Your code is "))
    assert "None" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_it_says_how_to_answer(case, kind):
    assert case.company.sender_email in write(case, kind)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NO_REMEDIES])
@pytest.mark.parametrize("person", [MAIL, PAPER], ids=["mail", "paper"])
def test_what_says_no_or_later_says_what_one_can_do(case, kind, person):
    [remedies] = [
        block.lines for block in blocks(write(case, kind, person)) if "go to court." in block.lines
    ]

    assert remedies[0].startswith("complain to us; we confirm within 30 days")
    assert remedies[1].startswith("complain to the supervisory authority: Information Commission")
    assert ("by letter" in remedies[0]) == (person is PAPER)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in MAIL_ONLY])
def test_on_paper_it_sends_nobody_to_a_page_of_their_own(case, kind):
    text = write(case, kind, PAPER)

    assert "/status/" not in text
    assert "page of your request" not in text


@pytest.mark.parametrize("slug", ["nexus-ip", "technology-nexus"])
def test_the_authority_and_the_thirty_days_are_those_of_the_company(db, slug):
    text = write(desk.receive(desk.publish(slug)), "refused")

    assert ("30 days" in text) == (slug == "nexus-ip")
    assert ("IMY" in text) == (slug == "technology-nexus")


def test_a_mail_is_answered_to_the_company_and_its_subject_tells_nothing(case):
    desk.asked(desk.identified(case))

    for mail in Message.objects.filter(channel="email", key__startswith="letter:"):
        payload = unseal(mail, "payload")
        assert payload["subject"] == f"{case.company.name}: {case.reference}"
        assert payload["reply_to"] == payload["from"] == case.company.sender_email
        assert payload["from_name"] == case.company.name
        assert payload["html"].startswith("<!doctype html>")
        assert payload["text"].startswith("Dear Robin Requester,")
