"""Many notices at one look leave as one mail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Reminder
from dsar.accounts.roles import Role
from dsar.cases import notice_mails, notices, reminders
from dsar.cases.closed import Closed
from dsar.cases.models import Digest, Escalation, Notice
from dsar.cases.notices import PATIENCE, Telling, mail_notices, raise_notices
from dsar.cases.operations import closing
from dsar.cases.reminders import take_reminders
from dsar.cases.staff import Told
from dsar.companies.absences import say_away
from dsar.companies.models import Membership
from dsar.companies.offices import offices
from dsar.companies.operations import give_role, publish_policy, take_role
from dsar.outbox.models import Message
from dsar.outbox.sweep import drain
from dsar.vault.models import DataKey
from dsar.vault.operations import shred, unseal
from tests import desk
from tests.together import together

NOW = desk.MONDAY + timedelta(days=14)


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


@pytest.fixture
def cases(company):
    cases = [desk.receive(company, at=desk.MONDAY + timedelta(days=day)) for day in range(5)]
    take_all()
    return cases


def take_all() -> None:
    """What is told here is told by hand: the cases' own reminders were taken before."""
    Reminder.objects.filter(at__lte=NOW).update(taken_at=NOW)


def tell(person, *cases, kind="due-14", **told) -> None:
    raise_notices(
        [
            Telling(case, f"{kind}:{case.pk}", kind, [Told(person, **told)], ("mail", "in-app"))
            for case in cases
        ],
        now=NOW,
    )


def mails() -> list[dict[str, str]]:
    rows = Message.objects.filter(key__regex="^(notice|digest):").order_by("pk")
    return [unseal(row, "payload") for row in rows]


def rule(company, digest_from: int) -> None:
    rules = company.policy.rules
    changed = replace(rules, digest_from=replace(rules.digest_from, value=digest_from))
    publish_policy(company_id=company.pk, rules=changed, actor="user:1", now=desk.MONDAY)


def test_three_at_once_are_three_mails(officer, cases):
    tell(officer, *cases[:3])
    mail_notices(now=NOW)

    assert [mail["subject"].split(":")[0] for mail in mails()] == [
        case.reference for case in cases[:3]
    ]
    assert not Digest.objects.exists()


def test_four_at_once_are_one_mail_the_earliest_date_first(officer, cases):
    tell(officer, *reversed(cases[:4]))
    mail_notices(now=NOW)

    (mail,) = mails()
    assert mail["to"] == officer.email
    assert mail["subject"] == f"{cases[0].reference}: due in 14 days, and 3 more"
    places = [mail["text"].index(case.reference) for case in cases[:4]]
    assert places == sorted(places)
    for case in cases[:4]:
        assert f"/desk/cases/{case.reference}/" in mail["text"]
    assert "Due Monday 21 December 2026" in mail["text"]


def test_a_digest_holds_nothing_of_the_requesters(officer, cases):
    tell(officer, *cases)
    mail_notices(now=NOW)

    (mail,) = mails()
    assert "Robin" not in str(mail)
    assert "access" not in str(mail)


def test_one_case_told_of_four_times_is_one_line(officer, cases):
    for kind in ("due-14", "due-7", "due-3", "due-1"):
        tell(officer, cases[0], kind=kind)
    mail_notices(now=NOW)

    (mail,) = mails()
    assert mail["text"].count(f"{cases[0].reference}:") == 1
    assert mail["subject"] == f"{cases[0].reference}: due in 14 days"


@pytest.mark.parametrize(("digest_from", "expected"), [(2, 1), (6, 5), (0, 5)])
def test_the_policy_in_force_says_from_how_many_on(company, officer, cases, digest_from, expected):
    rule(company, digest_from)
    tell(officer, *cases)
    mail_notices(now=NOW)

    assert len(mails()) == expected


def test_three_hundred_for_one_person_are_one_mail(company, officer):
    cases = [desk.receive(company) for _ in range(300)]
    take_all()
    tell(officer, *cases)

    assert mail_notices(now=NOW) == 300
    (mail,) = mails()
    assert all(case.reference in mail["text"] for case in cases)
    assert mail_notices(now=NOW) == 0


def test_a_digest_is_not_split_where_more_people_wait_than_a_batch_takes(company, cases):
    people = [desk.person(Role.OFFICER, company, name=f"officer{n}") for n in range(23)]
    for person in people:
        tell(person, *cases)

    assert mail_notices(now=NOW) == 23 * 5
    assert sorted(mail["to"] for mail in mails()) == sorted(person.email for person in people)


def test_two_companies_are_two_mails(company, swedish, officer, cases):
    give_role(user_id=officer.pk, company_id=swedish.pk, role=Role.OFFICER, actor="user:9", now=NOW)
    tell(officer, *cases, *(desk.receive(swedish) for _ in range(4)))
    mail_notices(now=NOW)

    assert sorted(mail["from_name"] for mail in mails()) == [
        "Nexus IP desk",
        "Technology Nexus desk",
    ]


def test_whose_notices_they_would_be_is_said(company, officer, cases):
    boss = desk.person(Role.LEAD, company)
    tell(officer, cases[0], instead_of=boss, away_until=date(2027, 1, 4))
    mail_notices(now=NOW)
    tell(officer, *cases[1:], instead_of=boss, away_until=date(2027, 1, 4))
    mail_notices(now=NOW)

    single, digest = mails()
    assert "for Lead, who is away until Monday 4 January 2027" in single["text"]
    assert digest["text"].count("For Lead, who is away until Monday 4 January 2027") == 4


def test_a_digest_whose_cases_are_all_closed_meanwhile_is_dropped(officer, cases):
    tell(officer, *cases)
    mail_notices(now=NOW)
    for case in cases:
        closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    drain(now=NOW)

    assert Message.objects.get(key__startswith="digest:").state == "dropped"


def test_a_digest_with_one_case_still_open_is_sent(officer, cases, smtp):
    tell(officer, *cases)
    mail_notices(now=NOW)
    for case in cases[1:]:
        closing.withdraw(case_id=case.pk, actor="requester", now=NOW)

    drain(now=NOW)

    assert Message.objects.get(key__startswith="digest:").state == "sent"


def test_what_is_over_before_the_mail_is_written_does_not_count(officer, cases):
    tell(officer, *cases[:4])
    closing.withdraw(case_id=cases[0].pk, actor="requester", now=NOW)
    shred(data_key_id=cases[1].data_key_id, now=NOW)
    mail_notices(now=NOW)

    assert [mail["subject"].split(":")[0] for mail in mails()] == [
        case.reference for case in cases[2:4]
    ]
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_whoever_left_gets_no_mail_and_holds_up_nobody(company, officer, cases):
    colleague = desk.person(Role.OFFICER, company, name="colleague")
    tell(officer, *cases)
    tell(colleague, *cases)
    Membership.objects.filter(user=officer).delete()

    assert mail_notices(now=NOW) == 10
    assert [mail["to"] for mail in mails()] == [colleague.email]


def test_a_digest_still_owed_to_somebody_who_leaves_is_erased(company, officer, cases):
    tell(officer, *cases)
    mail_notices(now=NOW)
    take_role(user_id=officer.pk, company_id=company.pk, actor="user:9", now=NOW)

    drain(now=NOW)

    message = Message.objects.get(key__startswith="digest:")
    assert (message.state, message.last_error) == ("dropped", "erased")


def test_however_many_digests_a_person_gets_they_need_one_key(officer, cases):
    before = DataKey.objects.count()
    for kind in ("due-14", "due-7", "due-3"):
        tell(officer, *cases, kind=kind)
        mail_notices(now=NOW)

    assert len(mails()) == 3
    assert DataKey.objects.count() == before + 1


def test_a_key_that_was_destroyed_is_replaced(officer, cases):
    tell(officer, *cases)
    mail_notices(now=NOW)
    shred(data_key_id=Membership.objects.get(user=officer).mail_key_id, now=NOW)
    tell(officer, *cases, kind="due-7")
    mail_notices(now=NOW)

    assert Message.objects.filter(key__startswith="digest:").count() == 2
    assert unseal(Message.objects.filter(key__startswith="digest:").latest("pk"), "payload")


def test_a_crash_half_way_loses_nothing_and_doubles_nothing(company, officer, cases, monkeypatch):
    colleague = desk.person(Role.OFFICER, company, name="colleague")
    tell(officer, *cases[:2])
    tell(colleague, *cases)
    with monkeypatch.context() as patched:
        patched.setattr(notice_mails, "digest", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mail_notices(now=NOW)

    assert mails() == []
    assert mail_notices(now=NOW) == 7
    assert [mail["to"] for mail in mails()] == [officer.email] * 2 + [colleague.email]


def test_a_notice_for_the_desk_alone_is_not_mailed(officer, cases):
    telling = Telling(cases[0], "k", "due-14", [Told(officer)], ("in-app",))
    raise_notices([telling], now=NOW)

    assert mail_notices(now=NOW) == 0
    assert mails() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_put_each_notice_into_one_mail(company, cases):
    people = [desk.person(Role.OFFICER, company, name=f"officer{n}") for n in range(12)]
    for person in people:
        tell(person, *cases)

    counts = together(*[lambda: mail_notices(now=NOW)] * 3)
    mail_notices(now=NOW)

    assert sum(counts) <= 60
    assert sorted(mail["to"] for mail in mails()) == sorted(person.email for person in people)
    assert Digest.objects.count() == 12
    assert not Notice.objects.filter(digest=None).exists()


def test_a_digest_waits_for_what_another_worker_is_still_taking(officer, cases, monkeypatch):
    """Else whoever finishes first would mail one half, and the other half were a second mail."""
    monkeypatch.setattr(reminders, "BATCH", 3)
    later = datetime(2026, 12, 18, 10, tzinfo=UTC)
    failed = Closed("Reminders")
    assert reminders._take_batch(later, offices(), failed)

    assert mail_notices(now=later) == 0
    assert mails() == []

    take_reminders(now=later)
    told = mail_notices(now=later)
    assert told == Notice.objects.filter(by_mail=True).count() > 3
    assert len(mails()) == 1


def test_a_digest_waits_for_what_is_still_being_passed_on(officer, cases):
    """Whoever stands above several who did not answer is told of all of them in one mail."""
    now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    Reminder.objects.all().delete()
    tell(officer, *cases)
    Notice.objects.update(raised_at=now)
    of_case = {"case": cases[0], "company_id": cases[0].company_id, "due_on": now.date()}
    Escalation.objects.create(level="lead", kind="due-3", raised_at=now, next_at=now, **of_case)

    assert mail_notices(now=now) == 0

    Escalation.objects.update(next_at=None)
    assert mail_notices(now=now) == 5


def test_it_does_not_wait_for_what_nobody_takes(officer, cases):
    """A sweep that fails again and again must not keep back what others have told."""
    now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    tell(officer, *cases)
    Notice.objects.update(raised_at=now)

    assert mail_notices(now=now + PATIENCE - timedelta(seconds=1)) == 0
    assert mail_notices(now=now + PATIENCE) == 5
    assert len(mails()) == 1


def test_what_a_clock_that_was_ahead_has_told_does_not_wait_for_its_day(officer, cases):
    """Set right again, it would be waited for until that day has come."""
    now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    tell(officer, *cases)
    Notice.objects.update(raised_at=now + timedelta(days=3))

    assert mail_notices(now=now) == 5


def test_one_company_waits_for_none_of_anothers_reminders(company, officer, cases):
    other = desk.publish("connexai")
    desk.person(Role.OFFICER, other, name="elsewhere")
    desk.receive(other)
    now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    Reminder.objects.filter(company_id=company.pk).delete()
    tell(officer, *cases)
    Notice.objects.update(raised_at=now)
    assert Reminder.objects.filter(company_id=other.pk, taken_at=None, at__lte=now).exists()

    assert mail_notices(now=now) == 5


def test_a_reminder_that_fails_for_ever_costs_each_digest_two_minutes(officer, cases):
    """Not more the second time, and nobody's notices are left behind by those that come later."""
    now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    tell(officer, *cases[:4])
    Notice.objects.update(raised_at=now)
    assert mail_notices(now=now + PATIENCE) == 4

    tell(officer, cases[4], kind="due-3")
    Notice.objects.filter(mailed_at=None).update(raised_at=now + PATIENCE)

    assert mail_notices(now=now + PATIENCE) == 0
    assert mail_notices(now=now + 2 * PATIENCE) == 1


def test_the_office_being_closed_holds_back_no_digest(officer, cases):
    """What waits for the morning is not being taken."""
    night = datetime(2026, 12, 18, 23, tzinfo=UTC)
    take_reminders(now=night)
    tell(officer, *cases)
    Notice.objects.update(raised_at=night)

    assert mail_notices(now=night) >= 5


def test_who_was_away_when_told_is_named_a_day_later_too(company, officer):
    lead = desk.person(Role.LEAD, company)
    say_away(
        company_id=company.pk, user_id=officer.pk, deputy_id=lead.pk, first_on=date(2026, 12, 7),
        last_on=date(2026, 12, 7), actor="user:1", now=NOW,
    )  # fmt: skip
    desk.receive(company)
    take_reminders(now=datetime(2026, 12, 7, 9, tzinfo=UTC))
    mail_notices(now=datetime(2026, 12, 8, 9, tzinfo=UTC))

    assert "for Officer, who is away until Monday 7 December 2026" in mails()[0]["text"]


def test_thousands_for_one_person_are_owed_bit_by_bit_and_none_twice(officer, cases, monkeypatch):
    """Else each crash would begin with all of them anew."""
    rule(cases[0].company, digest_from=0)
    monkeypatch.setattr(notices, "NOTICES", 2)
    at_once = []
    mail_to = notices._Look._mail_to

    def counted(look, member):
        at_once.append(mail_to(look, member))
        return at_once[-1]

    monkeypatch.setattr(notices._Look, "_mail_to", counted)
    tell(officer, *cases)

    assert mail_notices(now=NOW) == 5

    assert [count for count in at_once if count] == [2, 2, 1]
    assert len(mails()) == len({mail["subject"] for mail in mails()}) == 5


def test_a_digest_is_never_split(officer, cases, monkeypatch):
    monkeypatch.setattr(notices, "NOTICES", 2)
    tell(officer, *cases)

    assert mail_notices(now=NOW) == 5

    (mail,) = mails()
    assert mail["subject"].endswith("and 4 more")
