"""A company whose key file is gone keeps nobody else from being reminded."""

from datetime import timedelta
from pathlib import Path

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.cases import notices, reminders
from dsar.cases.models import Notice
from dsar.cases.notices import mail_notices
from dsar.cases.reminders import take_reminders
from dsar.cases.summaries import send_summaries
from dsar.cases.summary import Summary
from dsar.companies.webhooks import set_webhook
from dsar.outbox.models import Message
from dsar.vault import roots
from dsar.vault.models import CompanyKey
from dsar.vault.operations import RootKeyAway, RootKeyError
from tests import desk

DUE = desk.MONDAY + timedelta(days=14)
# Days of the week before the answers are due, which the morning mail tells of.
LATER, NEXT_DAY = DUE + timedelta(days=10), DUE + timedelta(days=11)


@pytest.fixture
def companies(db, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    both = [desk.publish(), desk.publish("connexai")]
    for company in both:
        desk.person(Role.OFFICER, company, name=company.slug)
        desk.receive(company)
        set_webhook(
            company_id=company.pk,
            url="http://127.0.0.1:9/",
            is_on=True,
            actor="user:1",
            now=desk.MONDAY,
        )
    Reminder.objects.exclude(kind="due-14").delete()
    Reminder.objects.update(at=DUE, by=DUE, channels=["mail", "in-app", "webhook"])
    return both


def without_key(company, settings) -> None:
    for key in CompanyKey.objects.filter(company_id=company.pk):
        for folder in settings.KEY_DIRS:
            (Path(folder) / key.stored_as).unlink(missing_ok=True)


@pytest.mark.parametrize("broken", [0, 1])
def test_the_others_are_told_and_theirs_waits(companies, settings, broken):
    without_key(companies[broken], settings)

    with pytest.raises(RootKeyError, match="in none of the folders"):
        take_reminders(now=DUE)

    assert [notice.company for notice in Notice.objects.all()] == [companies[1 - broken]]
    (waiting,) = Reminder.objects.filter(taken_at=None)
    assert waiting.company_id == companies[broken].pk


@pytest.mark.parametrize("broken", [0, 1])
def test_the_others_are_mailed_and_their_notices_wait(companies, settings, broken):
    take_reminders(now=DUE)
    without_key(companies[broken], settings)

    with pytest.raises(RootKeyError, match="in none of the folders"):
        mail_notices(now=DUE)

    assert [notice.company for notice in Notice.objects.filter(mailed_at=None)] == [
        companies[broken]
    ]
    told = Message.objects.filter(key__startswith="notice:")
    assert [message.company_id for message in told] == [companies[1 - broken].pk]


@pytest.mark.parametrize("broken", [0, 1])
def test_the_others_have_their_morning_mail_and_theirs_waits(companies, settings, broken):
    assert send_summaries(now=LATER) == 2  # the key of their mails is made
    without_key(companies[broken], settings)

    for _ in range(2):  # a sweep that fails tells nobody twice
        with pytest.raises(RootKeyError, match="in none of the folders"):
            send_summaries(now=NEXT_DAY)

    second = Summary.objects.filter(day=NEXT_DAY)
    assert [row.company for row in second] == [companies[1 - broken]]
    assert Message.objects.filter(key__startswith="summary:").count() == 3


@pytest.mark.parametrize("look", [take_reminders, mail_notices, send_summaries])
def test_while_the_key_service_is_away_one_try_is_enough(companies, monkeypatch, look):
    if look is mail_notices:
        take_reminders(now=NEXT_DAY)
    if look is send_summaries:
        assert send_summaries(now=LATER) == 2
    tried = []

    def away(*_, **__):
        tried.append(1)
        raise RootKeyAway("nobody answers")

    monkeypatch.setattr(roots, "open_company_key", away)
    with pytest.raises(RootKeyAway):
        look(now=NEXT_DAY)

    assert len(tried) == 1
    assert {reminders.BATCH, notices.NOTICES} == {500}
