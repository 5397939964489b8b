"""The systems of a company come from its policy, and its administrator changes them."""

import pytest

from dsar.audit.models import Event
from dsar.companies.presets import PRESETS
from dsar.fulfilment.models import IDENTIFIERS
from dsar.fulfilment.operations.listing import (
    SystemRefused,
    add_system,
    change_system,
    list_named,
    retire_system,
    use_system_again,
)
from dsar.fulfilment.shipped import SHIPPED
from tests import desk

from .conftest import BY

GIVEN = {
    "name": "Archive",
    "keeps": "Old contracts",
    "owner_name": "Olive",
    "owner_email": "olive@example.com",
    "searched_by": ["name"],
}


@pytest.mark.parametrize("slug", PRESETS)
def test_each_of_the_five_companies_has_what_its_policy_names_in_plain_words(db, slug):
    company = desk.publish(slug)

    list_named(company_id=company.pk, **BY)

    named = [said.value.code for said in company.policy.rules.search_places]
    assert sorted(company.systems.values_list("code", flat=True)) == sorted(named)
    for system in company.systems.all():
        assert system.keeps
        assert set(system.searched_by) <= set(IDENTIFIERS)


def test_no_words_are_shipped_for_a_system_that_no_policy_names():
    named = {(s, p.value.code) for s in PRESETS for p in PRESETS[s].rules.search_places}

    assert set(SHIPPED) == named


def test_listing_again_adds_nothing_and_changes_nothing(company, crm):
    change_system(system_id=crm.pk, **BY, **GIVEN)

    assert list_named(company_id=company.pk, **BY) == []
    crm.refresh_from_db()
    assert crm.name == "Archive"


def test_one_is_added_changed_retired_and_used_again(company):
    system = add_system(company_id=company.pk, **BY, **GIVEN)
    change_system(system_id=system.pk, **BY, **(GIVEN | {"keeps": "New contracts"}))
    retire_system(system_id=system.pk, **BY)
    system.refresh_from_db()
    assert (system.keeps, system.is_used) == ("New contracts", False)

    use_system_again(system_id=system.pk, **BY)

    system.refresh_from_db()
    assert system.is_used
    events = Event.objects.filter(event__startswith="system.").order_by("seq")
    assert [event.event for event in events] == [
        "system.added", "system.changed", "system.retired", "system.used-again",
    ]  # fmt: skip
    assert "olive" not in str([event.facts for event in events])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": "CUSTOMER relationship system (crm)"}, "name"),
     ({"searched_by": []}, "searched_by")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(company, wrong, field):
    with pytest.raises(SystemRefused) as refused:
        add_system(company_id=company.pk, **BY, **(GIVEN | wrong))

    assert refused.value.field == field


def test_a_retired_one_comes_back_only_if_its_name_is_free(company):
    system = add_system(company_id=company.pk, **BY, **GIVEN)
    retire_system(system_id=system.pk, **BY)
    other = add_system(company_id=company.pk, **BY, **GIVEN)

    assert other.code != system.code
    with pytest.raises(SystemRefused):
        use_system_again(system_id=system.pk, **BY)
