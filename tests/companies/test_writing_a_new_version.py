"""A new version changes what was edited, and refuses what cannot be, each in its own sentence."""

from dataclasses import replace

import pytest

from deadlines.holiday_data import differing_regions
from dsar.companies import keeping
from dsar.companies.changes import changes
from dsar.companies.checking import obstacles, refusals
from dsar.companies.editing import Edit, Promised, edited, promised_in
from dsar.companies.models import Company
from dsar.companies.operations import (
    NothingElse,
    NotReady,
    discard_draft,
    install_preset,
    publish_policy,
    save_draft,
)
from dsar.companies.rules import Escalating, Hours, Promise, Rules, Rung, Said
from tests import desk


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def rules(company) -> Rules:
    return company.policy.rules


def as_it_is(rules: Rules) -> Edit:
    return Edit(
        promise=promised_in(rules),
        calendar=rules.calendar.value,
        timezone=rules.timezone.value,
        internal_target=rules.internal_target.value,
        ladder=rules.ladder.value,
        hours=rules.hours.value,
        escalating=rules.escalating.value,
        digest_from=rules.digest_from.value,
        morning_summary=rules.morning_summary.value,
        approval=rules.approval.value,
        cool_down=rules.identity.cool_down.value,
        days_to_stop=rules.erasure.days_to_stop.value,
        enough=tuple(said.value for said in rules.identity.enough),
        kept={kind: keeping.term(rules, kind).value for kind in keeping.CLASSES},
    )


def with_calendar(rules: Rules, code: str) -> Rules:
    return replace(rules, calendar=Said(code, "administrator"))


@pytest.mark.parametrize("slug", ["nexus-ip", "next-connex", "technology-nexus", "connexai"])
def test_nothing_edited_is_the_same_rules(db, slug):
    rules = desk.publish(slug).policy.rules

    assert edited(rules, as_it_is(rules)) == rules


def test_what_is_edited_says_so_and_the_rest_says_what_it_said(rules):
    edit = replace(as_it_is(rules), hours=Hours(opens="07:00"), escalating=Escalating(("dpo",), 2))

    new = edited(rules, edit)

    assert new.hours == Said(Hours(opens="07:00"), "administrator", "Edited at the desk")
    assert new.escalating.value == Escalating(("dpo",), 2)
    assert replace(new, hours=rules.hours, escalating=rules.escalating) == rules


def test_a_promise_is_the_policys_where_a_section_of_it_is_named(rules):
    promise = promised_in(rules) | {
        "access": Promised(Promise(14, "days"), "Your rights"),
        "erasure": Promised(Promise(2, "months")),
        "portability": None,
    }

    new = edited(rules, replace(as_it_is(rules), promise=promise)).promise

    assert new["access"] == Said(Promise(14, "days"), "policy", "Your rights")
    assert new["erasure"].source == "administrator"
    assert new["portability"] is None


def test_the_difference_is_told_line_by_line(rules):
    edit = replace(as_it_is(rules), ladder=(Rung(5, ("owner",)),), internal_target=0)

    found = {change.topic: change for change in changes(rules, edited(rules, edit))}

    aim = found["Reminders: We aim to answer"]
    assert (aim.was, aim.becomes) == ("3 days before the due date (Administrator)", "")
    new = [change for change in found.values() if not change.was]
    assert [change.becomes for change in new if "5 days" in change.topic] == [
        "The owner, by mail and in the desk (Administrator)"
    ]
    assert all(topic.startswith("Reminders: ") for topic in found)


def test_the_published_presets_have_nothing_in_their_way(rules):
    assert obstacles(rules) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("GB", "say which nation"),
        ("DE", "The holidays of Germany differ from region to region, so say which one: DE-BB"),
        ("IT", "or another of"),
        ("DE-XX", "has no region 'XX'"),
        ("ZZ", "There is no holiday calendar 'ZZ'"),
    ],
)
def test_a_calendar_that_does_not_say_enough_is_refused(company, rules, code, sentence):
    (found,) = refusals(with_calendar(rules, code))
    assert sentence in found

    with pytest.raises(NotReady, match=r"."):
        publish_policy(
            company_id=company.pk,
            rules=with_calendar(rules, code),
            actor="user:1",
            now=desk.MONDAY,
        )
    assert company.policy.version == 1


@pytest.mark.parametrize("code", ["SE", "NL", "FR", "AT", "DE-BY", "GB-SCT", "none"])
def test_a_calendar_that_says_enough_is_not(rules, code):
    assert refusals(with_calendar(rules, code)) == []


def test_a_time_zone_that_does_not_exist_is_refused(rules):
    (found,) = refusals(replace(rules, timezone=Said("Europe/Nowhere", "administrator")))

    assert found == "There is no time zone 'Europe/Nowhere'; use one such as Europe/London."


def test_regions_are_named_only_where_most_keep_other_days():
    assert len(differing_regions("DE")) == 17
    assert differing_regions("DE-BY") == differing_regions("SE") == differing_regions("AT") == ()


def test_a_draft_is_thrown_away_and_the_published_version_stands(company, rules):
    save_draft(company_id=company.pk, rules=with_calendar(rules, "SE"))

    discard_draft(company_id=company.pk)
    discard_draft(company_id=company.pk)

    assert not company.policies.drafts().exists()
    assert company.policy.rules == rules


def test_the_only_policy_there_is_stays(db):
    company = install_preset(slug="nexuscore", actor="system", now=desk.MONDAY)

    with pytest.raises(NothingElse, match="NexusCore has no policy but this draft"):
        discard_draft(company_id=company.pk)
    assert company.policies.drafts().exists()
