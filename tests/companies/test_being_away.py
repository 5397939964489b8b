from datetime import UTC, date, datetime

import pytest

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.companies.absences import Refused, name_deputies, say_away, take_back_absence
from dsar.companies.models import Absence, Company, Membership
from dsar.companies.operations import give_role
from tests.together import together

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVE = date(2026, 12, 24)
FIRST, LAST = date(2026, 12, 21), date(2027, 1, 4)


def somebody(name: str, company: Company, role: Role) -> User:
    user = add_user(email=f"{name}@example.org", name=name.title(), password=None, now=NOW)
    give_role(user_id=user.pk, company_id=company.pk, role=role, actor="user:9", now=NOW)
    return user


@pytest.fixture
def ann(next_connex: Company) -> User:
    return somebody("ann", next_connex, Role.OFFICER)


@pytest.fixture
def ben(next_connex: Company) -> User:
    return somebody("ben", next_connex, Role.LEAD)


def away(
    company: Company, who: User, deputy: User, first: date = FIRST, last: date = LAST
) -> Absence:
    return say_away(
        company_id=company.pk,
        user_id=who.pk,
        deputy_id=deputy.pk,
        first_on=first,
        last_on=last,
        actor="user:9",
        now=NOW,
    )


def test_an_absence_stands_in_the_audit_trail(next_connex, ann, ben):
    absence = away(next_connex, ann, ben)

    event = Event.objects.get(event="absence.said")
    assert event.subject == f"user:{ann.pk}"
    assert event.facts == {
        "deputy": f"user:{ben.pk}",
        "first_on": "2026-12-21",
        "last_on": "2027-01-04",
    }
    for _ in range(2):
        take_back_absence(absence_id=absence.pk, actor="user:9", now=NOW)
    assert not Absence.objects.exists()
    assert Event.objects.filter(event="absence.taken-back").count() == 1


def test_the_last_day_before_the_first_is_refused(next_connex, ann, ben):
    with pytest.raises(Refused, match="The last day lies before the first"):
        away(next_connex, ann, ben, LAST, FIRST)


def test_nobody_stands_in_for_themselves(next_connex, ann):
    with pytest.raises(Refused, match="Nobody stands in for themselves"):
        away(next_connex, ann, ann)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 12, 1), FIRST),
        (LAST, date(2027, 2, 1)),
        (EVE, EVE),
    ],
)
def test_days_that_meet_another_absence_are_refused(next_connex, ann, ben, first, last):
    away(next_connex, ann, ben)

    with pytest.raises(Refused, match="meet another absence, Monday 21 December 2026 to"):
        away(next_connex, ann, ben, first, last)
    assert Absence.objects.count() == 1


def test_the_day_after_another_absence_is_free(next_connex, ann, ben):
    away(next_connex, ann, ben)
    away(next_connex, ann, ben, date(2027, 1, 5), date(2027, 1, 5))

    assert Absence.objects.count() == 2


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_a_deputy_has_to_be_able_to_do_the_work(next_connex, ann, role):
    with pytest.raises(Refused, match="does not work on cases"):
        away(next_connex, ann, somebody("other", next_connex, role))


def test_an_auditor_needs_no_deputy_who_works_on_cases(next_connex):
    auditor = somebody("auditor", next_connex, Role.AUDITOR)

    assert away(next_connex, auditor, somebody("other", next_connex, Role.AUDITOR))


def test_somebody_of_another_company_neither_stands_in_nor_is_away(next_connex, nexus_ip, ann, ben):
    stranger = somebody("stranger", nexus_ip, Role.LEAD)

    with pytest.raises(Refused, match="does not work on cases of this company"):
        away(next_connex, ann, stranger)
    with pytest.raises(Refused, match="does not work here"):
        away(next_connex, stranger, ben)
    assert not Absence.objects.exists()


def test_somebody_shut_out_does_not_stand_in(next_connex, ann, ben):
    User.objects.filter(pk=ben.pk).update(is_active=False)

    with pytest.raises(Refused, match="does not work on cases"):
        away(next_connex, ann, ben)


@pytest.mark.django_db(transaction=True)
def test_of_two_absences_said_at_once_one_is_refused(next_connex, ann, ben):
    said = together(*[lambda: away(next_connex, ann, ben)] * 2)

    assert [type(one) for one in said].count(Refused) == 1
    assert Absence.objects.count() == 1


def test_deputies_are_named_as_a_whole(next_connex, ann, ben):
    for people in ([ann.pk, ben.pk], [ben.pk], [ben.pk]):
        name_deputies(company_id=next_connex.pk, user_ids=people, actor="user:9", now=NOW)

    assert [one.user for one in Membership.objects.filter(is_deputy=True)] == [ben]
    named = Event.objects.filter(event="deputies.named").order_by("seq")
    assert [len(event.facts["people"]) for event in named] == [2, 1]


def test_a_deputy_of_the_officer_for_data_protection_works_on_cases(next_connex, ann):
    for role in (Role.AUDITOR, Role.DPO):
        other = somebody(role.value, next_connex, role)
        with pytest.raises(Refused, match="works on cases and is no data protection officer"):
            name_deputies(
                company_id=next_connex.pk, user_ids=[ann.pk, other.pk], actor="user:9", now=NOW
            )
    assert not Membership.objects.filter(is_deputy=True).exists()
