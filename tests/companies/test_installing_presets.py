from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from dsar.audit import names
from dsar.audit.models import Event
from dsar.companies import queries
from dsar.companies.codes import CodeTooClose
from dsar.companies.models import Company, Policy
from dsar.companies.operations import (
    ReservedSlug,
    UnknownPreset,
    add_company,
    correct_names,
    install_preset,
    publish_policy,
)
from dsar.companies.presets import PRESETS
from dsar.companies.rules import Said

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def install(*arguments: str) -> str:
    out = StringIO()
    call_command("install_presets", *arguments, stdout=out)
    return out.getvalue()


def change_preset(monkeypatch: pytest.MonkeyPatch, slug: str) -> None:
    """The next release of the product reads this policy a little differently."""
    preset = PRESETS[slug]
    rules = replace(preset.rules, languages=Said(("en", "cy"), "administrator"))
    changed = replace(preset, rules=rules, what_it_does="Changed")
    monkeypatch.setitem(PRESETS, slug, changed)


def state() -> list[object]:
    return [
        *Policy.objects.order_by("pk").values(),
        *Company.objects.order_by("pk").values(),
        Event.objects.count(),
    ]


def test_with_examples_all_five_are_published() -> None:
    said = install("--examples")

    assert sorted(queries.published().values_list("slug", "code")) == [
        ("connexai", "CAI"),
        ("next-connex", "NEXT"),
        ("nexus-ip", "NIP"),
        ("nexuscore", "CORE"),
        ("technology-nexus", "TECH"),
    ]
    assert said.count("policy 1 is published.") == 5
    assert Company.objects.get(slug="nexuscore").calendar == "NL"


def test_without_examples_two_wait_for_their_administrator() -> None:
    said = install()

    assert queries.published().count() == 3
    assert "Nexus IP: policy 1 is a draft. What is the postal address?" in said
    assert "NexusCore: policy 1 is a draft. Which legal entity answers?" in said


@pytest.mark.parametrize("arguments", [(), ("--examples",)])
def test_a_second_run_changes_nothing(arguments: tuple[str, ...]) -> None:
    install(*arguments)
    before = state()

    install(*arguments)

    assert state() == before


def test_examples_can_be_added_later_and_stay() -> None:
    install()
    install("--examples")
    before = state()

    install()

    assert queries.published().count() == 5
    assert Policy.objects.count() == 5
    assert state() == before


def test_only_the_named_ones_are_installed() -> None:
    install("connexai")

    assert [company.slug for company in Company.objects.all()] == ["connexai"]


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(CommandError, match=r"No preset acme. There are: nexus-ip, next-connex"):
        install("acme")
    with pytest.raises(UnknownPreset):
        install_preset(slug="acme", actor="system", now=NOW)


def test_a_changed_preset_becomes_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    install("next-connex")
    change_preset(monkeypatch, "next-connex")

    install("next-connex")

    company = Company.objects.get()
    assert [policy.version for policy in company.policies.order_by("version")] == [1, 2]
    assert company.policy.rules.languages.value == ("en", "cy")
    assert company.policies.get(version=1).rules.languages.value == ("en",)
    assert company.what_it_does == "Changed"


def test_a_changed_preset_waits_beside_an_administrators_version(
    next_connex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(next_connex.policy.rules, town=Said("Invented Town", "administrator"))
    publish_policy(company_id=next_connex.pk, rules=own, actor="user:1", now=NOW)
    install("next-connex")
    assert Policy.objects.count() == 2
    change_preset(monkeypatch, "next-connex")

    install("next-connex")

    assert next_connex.policy.rules == own
    draft = next_connex.policies.drafts().get()
    assert (draft.version, draft.rules.languages.value) == (3, ("en", "cy"))


def test_an_administrators_answer_outlives_the_next_run(nexus_ip: Company) -> None:
    rules = PRESETS["nexus-ip"].with_examples(PRESETS["nexus-ip"].rules)
    publish_policy(company_id=nexus_ip.pk, rules=rules, actor="user:1", now=NOW)
    before = state()

    install("nexus-ip")

    assert state() == before


def rename(company: Company) -> None:
    names = {"code": "OTTER", "website": "otter.example", "what_it_does": company.what_it_does}
    given = {"slug": "otter", "name": "Otter", **names}
    correct_names(company_id=company.pk, actor="user:1", now=NOW, **given)


def test_whose_names_were_put_right_is_found_again(nexus_ip: Company) -> None:
    rename(nexus_ip)
    before = state()

    assert install("nexus-ip").startswith("Otter: policy 1 is a draft.")
    assert state() == before


def test_a_changed_preset_finds_it_and_leaves_what_was_put_right(
    nexus_ip: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(nexus_ip)
    change_preset(monkeypatch, "nexus-ip")

    install("nexus-ip", "--examples")

    company = Company.objects.get()
    assert company.published_at is not None
    assert (company.slug, company.name, company.website) == ("otter", "Otter", "otter.example")
    assert company.what_it_does == "Changed"


def test_a_company_that_cannot_be_reached_is_not_offered(nexus_ip: Company) -> None:
    assert nexus_ip not in queries.published()


def test_reports_of_the_audit_name_companies_as_their_addresses_do(next_connex: Company) -> None:
    assert names.known()[next_connex.pk] == "next-connex"


def add(slug: str = "acme", code: str = "ACME") -> Company:
    return add_company(
        slug=slug,
        code=code,
        name="Acme",
        website="example.com",
        what_it_does="Invented things",
        actor="user:1",
        now=NOW,
    )


def test_a_sixth_company_can_be_added() -> None:
    company = add()

    assert company not in queries.published()
    assert Event.objects.get().event == "company.added"


def test_a_code_one_slip_from_another_is_refused(next_connex: Company) -> None:
    with pytest.raises(CodeTooClose, match="NETX is one slip away from NEXT"):
        add(code="NETX")


@pytest.mark.parametrize("slug", ["desk", "api", "status", "mailbox"])
def test_a_portal_cannot_take_an_address_of_the_desk(slug: str) -> None:
    with pytest.raises(ReservedSlug, match=f"/{slug}/"):
        add(slug=slug)


@pytest.mark.parametrize("code", ["acme", "A", "A1", "ACMEACME"])
def test_a_code_is_two_to_six_capitals(code: str) -> None:
    with pytest.raises(ValidationError):
        add(code=code)


def test_a_name_is_taken_once() -> None:
    add()

    with pytest.raises(ValidationError, match="already exists"):
        add(code="OTHER")
