"""What we wrote about a case to an organisation or a colleague comes back: the case says so, and it
is owed again."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases.models import Case, Notice
from dsar.cases.operations import closing, posting
from dsar.cases.operations.new_contact import was_told
from dsar.cases.operations.passing_on import Elsewhere
from dsar.cases.queries import letters_to_post
from dsar.dashboard.forms.done import RecordDone
from dsar.inbound.models import Mail
from dsar.outbox import ids
from dsar.outbox.models import Message as Owed
from dsar.outbox.models import State
from dsar.vault.operations import unseal
from tests import desk
from tests.cases.test_the_colleague_is_told import recorded
from tests.inbound.letters import bounce

BEFORE = desk.MONDAY - timedelta(days=3)


@pytest.fixture
def passed_on(company) -> Case:
    case = desk.receive(company, at=BEFORE, elsewhere=Elsewhere("Example Bank", "yes", "My calls."))
    return closing.set_aside(
        case_id=case.pk,
        outcome="redirected",
        reason="Your employer decides.",
        organisation="Example Bank",
        organisation_email="privacy@bank.example",
        what="A copy of my calls.",
        actor=desk.OFFICER,
        now=BEFORE,
    )


@pytest.fixture
def told(company) -> Case:
    named = ("Alex Colleague", "alex@bank.example")
    return recorded(desk.identified(desk.receive(company, "erasure", at=BEFORE, colleague=named)))


def mails(case):
    return Owed.objects.filter(data_key=case.data_key, key__startswith="other:")


def came_back(case, came) -> Mail:
    sent = mails(case).latest("created_at")
    Owed.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=desk.MONDAY)
    return came(bounce(ids.message_id(sent.pk)))


def test_the_case_says_that_the_organisation_was_not_told(came, passed_on) -> None:
    mail = came_back(passed_on, came)

    note = unseal(passed_on.messages.get(kind="returned"), "body")["text"]
    assert (mail.state, mail.case_id) == (Mail.State.BOUNCE, passed_on.pk)
    assert note.startswith("A mail to the other organisation came back.")
    assert "Their mail server says 5.1.1." in note
    assert Event.objects.get(event="other.returned").facts == {
        "code": "5.1.1", "letter": "passed_on",
    }  # fmt: skip


def test_it_waits_among_the_letters_to_post(came, passed_on, company) -> None:
    came_back(passed_on, came)

    assert [one.kind for one in letters_to_post([company])] == ["passed_on"]


def test_the_owner_of_the_case_is_told(came, passed_on, company) -> None:
    officer = desk.person(Role.OFFICER, company)
    Case.objects.filter(pk=passed_on.pk).update(owner=officer)

    came_back(passed_on, came)

    assert Notice.objects.get(kind="other-returned").user == officer


def test_who_did_not_get_it_does_not_count_as_told_until_it_is_posted(came, told) -> None:
    assert was_told(told)

    came_back(told, came)

    [letter] = letters_to_post([told.company])
    note = unseal(told.messages.get(kind="returned"), "body")["text"]
    assert not was_told(told)
    assert note.startswith("A mail to their new contact came back.")
    posting.letter_posted(
        case_id=told.pk, message_id=letter.pk, actor=desk.OFFICER, now=desk.MONDAY
    )
    assert was_told(told)


def test_it_is_not_mailed_again_while_it_waits_to_be_posted(came, told) -> None:
    came_back(told, came)

    recorded(told)

    assert mails(told).count() == 1
    field = RecordDone(None, case=Case.objects.get(pk=told.pk)).fields["tell_named"]
    assert "The mail to them came back" in field.help_text


@pytest.mark.parametrize("state", [State.FAILED, State.DROPPED])
def test_what_was_given_up_told_nobody_and_is_owed_again(told, state) -> None:
    mails(told).update(state=state)
    assert not was_told(told)

    recorded(told)

    assert mails(told).count() == 2
    assert was_told(told)
