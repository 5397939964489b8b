"""Somebody is away: their deputy is told instead, and never nobody."""

from datetime import UTC, date, datetime

import pytest

from dsar.accounts.roles import Role
from dsar.cases.models import Escalation, Notice
from dsar.cases.operations import assigning
from dsar.cases.reminders import take_reminders
from dsar.companies.absences import say_away
from dsar.companies.models import Membership
from tests import desk

# Received Monday 23 November at Nexus IP, due Monday 21 December.
FOURTEEN_BEFORE = datetime(2026, 12, 7, 9, tzinfo=UTC)
THE_DAY = datetime(2026, 12, 21, 9, tzinfo=UTC)


@pytest.fixture
def people(company):
    officers = {name: desk.person(Role.OFFICER, company, name=name) for name in ("ann", "ben")}
    return officers | {
        "lead": desk.person(Role.LEAD, company),
        "dpo": desk.person(Role.DPO, company),
    }


@pytest.fixture
def anns(case, people):
    assigning.assign(case_id=case.pk, owner=people["ann"], actor="user:1", now=desk.MONDAY)
    return case


@pytest.fixture
def away(company, people):
    def say(who: str, deputy: str, first=date(2026, 12, 1), last=date(2026, 12, 31)) -> None:
        say_away(
            company_id=company.pk,
            user_id=people[who].pk,
            deputy_id=people[deputy].pk,
            first_on=first,
            last_on=last,
            actor="user:1",
            now=desk.MONDAY,
        )

    return say


def told(now: datetime) -> list[str]:
    take_reminders(now=now)
    return [notice.user.name for notice in Notice.objects.order_by("user__name")]


def test_while_the_owner_is_away_the_deputy_is_told(anns, people, away):
    away("ann", "ben")

    assert told(FOURTEEN_BEFORE) == ["Ben"]
    notice = Notice.objects.get()
    assert (notice.instead_of, notice.away_until) == (people["ann"], date(2026, 12, 31))


def test_the_first_and_the_last_day_count_and_no_other(anns, away):
    away("ann", "ben", date(2026, 12, 1), date(2026, 12, 6))
    away("ann", "ben", date(2026, 12, 8), date(2026, 12, 31))

    assert told(FOURTEEN_BEFORE) == ["Ann"]


def test_the_day_is_that_of_the_company(swedish):
    ann = desk.person(Role.OFFICER, swedish, name="ann")
    ben = desk.person(Role.OFFICER, swedish, name="ben")
    desk.open_day_and_night(swedish)
    case = desk.receive(swedish)  # due 23 December
    assigning.assign(case_id=case.pk, owner=ann, actor="user:1", now=desk.MONDAY)
    say_away(
        company_id=swedish.pk, user_id=ann.pk, deputy_id=ben.pk, first_on=date(2026, 12, 10),
        last_on=date(2026, 12, 10), actor="user:1", now=desk.MONDAY,
    )  # fmt: skip

    # 23:30 in London, and half an hour into the tenth in Sweden.
    assert told(datetime(2026, 12, 9, 23, 30, tzinfo=UTC)) == ["Ben"]


def test_a_deputy_who_is_away_as_well_passes_it_to_their_own(anns, people, away):
    away("ann", "ben")
    away("ben", "lead")

    assert told(FOURTEEN_BEFORE) == ["Lead"]
    assert Notice.objects.get().instead_of == people["ann"]


def test_a_circle_of_deputies_ends_with_everybody_else_of_the_role(anns, people, away, company):
    desk.person(Role.OFFICER, company, name="cleo")
    away("ann", "ben")
    away("ben", "ann")

    assert told(FOURTEEN_BEFORE) == ["Cleo"]


def test_where_a_whole_role_goes_in_circles_the_next_level_is_told_at_once(anns, people, away):
    away("ann", "ben")
    away("ben", "ann")

    assert told(FOURTEEN_BEFORE) == ["Lead"]
    assert Escalation.objects.get(case=anns).level == "lead"


def test_a_deputy_who_has_left_leaves_it_to_everybody_of_the_role(anns, people, away, company):
    desk.person(Role.OFFICER, company, name="cleo")
    away("ann", "ben")
    Membership.objects.filter(user=people["ben"]).delete()

    assert told(FOURTEEN_BEFORE) == ["Cleo"]


def test_where_all_are_away_they_are_told_all_the_same(anns, people, away):
    away("ann", "ben")
    away("ben", "lead")
    away("lead", "dpo")
    away("dpo", "ann")

    assert told(FOURTEEN_BEFORE) == ["Ann", "Ben", "Dpo", "Lead"]


def test_one_officer_alone_hears_what_was_meant_for_a_lead_who_does_not_exist(case, company):
    desk.person(Role.OFFICER, company)

    take_reminders(now=THE_DAY)

    kinds = set(Notice.objects.values_list("user__name", "kind"))
    assert ("Officer", "due-0") in kinds
    assert not Escalation.objects.exists()


def test_who_stands_in_for_a_lead_is_told_as_one(anns, people, away):
    away("lead", "ben")

    take_reminders(now=THE_DAY)

    notice = Notice.objects.get(kind="due-0", user=people["ben"])
    assert (notice.level, notice.instead_of) == ("lead", people["lead"])
    assert set(Escalation.objects.filter(kind="due-0").values_list("level", flat=True)) == {
        "lead",
        "dpo",
    }


def test_one_person_on_two_rungs_is_told_once_as_the_higher(anns, people, away):
    """Three days before: the owner and the lead, who stands in for her."""
    away("ann", "lead")

    take_reminders(now=datetime(2026, 12, 18, 9, tzinfo=UTC))

    notice = Notice.objects.get(kind="due-3")
    assert (notice.user, notice.level, notice.instead_of) == (people["lead"], "lead", None)


def test_who_is_away_elsewhere_is_here(anns, people, away, swedish):
    Membership.objects.create(user=people["ann"], company=swedish, role=Role.OFFICER)
    Membership.objects.create(user=people["ben"], company=swedish, role=Role.OFFICER)
    say_away(
        company_id=swedish.pk,
        user_id=people["ann"].pk,
        deputy_id=people["ben"].pk,
        first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 31),
        actor="user:1",
        now=desk.MONDAY,
    )

    assert told(FOURTEEN_BEFORE) == ["Ann"]
