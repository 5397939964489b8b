"""Each rule that was found stands beside its sentence, to be used, changed or left out."""

import pytest

from dsar.companies.drafts import source_of
from dsar.companies.policy_texts import TextReplaced, decide
from dsar.companies.rules import Promise
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.adding.steps import (
    HERE,
    KEPT,
    choose,
    draft,
    paste,
    use_all,
)
from tests.dashboard.conftest import words


def test_what_was_too_long_to_be_read_is_told_on_each_page(admin, sixth):
    told = "Only the first 400,000 characters were read. Give the policy alone."
    paste(admin)
    for page in ("rules/", "gaps/"):
        assert told not in words(admin.get(HERE + page))

    paste(admin, TEXT + "Lamps and shades.\n" * 22_300 + "Write to late@sixth.example.\n")

    for page in ("rules/", "gaps/"):
        shown = words(admin.get(HERE + page))
        assert shown.count(told) == 1
        assert "late@sixth.example" not in shown


def test_each_rule_stands_beside_its_sentence(admin, sixth):
    response = paste(admin)

    shown = words(response)
    assert "Time to answer: 14 days" in shown
    assert "Language of the text: English." in shown
    for row in response.context["form"].rows:
        assert row.proposal.quote in TEXT


def test_a_rule_without_a_choice_is_told(admin, sixth):
    paste(admin)

    response = choose(admin, **{"response_period-0-use": "no"})

    assert response.status_code == 400
    assert "Right, Access: say whether it is used." in words(response)
    assert "Time to answer, 14 days: say" not in words(response)
    assert draft(sixth).rules.channels == ()


def test_yes_change_and_no_are_kept(admin, sixth):
    paste(admin)
    use_all(
        admin,
        **{
            "response_period-0-use": "change",
            "response_period-0-instead": "3 weeks",
            "fee_fee_when-0-use": "no",
        },
    )

    rules = draft(sixth).rules
    assert rules.promise["access"].value == Promise(21, "days")
    assert rules.promise["access"].source == "administrator"
    assert rules.fee.grounds == ()
    assert [one.value.value for one in rules.channels] == ["privacy@sixth.example"]
    again = {row.proposal.key: row for row in admin.get(HERE + "rules/").context["form"].rows}
    assert again["response_period-0"]["instead"].value() == "21 days"
    assert again["fee_fee_when-0"]["use"].value() == "no"


@pytest.mark.parametrize("instead", ["", "soon", "0 days", "14 days please"])
def test_a_change_that_cannot_be_read_is_told(admin, sixth, instead):
    paste(admin)

    sent = {"response_period-0-use": "change", "response_period-0-instead": instead}
    response = use_all(admin, **sent)

    assert response.status_code == 400
    assert "write a number of days or months, such as 14 days." in words(response)


def test_choices_about_a_text_that_was_replaced_meanwhile_change_nothing(admin, ada, sixth):
    paste(admin)
    read = admin.get(HERE + "rules/").context["of_text"]
    paste(admin, TEXT.replace("14 days", "10 days"))
    before = draft(sixth).rules

    response = admin.post(HERE + "rules/", {"rest": "yes", "of_text": read})

    assert response.status_code == 409
    shown = words(response)
    assert "The text was replaced meanwhile. Nothing was changed" in shown
    assert "Time to answer: 10 days" in shown
    assert draft(sixth).rules == before
    assert source_of(draft(sixth)).choices == {}


def test_a_decision_is_held_to_its_text_under_the_lock(admin, sixth):
    paste(admin)

    with pytest.raises(TextReplaced):
        decide(company_id=sixth.pk, choices={}, text="another")


@pytest.mark.parametrize("instead", ["2 months", "31 days", "5 weeks", "25 working days"])
def test_a_promise_beyond_the_laws_month_is_refused(admin, sixth, instead):
    paste(admin)

    sent = {"response_period-0-use": "change", "response_period-0-instead": instead}
    response = use_all(admin, **sent)

    assert response.status_code == 400
    assert "Time to answer: the law allows one month." in words(response)
    assert draft(sixth).rules.promise["access"] is None


def test_a_time_to_keep_letters_is_changed_in_months(admin, sixth):
    paste(admin, TEXT + KEPT)
    key = "correspondence_retention-0"

    days = use_all(admin, **{f"{key}-use": "change", f"{key}-instead": "90 days"})
    months = use_all(admin, **{f"{key}-use": "change", f"{key}-instead": "3 months"})

    assert "How long letters are kept: it is counted in months." in words(days)
    assert months.status_code == 302
    assert draft(sixth).rules.correspondence.months.value == 3


def test_rules_without_a_text_lead_back_to_it(admin, sixth):
    assert admin.get(HERE + "rules/").headers["Location"] == HERE + "text/"
