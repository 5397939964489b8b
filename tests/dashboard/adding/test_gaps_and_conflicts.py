"""What the text does not say, and where it is at odds with the law."""

from dataclasses import replace

import pytest

from dsar.companies.operations import save_draft
from dsar.companies.rules import Promise, Said
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.adding.steps import (
    HERE,
    draft,
    fill,
    paste,
    use_all,
)
from tests.dashboard.conftest import words


def test_gaps_and_conflicts_are_listed_and_what_is_required_is_asked_for(admin, sixth):
    paste(admin, TEXT + "\nYou may also send your request to our postal address by post.\n")
    use_all(admin)

    shown = words(admin.get(HERE + "gaps/"))

    assert "What is the postal address? The policy invites letters and prints none." in shown
    assert "No telephone number for requests." in shown
    assert "Conflict: " in shown or "Stricter: " in shown
    assert fill(admin).status_code == 400
    assert fill(admin, post="1 Lamp Street, Leeds").status_code == 302
    post = [one for one in draft(sixth).rules.channels if one.value.kind == "post"]
    assert [one.value.value for one in post] == ["1 Lamp Street, Leeds"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"calendar": "DE"}, "say which one"),
        ({"timezone": "Leeds"}, "There is no time zone 'Leeds'"),
        ({"regulator_url": "ico.org.uk"}, "begins with https://"),
        ({"email": "nobody"}, "Write an email address"),
    ],
)
def test_a_gap_filled_wrongly_gets_a_sentence(admin, sixth, typed, sentence):
    response = fill(admin, **typed)

    assert response.status_code == 400
    assert sentence in words(response)


def test_what_was_typed_stays_when_the_rules_are_decided_again(admin, sixth):
    paste(admin)
    fill(admin, phone="0113 496 0000")
    use_all(admin)

    assert {one.value.kind for one in draft(sixth).rules.channels} == {"email", "phone"}


def test_a_rule_that_was_changed_is_held_against_the_law(admin, sixth):
    paste(admin)
    use_all(admin, **{"extension-0-use": "change", "extension-0-instead": "5 months"})

    shown = words(admin.get(HERE + "gaps/"))

    assert "Conflict: The policy adds 5 months; the law allows 2 months." in shown


def test_a_rule_that_was_typed_without_a_sentence_is_held_against_the_law(admin, sixth):
    paste(admin)
    use_all(admin)
    rules = draft(sixth).rules
    typed = Said(Promise(45, "days"), "administrator", "Edited at the desk")
    save_draft(company_id=sixth.pk, rules=replace(rules, promise=rules.promise | {"access": typed}))

    shown = words(admin.get(HERE + "gaps/"))

    assert "Conflict: The policy takes 45 days; the law allows 1 month." in shown
    assert "Typed in by hand." in shown


@pytest.mark.parametrize("use", ["no", "change"])
def test_a_conflict_of_a_rule_that_is_not_used_is_gone(admin, sixth, use):
    paste(admin, TEXT.replace("14 days", "60 days"))
    takes = "The policy takes 60 days; the law allows 1 month."
    assert takes in words(admin.get(HERE + "gaps/"))

    instead = {"response_period-0-instead": "20 days"} if use == "change" else {}
    use_all(admin, **{"response_period-0-use": use}, **instead)

    shown = words(admin.get(HERE + "gaps/"))
    assert takes not in shown
    assert ("The policy promises 20 days" in shown) == (use == "change")


def test_another_country_brings_its_law_days_and_authority(admin, sixth):
    fill(admin, country="SE", email="privacy@sixth.example")

    rules = draft(sixth).rules
    assert (rules.regime.value, rules.calendar.value) == ("gdpr", "SE")
    assert rules.timezone.value == "Europe/Stockholm"
    assert (rules.regulator.value.url, rules.regulator.source) == ("https://www.imy.se/", "law")


def test_another_country_leaves_what_was_typed(admin, sixth):
    fill(admin, country="SE", calendar="NO", timezone="Europe/Oslo", regulator_name="Datatilsynet")

    rules = draft(sixth).rules
    assert (rules.regime.value, rules.calendar.value) == ("gdpr", "NO")
    assert rules.timezone.value == "Europe/Oslo"
    assert rules.regulator.value.name == "Datatilsynet"


def test_a_country_with_holidays_by_region_asks_which(admin, sixth):
    response = fill(admin, country="DE")

    assert response.status_code == 400
    assert "Whose public holidays move a due date?" in words(response)
    assert not response.context["form"]["calendar"].value()
    assert draft(sixth).rules.calendar is None
    assert fill(admin, calendar="DE-BY", email="privacy@sixth.example").status_code == 302
