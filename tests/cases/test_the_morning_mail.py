"""Each working morning one mail a person and company, if there is something to say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.staff import Told
from dsar.cases.summaries import send_summaries
from dsar.cases.summary import Summary
from dsar.companies.absences import say_away, want_morning_mail
from dsar.companies.models import Membership
from dsar.companies.operations import publish_policy
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.models import DataKey
from dsar.vault.operations import unseal
from tests import desk
from tests.together import together

# Received Monday 23 November at Nexus IP, due Monday 21 December. Its office opens at eight.
OPENING = datetime(2026, 12, 16, 8, tzinfo=UTC)  # a Wednesday, five days before


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


def owed() -> list[dict[str, str]]:
    rows = Message.objects.filter(key__startswith="summary:").order_by("pk")
    return [unseal(row, "payload") for row in rows]


def test_it_comes_once_when_the_office_opens(case, officer):
    assert send_summaries(now=OPENING - timedelta(seconds=1)) == 0
    assert send_summaries(now=OPENING) == 1
    assert send_summaries(now=OPENING) == send_summaries(now=OPENING + timedelta(hours=5)) == 0

    (mail,) = owed()
    assert (mail["to"], mail["from_name"]) == (officer.email, "Nexus IP desk")
    assert mail["subject"] == "Wednesday 16 December 2026"


def test_it_says_in_one_sentence_what_there_is_and_leads_to_today(company, officer):
    late = desk.receive(company, at=OPENING - timedelta(days=40))
    desk.receive(company, at=OPENING - timedelta(days=28))
    soon = [desk.receive(company, at=OPENING - timedelta(days=24)) for _ in range(2)]
    far = desk.receive(company, at=OPENING)
    desk.asked(desk.identified(desk.receive(company, at=OPENING - timedelta(days=2))))
    told = Telling(late, "reminder:1", "due-3", [Told(officer)], ("in-app",))
    raise_notices([told], now=OPENING)

    send_summaries(now=OPENING)

    (mail,) = owed()
    said = (
        "At Nexus IP: 1 overdue, 1 due today, 2 due within 7 days,"
        " 1 waiting for the requester, 1 with unread notices."
    )
    assert said in mail["text"]
    assert f"{late.reference}: Late by 12 days" in mail["text"]
    assert all(case.reference in mail["text"] for case in soon)
    assert far.reference not in mail["text"]
    assert mail["text"].index(late.reference) < mail["text"].index(soon[0].reference)
    assert "/desk/\n" in mail["text"]
    assert "Robin" not in str(mail)


def test_no_more_than_ten_are_named(company, officer):
    for _ in range(12):
        desk.receive(company, at=OPENING - timedelta(days=40))
    send_summaries(now=OPENING)

    (mail,) = owed()
    assert "12 overdue." in mail["text"]
    assert mail["text"].count("NIP-") == 10


def test_with_nothing_to_say_there_is_no_mail_and_none_later_that_day(company, officer):
    assert send_summaries(now=OPENING) == 0
    desk.receive(company, at=OPENING - timedelta(days=40))

    assert send_summaries(now=OPENING + timedelta(hours=4)) == 0
    assert owed() == []
    assert send_summaries(now=OPENING + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    "day", [date(2026, 12, 19), date(2026, 12, 20), date(2026, 12, 25)], ids=str
)
def test_there_is_none_on_a_day_on_which_nobody_works(case, officer, day):
    for hour in (0, 8, 12, 20):
        assert send_summaries(now=datetime(day.year, day.month, day.day, hour, tzinfo=UTC)) == 0


def test_after_downtime_only_todays_is_sent(case, officer):
    send_summaries(now=OPENING)
    assert send_summaries(now=OPENING + timedelta(days=40, hours=3)) == 1

    assert [row.day for row in Summary.objects.order_by("day")] == [
        date(2026, 12, 16),
        date(2027, 1, 25),
    ]


def test_nobody_is_sent_a_morning_mail_in_the_evening(case, officer):
    assert send_summaries(now=OPENING + timedelta(hours=10)) == 0
    assert not Summary.objects.exists()


def test_a_clock_set_back_repeats_nothing(case, officer):
    send_summaries(now=OPENING)

    for back in (timedelta(hours=1), timedelta(days=1), timedelta(days=30)):
        assert send_summaries(now=OPENING - back) == 0
    assert len(owed()) == 1


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        (datetime(2026, 3, 27, 7, tzinfo=UTC), "Friday before the clocks go forward"),
        (datetime(2026, 3, 30, 6, tzinfo=UTC), "Monday after it"),
        (datetime(2026, 10, 23, 6, tzinfo=UTC), "Friday before the clocks go back"),
        (datetime(2026, 10, 26, 7, tzinfo=UTC), "Monday after it"),
    ],
    ids=str,
)
def test_the_office_opens_by_the_clock_on_its_wall(swedish, opening, day):
    officer = desk.person(Role.OFFICER, swedish)
    desk.receive(swedish, at=opening - timedelta(days=40))

    assert send_summaries(now=opening - timedelta(seconds=1)) == 0
    assert send_summaries(now=opening) == 1
    assert owed()[0]["to"] == officer.email


def test_a_company_without_it_sends_none(company, case, officer):
    rules = company.policy.rules
    changed = replace(rules, morning_summary=replace(rules.morning_summary, value=False))
    publish_policy(company_id=company.pk, rules=changed, actor="user:1", now=desk.MONDAY)

    assert send_summaries(now=OPENING) == 0


def test_whoever_does_not_want_it_gets_none(company, case, officer):
    desk.person(Role.LEAD, company)
    want_morning_mail(company_id=company.pk, user_id=officer.pk, wanted=False)

    assert send_summaries(now=OPENING) == 1
    assert owed()[0]["to"] == "lead@example.com"


def test_whoever_is_away_gets_none_and_their_deputy_only_their_own(company, case, officer):
    lead = desk.person(Role.LEAD, company)
    say_away(
        company_id=company.pk, user_id=officer.pk, deputy_id=lead.pk, first_on=OPENING.date(),
        last_on=OPENING.date(), actor="user:1", now=desk.MONDAY,
    )  # fmt: skip

    assert send_summaries(now=OPENING) == 1
    assert owed()[0]["to"] == lead.email
    assert send_summaries(now=OPENING + timedelta(days=1)) == 2


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_only_those_who_work_on_cases_get_one(company, case, role):
    desk.person(role, company)

    assert send_summaries(now=OPENING) == 0


def test_each_company_tells_of_its_own(company, swedish, case, officer):
    Membership.objects.create(user=officer, company=swedish, role=Role.OFFICER)
    other = desk.receive(swedish, at=OPENING - timedelta(days=40))

    assert send_summaries(now=OPENING) == 2
    texts = {mail["from_name"]: mail["text"] for mail in owed()}
    assert case.reference in texts["Nexus IP desk"]
    assert other.reference not in texts["Nexus IP desk"]
    assert other.reference in texts["Technology Nexus desk"]


def test_one_that_did_not_leave_on_its_day_is_dropped(case, officer, monkeypatch):
    send_summaries(now=OPENING)
    monkeypatch.setattr(timezone, "now", lambda: OPENING + timedelta(days=1))

    drain(now=OPENING + timedelta(days=1))

    message = Message.objects.get(key__startswith="summary:")
    assert (message.state, message.last_error) == ("dropped", "reason-gone")


def test_one_that_leaves_on_its_day_is_sent(case, officer, smtp, monkeypatch):
    send_summaries(now=OPENING)
    later = OPENING + timedelta(hours=9)
    monkeypatch.setattr(timezone, "now", lambda: later)

    drain(now=later)

    assert Message.objects.get(key__startswith="summary:").state == "sent"


def test_a_month_of_mornings_needs_one_key(case, officer):
    before = DataKey.objects.count()
    for day in range(30):
        send_summaries(now=OPENING + timedelta(days=day))

    assert len(owed()) > 15
    assert DataKey.objects.count() == before + 1


def test_nothing_is_kept_if_a_mail_cannot_be_written(case, officer, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("dsar.cases.summaries.mail", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_summaries(now=OPENING)

    assert not Summary.objects.exists()
    assert send_summaries(now=OPENING) == 1


def test_looking_again_costs_the_same_however_many_cases_there_are(
    company, officer, django_assert_max_num_queries
):
    for _ in range(15):
        desk.receive(company, at=OPENING - timedelta(days=40))
    with django_assert_max_num_queries(45):
        assert send_summaries(now=OPENING) == 1
    with django_assert_max_num_queries(2):
        assert send_summaries(now=OPENING) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once(company):
    for number in range(8):
        desk.person(Role.OFFICER, company, name=f"officer{number}")
    desk.receive(company, at=OPENING - timedelta(days=40))

    results = together(*[lambda: send_summaries(now=OPENING)] * 3)
    results.append(send_summaries(now=OPENING))

    assert sum(results) == 8
    assert len({mail["to"] for mail in owed()}) == len(owed()) == 8
