"""Dates of cases in a calendar program: read back as a program reads them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from deadlines import telling
from deadlines.models import Reminder
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.cases import ics
from dsar.cases.calendar_feed import CalendarFeed
from dsar.cases.feeds import (
    AT_MOST,
    NotMade,
    cases_in,
    create_feed,
    feeds_of,
    find_feed,
    note_use,
    revoke_feed,
)
from dsar.cases.models import Case
from dsar.cases.operations import extending
from dsar.companies.models import Company, Membership
from dsar.companies.presets import PRESETS
from tests import desk
from tests.desk import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def nexus_ip() -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def swedish() -> Company:
    return desk.publish("technology-nexus")


@pytest.fixture
def officer(nexus_ip: Company) -> User:
    return desk.person(Role.OFFICER, nexus_ip)


def made(user: User, company: Company | None = None, *, own: bool = False) -> CalendarFeed:
    feed, _ = create_feed(user=user, company=company, own_only=own, name="my phone", now=MONDAY)
    return feed


def bytes_of(feed: CalendarFeed) -> bytes:
    return ics.calendar(cases_in(feed, limit=ics.EVENTS), name="Data requests")


def events(feed: CalendarFeed) -> dict[str, dict]:
    """By UID."""
    read = Calendar.from_ical(bytes_of(feed))
    return {str(event["UID"]): event for event in read.walk("VEVENT")}


def summaries(feed: CalendarFeed) -> set[str]:
    return {str(event["SUMMARY"]) for event in events(feed).values()}


def test_a_calendar_program_reads_the_dates_of_all_five_companies() -> None:
    companies = [desk.publish(slug) for slug in PRESETS]
    cases = [desk.receive(company, right) for company in companies for right in RIGHTS]
    feed = made(desk.person(Role.OFFICER, *companies))

    found = events(feed)

    for case in cases:
        clock = Case.objects.get(pk=case.pk).clock
        for what, on in (
            ("due", clock.due_on),
            ("extend", clock.notice_by),
            ("target", clock.target_on),
        ):
            event = found.pop(f"{case.pk}-{what}@{HOST}", None)
            assert (event and event["DTSTART"].dt) == on
            assert event is None or event["DTEND"].dt == on + timedelta(days=1)
    assert found == {}


RIGHTS = ("access", "erasure", "objection")
HOST = "localhost"


def test_an_entry_says_which_case_what_why_and_where(nexus_ip: Company, officer: User) -> None:
    case = desk.receive(nexus_ip)

    event = events(made(officer))[f"{case.pk}-due@{HOST}"]

    link = f"{settings.PUBLIC_URL}/desk/cases/{case.reference}/"
    assert event["SUMMARY"] == f"{case.reference}: due"
    assert event["DESCRIPTION"] == f"{telling.sentence(case.clock.explained)}\n{link}"
    assert event["URL"] == link
    assert event["TRANSP"] == "TRANSPARENT"
    assert isinstance(event["DTSTART"].dt, date)
    assert not isinstance(event["DTSTART"].dt, datetime)


def test_it_holds_nobodys_data(nexus_ip: Company, officer: User) -> None:
    desk.receive(nexus_ip, text="my unmistakable calls")

    text = bytes_of(made(officer)).decode()

    for private in ("Robin", "robin", "Requester", "unmistakable", officer.email, officer.name):
        assert private not in text


def test_lines_are_folded_and_end_as_the_standard_wants(nexus_ip: Company, officer: User) -> None:
    desk.receive(nexus_ip)

    lines = bytes_of(made(officer)).split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)


def test_what_waits_stands_on_the_day_to_ask_again_with_the_days_that_are_left(
    nexus_ip: Company, officer: User
) -> None:
    feed = made(officer)
    waiting = desk.asked(desk.identified(desk.receive(nexus_ip)), now=MONDAY + timedelta(days=3))
    again = Reminder.objects.get(clock=waiting.clock, kind="waiting+7")

    (entry,) = events(feed).values()

    assert entry["DTSTART"].dt == again.on == date(2026, 12, 3)
    left = waiting.clock.explained.days_left_if_paused
    assert entry["SUMMARY"] == f"{waiting.reference}: no date yet, {left} days left once answered"
    assert "There is no due date yet" in entry["DESCRIPTION"]


def test_what_is_over_is_not_in_it(nexus_ip: Company, officer: User) -> None:
    feed = made(officer)
    open_case = desk.receive(nexus_ip)
    desk.closed(desk.attached(desk.identified(desk.receive(nexus_ip))))
    desk.released(desk.attached(desk.identified(desk.receive(nexus_ip))))

    assert {text.partition(":")[0] for text in summaries(feed)} == {open_case.reference}
    assert "no date yet" in str(Calendar.from_ical(bytes_of(feed))["X-WR-CALDESC"])


def test_when_a_date_moves_the_entry_moves_and_its_number_rises(
    nexus_ip: Company, officer: User
) -> None:
    feed = made(officer)
    case = desk.identified(desk.receive(nexus_ip))
    uid = f"{case.pk}-due@{HOST}"
    before = events(feed)[uid]

    extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Seven systems.",
        actor="user:1",
        now=MONDAY + timedelta(days=2),
    )
    after = events(feed)[uid]

    assert after["DTSTART"].dt > before["DTSTART"].dt
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == MONDAY + timedelta(days=2)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt
    assert f"{case.reference}: last day to extend" not in summaries(feed)


def test_the_same_cases_give_the_same_bytes_whenever_they_are_asked_for(
    nexus_ip: Company, officer: User
) -> None:
    for _ in range(3):
        desk.receive(nexus_ip)
    feed = made(officer)

    assert bytes_of(feed) == bytes_of(feed)


def test_a_feed_of_ones_own_cases_has_no_others(nexus_ip: Company, officer: User) -> None:
    mine, other = desk.receive(nexus_ip), desk.receive(nexus_ip)
    Case.objects.filter(pk=mine.pk).update(owner=officer)
    own = {text.partition(":")[0] for text in summaries(made(officer, own=True))}

    assert own == {mine.reference}
    assert {text.partition(":")[0] for text in summaries(made(officer))} == {
        mine.reference,
        other.reference,
    }


def test_a_feed_of_a_company_has_no_other_company(nexus_ip: Company, swedish: Company) -> None:
    both = desk.person(Role.OFFICER, nexus_ip, swedish)
    here, there = desk.receive(nexus_ip), desk.receive(swedish)

    of_one = {text.partition(":")[0] for text in summaries(made(both, nexus_ip))}
    of_all = {text.partition(":")[0] for text in summaries(made(both))}

    assert of_one == {here.reference}
    assert of_all == {here.reference, there.reference}


def test_the_secret_is_long_and_kept_nowhere(nexus_ip: Company, officer: User) -> None:
    feed, secret = create_feed(
        user=officer, company=None, own_only=False, name="my phone", now=MONDAY
    )

    assert len(secret) == 43  # 256 bits, six a character
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM cases_calendarfeed f")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(row_to_json(e)::text, '') FROM audit_event e")
        assert secret not in cursor.fetchone()[0]
    assert find_feed(secret) == feed


def test_nothing_is_found_at_another_address(nexus_ip: Company, officer: User) -> None:
    _, secret = create_feed(user=officer, company=None, own_only=False, name="a", now=MONDAY)

    for other in ("", secret[:-1], secret + "a", secret.upper(), "x" * 43):
        assert find_feed(other) is None


def test_what_was_taken_back_leads_nowhere(nexus_ip: Company, officer: User) -> None:
    feed, secret = create_feed(user=officer, company=None, own_only=False, name="a", now=MONDAY)

    revoke_feed(feed_id=feed.pk, user=officer, now=MONDAY)

    assert find_feed(secret) is None
    assert list(feeds_of(officer)) == []
    told = Event.objects.filter(subject=f"calendar:{feed.pk}").order_by("seq")
    assert [event.event for event in told] == ["calendar.created", "calendar.revoked"]
    assert {event.actor for event in told} == {officer.actor}


def test_it_ends_with_the_account_and_with_the_work_at_the_company(
    nexus_ip: Company, swedish: Company
) -> None:
    both = desk.person(Role.OFFICER, nexus_ip, swedish)
    secrets = {
        company: create_feed(user=both, company=company, own_only=False, name="a", now=MONDAY)[1]
        for company in (nexus_ip, swedish, None)
    }
    desk.receive(nexus_ip)

    Membership.objects.filter(user=both, company=nexus_ip).delete()
    assert [find_feed(secret) is not None for secret in secrets.values()] == [False, True, True]
    assert summaries(feeds_of(both).get(company=None)) == set()

    Membership.objects.filter(user=both).update(role=Role.ADMIN)  # sees no requests
    assert [find_feed(secret) for secret in secrets.values()] == [None] * 3

    Membership.objects.filter(user=both).update(role=Role.OFFICER)
    User.objects.filter(pk=both.pk).update(is_active=False)
    assert [find_feed(secret) for secret in secrets.values()] == [None] * 3


def test_an_unknown_and_a_revoked_address_cost_one_and_the_same_statement(
    nexus_ip: Company, officer: User
) -> None:
    feed, secret = create_feed(user=officer, company=None, own_only=False, name="a", now=MONDAY)
    revoke_feed(feed_id=feed.pk, user=officer, now=MONDAY)
    asked = []
    for one in (secret, "x" * 43):
        with CaptureQueriesContext(connection) as queries:
            find_feed(one)
        [query] = queries
        asked.append(re.sub("'[0-9a-f]{64}'", "?", query["sql"]))

    assert asked[0] == asked[1]


def test_who_sees_no_cases_can_make_none(nexus_ip: Company, swedish: Company) -> None:
    admin = desk.person(Role.ADMIN, nexus_ip)
    officer = desk.person(Role.OFFICER, nexus_ip)

    for user, company in ((admin, None), (admin, nexus_ip), (officer, swedish)):
        with pytest.raises(NotMade, match="no cases that you may see"):
            made(user, company)
    assert not CalendarFeed.objects.exists()


def test_nobody_has_more_than_twenty(nexus_ip: Company, officer: User) -> None:
    feeds = [made(officer) for _ in range(AT_MOST)]
    with pytest.raises(NotMade, match="Take back one"):
        made(officer)

    revoke_feed(feed_id=feeds[0].pk, user=officer, now=MONDAY)

    made(officer)


def test_nobody_takes_back_anothers(nexus_ip: Company, officer: User) -> None:
    feed = made(officer)
    colleague = desk.person(Role.LEAD, nexus_ip)

    with pytest.raises(CalendarFeed.DoesNotExist):
        revoke_feed(feed_id=feed.pk, user=colleague, now=MONDAY)


def test_use_is_noted_once_a_minute(nexus_ip: Company, officer: User) -> None:
    feed = made(officer)
    for seconds in (0, 30, 61):
        note_use(feed, now=MONDAY + timedelta(seconds=seconds))
        feed.refresh_from_db()

    assert feed.last_used_at == datetime(2026, 11, 23, 9, 1, 1, tzinfo=UTC)


def test_many_cases_cost_one_statement_and_never_too_many_entries(
    nexus_ip: Company, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = made(officer)
    cases = [desk.receive(nexus_ip, at=MONDAY - timedelta(days=day)) for day in range(6)]
    with CaptureQueriesContext(connection) as queries:
        bytes_of(feed)
    assert len(queries) == 1

    monkeypatch.setattr(ics, "EVENTS", 4)
    found = events(feed)

    days = [event["DTSTART"].dt for event in found.values()]
    assert len(found) == 4
    assert days == sorted(days)
    assert min(days) <= min(Case.objects.get(pk=case.pk).clock.due_on for case in cases)
    assert "Only the nearest 4" in str(Calendar.from_ical(bytes_of(feed))["X-WR-CALDESC"])
