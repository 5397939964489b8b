"""What the five policies say, as facts. A cell that changes must be a decision, not an accident."""

from typing import Any

import pytest

from dsar.companies.gaps import missing
from dsar.companies.presets import PRESETS
from dsar.companies.presets.preset import ICO
from dsar.companies.rights import CHOICES, NAMES, RIGHTS, article
from dsar.companies.rules import LADDER, Rules
from tests.companies.facts import MONTH, POLICIES, Policy


def rules_of(slug: str) -> Rules:
    return PRESETS[slug].rules


@pytest.mark.parametrize("slug", POLICIES)
def test_a_preset_reproduces_its_policy(slug: str) -> None:
    rules = rules_of(slug)

    assert POLICIES[slug] == Policy(
        code=PRESETS[slug].code,
        regime=rules.regime.value,
        calendar=value(rules.calendar),
        channels=[(said.value.kind, said.value.value) for said in rules.channels],
        named={right for right in RIGHTS if rules.right_wording(right)},
        promises={right: said.value for right, said in rules.promise.items() if said},
        extension=value(rules.extension),
        identity=rules.identity.when.value,
        asks_for=[said.value.code for said in rules.identity.items],
        cap=value(rules.fee.cap),
        free=value(rules.fee.free),
        fee_when=[said.value for said in rules.fee.grounds],
        regulator=rules.regulator.value.name if rules.regulator else None,
        processor=rules.notes.processor is not None,
        search=[said.value.code for said in rules.search_places],
        months_kept=value(rules.correspondence.months) if rules.correspondence else None,
        languages=rules.languages.value,
    )


def value(said: Any) -> Any:
    return said.value if said else None


@pytest.mark.parametrize("slug", POLICIES)
def test_every_company_has_every_right_named_or_not(slug: str) -> None:
    assert set(rules_of(slug).rights) == set(RIGHTS) == set(NAMES)


def test_ten_plain_choices_in_their_order() -> None:
    assert [code for code, _ in CHOICES] == [
        "access",
        "rectification",
        "erasure",
        "objection",
        "marketing",
        "consent",
        "portability",
        "restriction",
        "automated",
        "other",
    ]
    assert CHOICES[-1][1] == "Something else, or I'm not sure"


@pytest.mark.parametrize("right", RIGHTS)
def test_every_right_has_its_article_under_both_laws(right: str) -> None:
    assert article("uk-gdpr", right).startswith(("UK GDPR Art", "DPA 2018 s."))
    assert article("gdpr", right).startswith("GDPR Art.")


class TestNexusIP:
    rules = PRESETS["nexus-ip"].rules

    def test_erasure_is_soon_without_a_date_and_a_contact_may_be_replaced(self) -> None:
        assert self.rules.promise["erasure"] is None
        assert self.rules.promise_words["erasure"].value == "as soon as practicable"
        assert value(self.rules.erasure.alternative_contact) is True
        assert value(self.rules.erasure.identity_always) is True

    def test_it_asks_for_writing_and_prints_no_postal_address(self) -> None:
        assert value(self.rules.in_writing) is True
        assert missing(self.rules) == [
            "What is the postal address? The policy invites letters and prints none."
        ]

    def test_its_regulator_is_the_laws_because_it_names_none(self) -> None:
        assert self.rules.regulator
        assert self.rules.regulator.source == "law"

    def test_it_holds_four_kinds_of_data_and_never_updates_installation_records(self) -> None:
        assert [said.value for said in self.rules.data_held] == [
            "Name",
            "Position",
            "Telephone numbers",
            "E-mail address",
        ]
        never = [p.value.code for p in self.rules.search_places if p.value.never_updated]
        assert never == ["installation-records"]

    def test_it_decides_nothing_by_machine(self) -> None:
        assert value(self.rules.automated.used) is False


class TestNextConnex:
    rules = PRESETS["next-connex"].rules

    def test_letters_are_for_copies_only(self) -> None:
        ways = {said.value.kind: said.value.rights for said in self.rules.channels}
        assert ways == {"email": (), "post": ("access",)}

    def test_nobody_is_stopped_by_a_proof_they_do_not_have(self) -> None:
        items = [said.value for said in self.rules.identity.items]

        assert [item.kind for item in items] == ["email", "text", "document"]
        assert all(item.required and item.hint for item in items)
        assert all(item.not_held.startswith("I do not have") for item in items)
        assert [item.code for item in items if item.by_post] == ["identity-document"]
        assert items[2].choices == ("Passport", "Driving licence")

    def test_it_may_keep_refuse_and_charge_in_its_own_words(self) -> None:
        assert self.rules.erasure.may_keep
        assert self.rules.restriction.may_refuse
        assert value(self.rules.fee.may_refuse) is True

    def test_an_extension_is_told_within_the_month(self) -> None:
        assert "within 1 month" in value(self.rules.extension_notice)

    def test_its_regulator_is_the_ico_under_its_new_name(self) -> None:
        assert value(self.rules.regulator) == ICO


class TestTechnologyNexus:
    rules = PRESETS["technology-nexus"].rules

    def test_a_reasonable_timeframe_is_no_figure(self) -> None:
        assert not any(self.rules.promise.values())
        assert "reasonable timeframe" in self.rules.promise_words["access"].value
        assert "complaint" not in self.rules.promise_words

    def test_data_moves_in_machine_readable_form_and_to_another_company(self) -> None:
        assert value(self.rules.portability.format) == "machine-readable"
        assert value(self.rules.portability.transmit) is True
        assert "consent" in value(self.rules.portability.basis)

    def test_restriction_has_four_grounds_and_two_waits(self) -> None:
        assert len(value(self.rules.restriction.grounds)) == 4
        assert value(self.rules.restriction.while_pending) == ("verification", "objection")

    def test_applicants_are_told_of_their_own_notice(self) -> None:
        assert "still ask here" in value(self.rules.notes.recruitment)

    def test_it_tells_what_was_done(self) -> None:
        assert value(self.rules.outcome_notice) == "notify you of the action we have taken"


class TestNexusCore:
    rules = PRESETS["nexuscore"].rules

    def test_what_it_leaves_open_is_asked_of_the_administrator(self) -> None:
        assert missing(self.rules) == [
            "Which legal entity answers? The policy names none.",
            "In which country does the company act?",
            "Whose public holidays move a due date?",
            "In which time zone does a day end?",
            "Which supervisory authority can people complain to? The policy names none.",
        ]

    def test_a_person_looks_again_hears_them_and_can_be_contested(self) -> None:
        assert value(self.rules.automated.used) is True
        entitled = [said.value for said in self.rules.automated.entitled_to]
        assert entitled == ["review", "view", "contest"]

    def test_people_find_their_authority_in_the_boards_list(self) -> None:
        assert "edpb.europa.eu" in self.rules.second_regulators[0].value.url

    def test_the_demonstration_puts_it_in_the_netherlands(self) -> None:
        preset = PRESETS["nexuscore"]
        filled = preset.with_examples(preset.rules)

        assert missing(filled) == []
        assert (value(filled.country), value(filled.calendar)) == ("NL", "NL")
        assert value(filled.regulator).name == "Autoriteit Persoonsgegevens"
        assert "Example" in value(filled.legal_name)


class TestConnexAI:
    rules = PRESETS["connexai"].rules

    def test_its_month_is_one_it_tries_for(self) -> None:
        assert value(self.rules.promise["access"]) == MONTH
        assert self.rules.promise_words["access"].value.startswith("We try")

    def test_it_names_both_laws_and_is_under_the_uks(self) -> None:
        assert len(self.rules.laws_named) == 2
        assert self.rules.regime.value == "uk-gdpr"

    def test_mail_comes_from_another_domain_and_the_form_says_so(self) -> None:
        assert self.rules.sender_email.value == "compliance@connexone.ng"
        assert "compliance@connexone.ng" in value(self.rules.notes.sender)

    def test_citizens_advice_helps_beside_the_regulator(self) -> None:
        assert value(self.rules.regulator) == ICO
        assert [r.value.name for r in self.rules.second_regulators] == ["Citizens Advice"]

    def test_an_extension_has_no_figure_and_is_told(self) -> None:
        assert self.rules.extension
        assert self.rules.extension.value.count is None
        assert value(self.rules.extension_notice) == "we will notify you and keep you updated"

    def test_a_question_may_speed_it_up(self) -> None:
        assert self.rules.identity.clarify


@pytest.mark.parametrize("slug", ["next-connex", "technology-nexus", "connexai"])
def test_a_policy_that_says_enough_needs_no_administrator(slug: str) -> None:
    assert missing(rules_of(slug)) == []


def test_reminders_climb_from_the_owner_to_the_protection_officer() -> None:
    climbed = [(rung.days_before, rung.audience) for rung in LADDER if rung.limit == "due"]

    assert climbed == [
        (14, ("owner",)),
        (7, ("owner",)),
        (3, ("owner", "lead")),
        (1, ("owner", "lead")),
        (0, ("lead", "dpo")),
        (-1, ("dpo",)),
    ]
    assert [rung.days_before for rung in LADDER if rung.every == 1] == [-1]
    assert all(rules_of(slug).ladder.value == LADDER for slug in POLICIES)
