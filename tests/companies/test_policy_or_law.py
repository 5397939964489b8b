"""Which of the two wins."""

from dataclasses import replace

import pytest

from deadlines.working import Promise
from dsar.companies.differences import differences
from dsar.companies.effective import lawful_extension, time_limit
from dsar.companies.presets import PRESETS
from dsar.companies.presets.preset import promises
from dsar.companies.rights import RIGHTS
from dsar.companies.rules import Extension, Fee, Identity, Rules, Said
from dsar.companies.rules import Promise as InPolicy

SLUGS = tuple(PRESETS)


def rules_of(slug: str) -> Rules:
    return PRESETS[slug].rules


def topics(slug: str) -> list[str]:
    return [difference.topic for difference in differences(rules_of(slug))]


def test_28_days_is_a_promise_of_its_own_for_copies_only() -> None:
    promise, law = time_limit(rules_of("nexus-ip"), "access")

    assert promise == Promise(28, "days", "privacy policy, Requests for information")
    assert "UK GDPR Art. 12(3), 12A" in law
    assert time_limit(rules_of("nexus-ip"), "erasure")[0] is None


@pytest.mark.parametrize("slug", ["next-connex", "nexuscore", "connexai", "technology-nexus"])
@pytest.mark.parametrize("right", RIGHTS)
def test_the_laws_own_month_is_no_second_date(slug: str, right: str) -> None:
    promise, law = time_limit(rules_of(slug), right)

    assert promise is None
    assert law


def test_a_complaint_is_acknowledged_within_30_days_in_the_uk_alone() -> None:
    assert "30 days" in time_limit(rules_of("connexai"), "complaint")[1]
    assert "30 days" not in time_limit(rules_of("technology-nexus"), "complaint")[1]


def test_a_promise_in_months_other_than_one_is_kept() -> None:
    said = promises(access=Said(InPolicy(2, "months"), "administrator", "Section 4"))
    rules = replace(rules_of("connexai"), promise=said)

    assert time_limit(rules, "access")[0] == Promise(2, "months", "privacy policy, Section 4")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_law_allows_two_more_months_on_two_grounds(slug: str) -> None:
    assert lawful_extension(rules_of(slug)).value == Extension(
        2, "months", ("complexity", "number")
    )


def test_nexus_ip_differs_where_it_is_older_than_the_law() -> None:
    assert topics("nexus-ip") == [
        "Time for access",
        "Time to answer",
        "Extension",
        "Fee",
        "Identity",
        "How to ask",
        "Erasure while the business continues",
        "Rectification: installation records",
        "Rights it does not name",
    ]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("next-connex", ["Extension", "Fee", "Identity", "Rights it does not name"]),
        ("technology-nexus", ["Time to answer", "Extension", "Rights it does not name"]),
        ("nexuscore", ["Extension"]),
        ("connexai", ["Time to answer", "Extension", "Fee"]),
    ],
)
def test_where_the_others_differ(slug: str, expected: list[str]) -> None:
    assert topics(slug) == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_a_difference_says_what_each_says_and_what_the_desk_does(slug: str) -> None:
    for difference in differences(rules_of(slug)):
        assert difference.law
        assert difference.article
        assert difference.we_do
        assert bool(difference.policy) == bool(difference.where)


def test_unnamed_rights_are_listed_in_plain_sight() -> None:
    unnamed = differences(rules_of("technology-nexus"))[-1]

    assert unnamed.law == "Automated-decision review: the law gives them all the same."


def test_a_policy_that_repeats_the_law_differs_nowhere() -> None:
    rules = replace(
        rules_of("nexuscore"),
        extension=lawful_extension(rules_of("nexuscore")),
        fee=Fee(),
        identity=Identity(when=Said("if-in-doubt", "law", "GDPR Art. 12(6)")),
    )

    assert differences(rules) == []
