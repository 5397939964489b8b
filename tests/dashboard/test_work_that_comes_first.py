"""An officer reads what is left to do before an answer, and the sentence leads there."""

import pytest

from dsar.accounts.roles import Role
from dsar.cases import gates
from dsar.cases.gates import Reason
from tests import desk

from .conftest import page_of, words

UNDONE = "Nobody has looked into the <archive> yet."


@pytest.fixture(autouse=True)
def _undone(monkeypatch):
    monkeypatch.setattr(gates, "_GATES", {"archive": lambda case: [Reason(UNDONE, "#archive")]})


def test_it_is_said_before_anything_is_written(case, client):
    desk.identified(case)

    page = client.get(page_of(case, "send_to_review"))

    assert f"What has to be done first {UNDONE}" in words(page)


def test_it_stands_below_the_next_step_of_the_case(case, client):
    assert "Before that" not in words(client.get(page_of(case)))
    desk.identified(case)

    page = client.get(page_of(case))

    assert f"Search and prepare the answer Before that {UNDONE}" in words(page)
    assert f'<a href="{page_of(case)}#archive">' in page.content.decode()


def test_nobody_who_cannot_do_it_reads_of_it(case, company, signed_in):
    desk.identified(case)
    auditor = signed_in(desk.person(Role.AUDITOR, company))

    assert UNDONE not in words(auditor.get(page_of(case)))


def test_who_tries_all_the_same_is_told_in_the_summary_of_errors(case, client):
    desk.identified(case)

    page = client.post(page_of(case, "send_to_review"), {"answer": "All.", "withheld": ""})

    assert page.status_code == 409
    assert f"There is a problem {UNDONE}" in words(page)
    link = f'<a href="{page_of(case)}#archive">Nobody has looked into the &lt;archive&gt; yet.</a>'
    assert link in page.content.decode()


def test_another_action_says_nothing_of_it(case, client):
    desk.identified(case)

    assert "archive" not in words(client.get(page_of(case, "ask_question")))
