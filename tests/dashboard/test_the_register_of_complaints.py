"""The register of complaints, with the day on which each receipt was confirmed."""

from datetime import timedelta

import pytest

from dsar.cases.models import Case, Message
from dsar.cases.operations import complaining
from dsar.cases.operations.intake import Person
from dsar.outbox.models import Message as Mail
from dsar.outbox.models import State
from tests import desk
from tests.dashboard.conftest import NOW
from tests.dashboard.test_the_months_report import dpo, words  # noqa: F401

ADDRESS = "/desk/reports/complaints/"
PAPER = Person(name="Robin Paper", postal="1 Quay\nLeeds")


@pytest.fixture
def complaint(company) -> Case:
    about = desk.receive(company, at=NOW - timedelta(days=50))
    return complaining.complain_about(
        case_id=about.pk, wrong="No answer.", better="", now=NOW - timedelta(days=40)
    )


def test_none_is_said(dpo):  # noqa: F811
    assert "No complaints." in words(dpo.get(ADDRESS).content)


def test_it_names_case_receipt_and_what_it_is_about(dpo, complaint):  # noqa: F811
    Mail.objects.update(state=State.SENT, sent_at=NOW - timedelta(days=40))

    page = words(dpo.get(ADDRESS).content)

    assert complaint.reference in page
    assert complaint.about.reference in page
    assert page.count("Wednesday 14 October 2026") == 2
    assert "Late" not in page


def test_a_letter_counts_once_it_was_posted(dpo, company):  # noqa: F811
    desk.receive(company, "complaint", at=NOW - timedelta(days=40), person=PAPER)
    assert "Overdue Friday 13 November 2026" in words(dpo.get(ADDRESS).content)

    Message.objects.update(posted_at=NOW)

    page = words(dpo.get(ADDRESS).content)
    assert "Monday 23 November 2026 Late" in page


def test_what_is_not_due_yet_says_until_when(dpo, company):  # noqa: F811
    desk.receive(company, "complaint", at=NOW, person=PAPER)

    assert "Due Wednesday 23 December 2026" in words(dpo.get(ADDRESS).content)
