"""A newer text beside the one in force."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from dsar.companies.models import PolicyText
from dsar.companies.policy_texts import changed_lines
from dsar.companies.rules import Promise
from tests import desk
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.adding.steps import (
    draft,
    fill,
    paste,
    publish,
    use_all,
)
from tests.dashboard.conftest import NOW, spaced, words


def test_a_newer_text_is_compared_line_by_line_and_rule_by_rule(admin, ready):
    publish(admin)
    ready.refresh_from_db()
    desk.receive(ready, at=NOW - timedelta(hours=1))
    paste(admin, TEXT.replace("within 14 days of", "within 10 days of"))
    use_all(admin)

    shown = spaced(admin.get("/desk/policies/sixth-lamps/preview/"))

    assert "Gone We will respond to your request within 14 days of receiving it." in shown
    assert "New We will respond to your request within 10 days of receiving it." in shown
    assert "Gone To make a request" not in shown
    assert "Within 14 days of receipt (Policy) Within 10 days of receipt (Policy)" in shown
    assert "1 of 1 open case would move" in shown
    assert ready.cases.get().policy.version == 1


def test_rules_that_only_an_older_text_spoke_for_are_named(admin, company):
    at = "/desk/companies/nexus-ip/"
    paste(admin, at=at)
    use_all(admin, at=at)

    shown = words(admin.get("/desk/policies/nexus-ip/preview/"))

    assert "These words are not in the newer text." in shown
    assert "in the case of our CRM" in shown


def test_spaces_and_empty_lines_are_no_difference():
    assert changed_lines("One  line\n\nTwo", "One line\nTwo\n") == []


# publishing


def test_without_a_text_a_portal_works_by_the_law_alone(admin, sixth):
    assert fill(admin, email="privacy@sixth.example").status_code == 302
    publish(admin)

    sixth.refresh_from_db()
    assert sixth.published_at
    assert "Ask Sixth Lamps about your data" in words(Client().get("/sixth-lamps/"))
    case = desk.receive(sixth, at=NOW - timedelta(hours=1))
    assert case.reference.startswith("SIX-")
    assert case.clock.due_on.isoformat() == "2026-12-23"


def test_the_text_of_a_published_version_stays(admin, sixth):
    paste(admin)
    use_all(admin)
    fill(admin)
    publish(admin)

    policy = sixth.policies.get()
    assert (policy.version, policy.source.body) == (1, TEXT)
    with pytest.raises(IntegrityError, match="cannot be changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE companies_policytext SET body = ''")


def test_a_newer_text_makes_the_next_version_and_leaves_the_first(admin, sixth):
    paste(admin)
    use_all(admin)
    fill(admin)
    publish(admin)

    newer = TEXT.replace("14 days", "10 days")
    paste(admin, newer)
    use_all(admin)
    fill(admin)

    assert sixth.policies.get(version=2).published_at is None
    assert draft(sixth).rules.promise["access"].value == Promise(10, "days")
    assert sixth.policy.rules.promise["access"].value == Promise(14, "days")
    assert sixth.policies.get(version=1).source.body == TEXT


def test_a_discarded_draft_takes_its_text_along(admin, company):
    at = "/desk/companies/nexus-ip/"
    paste(admin, at=at)
    assert PolicyText.objects.count() == 1

    admin.post("/desk/policies/nexus-ip/discard/")

    assert not PolicyText.objects.exists()
    assert company.policies.get().version == 1
