from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dsar.audit.models import Event
from dsar.cases.operations import closing
from dsar.companies import operations
from dsar.companies.models import Company, Policy
from dsar.companies.operations import (
    NotReady,
    publish_policy,
    save_draft,
)
from dsar.companies.presets import PRESETS
from dsar.companies.rules import Rules, Said
from tests import desk
from tests.cases.test_two_at_once import together

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADDRESS = "1 Invented Road, Sampletown"


def with_address(rules: Rules) -> Rules:
    """The administrator's answer to the one blank of Nexus IP."""
    channels = tuple(
        said if said.value.value else Said(replace(said.value, value=ADDRESS), "administrator")
        for said in rules.channels
    )
    return replace(rules, channels=channels)


def english_and_welsh(rules: Rules) -> Rules:
    return replace(rules, languages=Said(("en", "cy"), "administrator"))


def test_a_policy_with_blanks_is_refused_and_says_each(nexus_ip: Company) -> None:
    with pytest.raises(NotReady, match="postal address") as refused:
        publish_policy(
            company_id=nexus_ip.pk, rules=PRESETS["nexus-ip"].rules, actor="user:1", now=NOW
        )

    assert len(refused.value.gaps) == 1
    assert not Policy.objects.published().exists()
    assert not Event.objects.filter(event="policy.published").exists()
    nexus_ip.refresh_from_db()
    assert nexus_ip.published_at is None


def test_the_draft_with_the_administrators_answer_becomes_version_1(nexus_ip: Company) -> None:
    rules = with_address(nexus_ip.policies.get().rules)

    policy = publish_policy(company_id=nexus_ip.pk, rules=rules, actor="user:1", now=NOW)

    assert (policy.version, policy.published_at) == (1, NOW)
    assert nexus_ip.policies.get() == policy
    assert [said.value.value for said in policy.rules.channels][1] == ADDRESS
    nexus_ip.refresh_from_db()
    assert nexus_ip.published_at == NOW
    assert nexus_ip.sender_email == "info@nexusip.com"
    assert (nexus_ip.calendar, nexus_ip.timezone) == ("GB-ENG", "Europe/London")


def test_publishing_is_written_down_without_personal_data(next_connex: Company) -> None:
    event = Event.objects.get(company_id=next_connex.pk, event="policy.published")

    assert (event.subject, event.actor, event.at) == ("policy:next-connex", "system", NOW)
    assert event.facts["version"] == 1
    assert set(event.facts) == {"version", "rules_sha256"}


def test_a_new_version_leaves_the_old_one_as_it_was(next_connex: Company) -> None:
    first = next_connex.policy
    later = NOW + timedelta(days=30)

    second = publish_policy(
        company_id=next_connex.pk, rules=english_and_welsh(first.rules), actor="user:1", now=later
    )

    assert (second.version, second.by_hand) == (2, True)
    assert next_connex.policy == second
    first.refresh_from_db()
    assert first.rules.languages.value == ("en",)
    next_connex.refresh_from_db()
    assert next_connex.languages == ["en", "cy"]
    assert next_connex.published_at == NOW


def test_publishing_what_is_in_force_changes_nothing(next_connex: Company) -> None:
    first = next_connex.policy

    again = publish_policy(company_id=next_connex.pk, rules=first.rules, actor="user:1", now=NOW)

    assert again == first
    assert Policy.objects.count() == 1
    assert Event.objects.filter(event="policy.published").count() == 1


def test_the_database_refuses_to_change_a_published_version(next_connex: Company) -> None:
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        Policy.objects.update(rules_json={})
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        Policy.objects.update(published_at=None)
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        Policy.objects.all().delete()

    assert next_connex.policy.rules == PRESETS["next-connex"].rules


def test_a_draft_can_be_edited_and_deleted(nexus_ip: Company) -> None:
    draft = nexus_ip.policies.get()

    save_draft(company_id=nexus_ip.pk, rules=english_and_welsh(draft.rules))

    draft.refresh_from_db()
    assert draft.rules.languages.value == ("en", "cy")
    draft.delete()


def test_a_company_has_one_draft(nexus_ip: Company) -> None:
    rules = nexus_ip.policies.get().rules

    save_draft(company_id=nexus_ip.pk, rules=english_and_welsh(rules))

    assert nexus_ip.policies.get().rules.languages.value == ("en", "cy")
    with pytest.raises(IntegrityError, match="policy_one_draft"), transaction.atomic():
        Policy.objects.create(company=nexus_ip, version=9, rules_json={})


def test_a_draft_is_not_in_force(next_connex: Company) -> None:
    rules = next_connex.policy.rules

    draft = save_draft(company_id=next_connex.pk, rules=english_and_welsh(rules))

    assert draft.version == 2
    assert next_connex.policy.version == 1


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"calendar": Said("XX-YY", "administrator")}, "Whose public holidays"),
        ({"timezone": Said("Europe/Nowhere", "administrator")}, "In which time zone"),
        ({"timezone": Said("", "administrator")}, "In which time zone"),
        ({"timezone": Said("/etc/passwd", "administrator")}, "In which time zone"),
        ({"channels": ()}, "At least one address"),
        ({"sender_email": Said("", "administrator")}, "our messages come from"),
        ({"legal_name": None}, "Which legal entity"),
        ({"country": None}, "In which country"),
        ({"regulator": None}, "Which supervisory authority"),
    ],
)
def test_rules_that_no_case_could_run_by_are_not_published(
    change: dict[str, Any], question: str, next_connex: Company
) -> None:
    rules = replace(next_connex.policy.rules, **change)

    with pytest.raises(NotReady, match=question):
        publish_policy(company_id=next_connex.pk, rules=rules, actor="user:1", now=NOW)

    assert next_connex.policy.version == 1


def test_publishing_and_a_change_of_a_case_never_wait_for_each_other(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = desk.publish("next-connex")
    case = desk.receive(company)
    recorded, saved = Flag(), Flag()
    record, save = closing.record, operations.save_draft

    def record_and_wait(*what: Any, **facts: Any) -> None:
        record(*what, **facts)
        recorded.set()
        saved.wait(10)

    def wait_and_save(**given: Any) -> Policy:
        draft = save(**given)
        saved.set()
        return draft

    def publish() -> Policy:
        recorded.wait(10)
        rules = english_and_welsh(company.policy.rules)
        return publish_policy(company_id=company.pk, rules=rules, actor="user:1", now=NOW)

    monkeypatch.setattr(closing, "record", record_and_wait)
    monkeypatch.setattr(operations, "save_draft", wait_and_save)

    results = together(
        publish, lambda: closing.withdraw(case_id=case.pk, actor="requester", now=desk.MONDAY)
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert company.policies.published().count() == 2
    assert case.messages.filter(kind="withdrawn").count() == 1
