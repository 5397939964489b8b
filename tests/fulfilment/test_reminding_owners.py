"""An owner hears again on the working day before, and once when it is late."""

from datetime import UTC, datetime, timedelta

from dsar.accounts.roles import Role
from dsar.cases.models import Notice
from dsar.fulfilment import links
from dsar.fulfilment.operations.nudging import Nudged, nudge_case
from dsar.fulfilment.reminding import remind
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk

from .conftest import answer

# Due on Monday 14 December; the working day before it is Friday.
FRIDAY = datetime(2026, 12, 11, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 15, 10, tzinfo=UTC)


def test_nothing_is_sent_until_the_working_day_before(task):
    assert remind(now=FRIDAY - timedelta(days=1)) == 0
    assert remind(now=FRIDAY) == 1
    assert remind(now=FRIDAY + timedelta(hours=2)) == 0

    mail = Message.objects.get(key=f"search:{task.pk}:2")
    assert "is due on Monday 14 December 2026" in unseal(mail, "payload")["subject"]


def test_it_waits_until_the_office_is_open(task):
    assert remind(now=FRIDAY.replace(hour=3)) == 0
    assert remind(now=FRIDAY) == 1


def test_when_it_is_late_the_owner_and_whoever_works_on_the_case_are_told_once(task, company):
    officer = desk.person(Role.OFFICER, company)

    assert [remind(now=TUESDAY + timedelta(days=n)) for n in range(3)] == [1, 0, 0]

    notice = Notice.objects.get(kind="search-late")
    assert notice.user == officer


def test_the_reminder_brings_a_new_link_and_only_that_one_works(task):
    before = task.token_hash
    remind(now=FRIDAY)

    task.refresh_from_db()
    assert links.find(before, now=FRIDAY) is None
    assert links.find(task.token_hash, now=FRIDAY) == task


def test_what_is_answered_or_over_is_reminded_of_no_more(task, case):
    answer(task)

    assert remind(now=TUESDAY) == 0


def test_who_has_no_address_counts_as_not_reminded_and_can_be_that_day(case, crm, task):
    crm.owner_email = ""
    crm.save(update_fields=["owner_email"])
    remind(now=TUESDAY)
    task.refresh_from_db()
    assert (task.reminded, task.reminded_on) == (2, None)

    crm.owner_email = "olive@example.com"
    crm.save(update_fields=["owner_email"])
    done = nudge_case(case_id=case.pk, actor=desk.OFFICER, now=TUESDAY + timedelta(hours=2))
    assert done == Nudged(sent=1)
