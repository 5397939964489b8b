"""Who is away, who stands in, who gets a mail each morning."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dsar.accounts.roles import Role
from dsar.companies.models import Absence, Membership
from dsar.companies.operations import publish_policy
from tests import desk

from .conftest import words

PAGE, NEW = "/desk/away/", "/desk/away/nexus-ip/"
DAYS = {"first_on": "2026-12-21", "last_on": "2027-01-04"}


@pytest.fixture
def said(client, officer, lead):
    """The officer will be away; the lead stands in."""
    client.post(NEW, {"user": officer.pk, "deputy": lead.pk, **DAYS})
    return Absence.objects.get()


def test_somebody_says_that_they_will_be_away(client, officer, lead):
    done = client.post(NEW, {"user": officer.pk, "deputy": lead.pk, **DAYS}, follow=True)

    text = words(done)
    assert "Written down. Notices go to the deputy on these days." in text
    assert "Officer Monday 21 December 2026 Monday 4 January 2027 Lead" in text
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy) == (officer, lead)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"last_on": "2026-12-20"}, "The last day lies before the first."),
        ({"first_on": ""}, "Give the first day."),
        ({"last_on": "soon"}, "Give the day as a date."),
        ({"deputy": ""}, "Choose who stands in."),
        ({"deputy": "own"}, "Nobody stands in for themselves."),
        ({"deputy": "stranger"}, "Choose somebody from the list."),
        ({"user": "lead"}, "Choose somebody from the list."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    client, officer, lead, stranger, given, sentence
):
    people = {"own": officer.pk, "stranger": stranger.pk, "lead": lead.pk}
    given = {key: people.get(value, value) for key, value in given.items()}

    answer = client.post(NEW, {"user": officer.pk, "deputy": lead.pk, **DAYS, **given})

    assert answer.status_code == 400
    assert sentence in words(answer)
    assert "<title>Error: " in answer.content.decode()
    assert not Absence.objects.exists()


def test_days_that_meet_others_are_refused(client, officer, lead, said):
    answer = client.post(NEW, {"user": officer.pk, "deputy": lead.pk, **DAYS})

    assert "These days meet another absence, Monday 21 December 2026 to" in words(answer)
    assert Absence.objects.count() == 1


def test_a_lead_can_say_that_somebody_else_is_away(signed_in, officer, lead, dpo):
    signed_in(lead).post(NEW, {"user": officer.pk, "deputy": dpo.pk, **DAYS})

    assert Absence.objects.get().user == officer


def test_it_can_be_taken_back_once(client, said):
    address = f"/desk/away/nexus-ip/{said.pk}/take-back/"

    assert "Taken back." in words(client.post(address, follow=True))
    assert "It had been taken back already." in words(client.post(address, follow=True))
    assert not Absence.objects.exists()


def test_a_colleague_sees_it_and_cannot_take_it_back(signed_in, company, said):
    colleague = signed_in(desk.person(Role.OFFICER, company, name="colleague"))

    assert "Officer Monday 21 December 2026" in words(colleague.get(PAGE))
    assert "Take back the absence of Officer" not in words(colleague.get(PAGE))
    assert colleague.post(f"/desk/away/nexus-ip/{said.pk}/take-back/").status_code == 403
    assert Absence.objects.exists()


def test_a_stranger_hears_nothing_of_it(signed_in, stranger, said):
    browser = signed_in(stranger)

    assert "Officer" not in words(browser.get(PAGE))
    assert browser.post(f"/desk/away/nexus-ip/{said.pk}/take-back/").status_code == 404
    # Nor by naming it under one's own company.
    browser.post(f"/desk/away/technology-nexus/{said.pk}/take-back/")
    assert Absence.objects.exists()


def test_what_is_over_is_not_shown(signed_in, clock, officer, said):
    clock.set(datetime(2027, 1, 4, 23, tzinfo=UTC))
    assert "Officer Monday 21 December" in words(signed_in(officer).get(PAGE))
    clock.set(datetime(2027, 1, 5, 9, tzinfo=UTC))
    assert "Nobody is away" in words(signed_in(officer).get(PAGE))


def test_the_morning_mail_is_ones_own_choice(client, officer, lead):
    address = "/desk/away/nexus-ip/mail/"

    assert "No more morning mail." in words(client.post(address, {"wanted": "no"}, follow=True))
    assert Membership.objects.filter(morning_mail=False).get().user == officer
    assert "You get no mail in the morning." in words(client.get(PAGE))
    client.post(address, {"wanted": "yes"})
    assert not Membership.objects.filter(morning_mail=False).exists()
    assert client.post(address, {"wanted": "perhaps"}).status_code == 404


def test_where_the_policy_has_no_morning_mail_none_is_offered(client, company):
    rules = company.policy.rules
    changed = replace(rules, morning_summary=replace(rules.morning_summary, value=False))
    publish_policy(company_id=company.pk, rules=changed, actor="user:1", now=desk.MONDAY)

    text = words(client.get(PAGE))

    assert "The policy of this company has no mail in the morning." in text
    assert "Stop the morning mail" not in text


def test_an_administrator_is_offered_no_morning_mail(signed_in, company):
    assert "morning mail" not in words(signed_in(desk.person(Role.ADMIN, company)).get(PAGE))


def test_the_data_protection_officer_names_who_can_act_for_them(signed_in, officer, lead, dpo):
    browser, address = signed_in(dpo), "/desk/away/nexus-ip/deputies/"
    assert "Nobody is named who can act for the data protection officer." in words(
        browser.get(PAGE)
    )

    browser.post(address, {"people": [officer.pk, lead.pk]})
    assert "Lead, Officer can act for the data protection officer." in words(browser.get(PAGE))

    browser.post(address, {"people": []})
    assert not Membership.objects.filter(is_deputy=True).exists()


def test_an_auditor_is_not_offered_as_a_deputy(signed_in, company, dpo):
    auditor = desk.person(Role.AUDITOR, company)
    address = "/desk/away/nexus-ip/deputies/"

    answer = signed_in(dpo).post(address, {"people": [auditor.pk]})

    assert answer.status_code == 400
    assert "Choose from the list." in words(answer)
