"""What was read in a policy becomes rules, each with its sentence, once somebody has decided."""

from dataclasses import replace

import pytest

from dsar.companies.adding import Names, statutory
from dsar.companies.gaps import missing
from dsar.companies.proposing import Choice, accepted, proposals, unread
from dsar.companies.reading import read
from dsar.companies.rules import Channel, Promise, Rules, Said
from tests.companies.sources import POLICIES, said_in

TEXT = """Your rights

You have the right to ask for a copy of your personal data, and to have it erased.
To make a request, write to privacy@sixth.example.
We will respond to your request within 14 days of receiving it.
Where a request is complex, we may extend this by two further months.
We may charge a fee if your request is manifestly unfounded or excessive.
We will ask you to provide a copy of your passport to confirm your identity before we answer
your request.
"""


@pytest.fixture
def base() -> Rules:
    return statutory(
        Names(
            name="Sixth",
            legal_name="Sixth Ltd",
            town="Leeds",
            website="sixth.example",
            what_it_does="Lamps",
            country="GB",
            code="SIX",
            slug="sixth",
            sender_email="privacy@sixth.example",
        )
    )


def all_of(text: str, base: Rules) -> Rules:
    made = proposals(read(text))
    return accepted(base, made, {one.key: Choice("yes") for one in made})


def test_every_rule_taken_from_a_text_keeps_its_sentence_word_for_word(base):
    rules = all_of(TEXT, base)

    taken = [said for _, said in said_in(rules) if said.source == "policy"]
    quotes = {said.quote for said in taken if said.where != "The language it is written in"}
    assert quotes
    assert all(quote and quote in TEXT for quote in quotes)
    assert {said.where for said in taken if said.quote} == {"Your rights"}


def test_what_the_text_says_is_in_the_rules(base):
    rules = all_of(TEXT, base)

    assert [one.value for one in rules.channels] == [Channel("email", "privacy@sixth.example")]
    assert rules.promise["access"].value == Promise(14, "days")
    assert rules.promise["complaint"] is None
    assert rules.extension.value.count == 2
    assert rules.extension.value.grounds == ("it is complex",)
    assert rules.identity.when.value == "always"
    assert [one.value.label for one in rules.identity.items] == ["Passport"]
    assert rules.rights["access"].source == rules.rights["erasure"].source == "policy"
    assert rules.rights["portability"] is None
    assert Rules.from_json(rules.to_json()) == rules


def test_nothing_is_a_rule_before_it_is_decided(base):
    assert accepted(base, proposals(read(TEXT)), {}) == base


def test_a_changed_value_is_the_administrators_beside_its_sentence(base):
    made = proposals(read(TEXT))
    instead = {"amount": 21, "unit": "calendar_day"}
    choices = {"response_period-0": Choice("change", instead)}

    said = accepted(base, made, choices).promise["access"]

    assert (said.value, said.source) == (Promise(21, "days"), "administrator")
    assert "within 14 days" in said.quote


def test_deciding_again_leaves_nothing_of_what_was_decided_before(base):
    made = proposals(read(TEXT))
    once = accepted(base, made, {one.key: Choice("yes") for one in made})
    changed = Choice("change", {"amount": 21, "unit": "calendar_day"})
    again = accepted(once, made, {"response_period-0": changed})

    assert accepted(again, made, {one.key: Choice("no") for one in made}) == base


AUTHORITIES = (
    "\nYou have the right to complain to the Information Commissioner's Office (ICO).\n"
    "In Sweden you can complain to Integritetsskyddsmyndigheten (IMY).\n"
)


def test_two_authorities_are_two_however_often_it_is_decided(base):
    made = proposals(read(TEXT + AUTHORITIES))
    used = {one.key: Choice("yes") for one in made}

    once = accepted(base, made, used)
    again = accepted(accepted(once, made, used), made, used)

    assert again == once
    named = [once.regulator, *once.second_regulators]
    assert [(one.value.url, one.source) for one in named] == [
        ("https://ico.org.uk/", "policy"),
        ("https://www.imy.se/", "policy"),
    ]


def test_without_the_texts_authority_there_is_the_countrys_again(base):
    made = proposals(read(TEXT + AUTHORITIES))
    once = accepted(base, made, {one.key: Choice("yes") for one in made})

    assert accepted(once, made, {}) == base
    assert base.regulator.source == "law"


def test_what_an_administrator_typed_stays_unless_a_sentence_replaces_it(base):
    typed = Said(Channel("phone", "0113 496 0000"), "administrator", "Typed")
    rules = all_of(TEXT, replace(base, channels=(typed,)))

    assert [one.value.kind for one in rules.channels] == ["phone", "email"]


def test_an_address_that_was_typed_for_letters_is_not_asked_for_again(base):
    typed = Said(Channel("post", "1 Lamp Street, Leeds"), "administrator", "Typed")
    text = TEXT + "\nYou can also send your request by post to our postal address.\n"

    rules = all_of(text, replace(base, channels=(typed,)))

    assert [one.value for one in rules.channels if one.value.kind == "post"] == [typed.value]


@pytest.mark.parametrize(
    ("time", "promise"),
    [
        ("10 working days", Promise(14, "days")),
        ("one month", Promise(1, "months")),
        ("45 days", None),
        ("two months", None),
    ],
)
def test_a_longer_time_than_the_laws_is_no_promise(base, time, promise):
    rules = all_of(TEXT.replace("14 days", time), base)

    said = rules.promise["access"]
    assert (said.value if said else None) == promise
    if promise is None:
        assert time in rules.promise_words["access"].value


@pytest.mark.parametrize(
    "sentence",
    [
        "If you ask us to erase your data, we will ask you for a copy of your passport.",
        "For requests to erase data we will require a copy of your passport.",
        "Before we act on your request for erasure, you must provide a copy of your passport.",
        "If we have doubts who makes a request, we may ask you for a copy of your passport.",
    ],
)
def test_proof_for_one_right_or_in_doubt_is_no_question_for_every_right(base, sentence):
    always = "We will verify your identity before we answer your request.\n"

    rules = all_of(TEXT[: TEXT.index("We will ask you")] + always + sentence + "\n", base)

    assert rules.identity.when.value == "always"
    assert rules.identity.items == ()
    assert rules.identity.may_ask.value == sentence


def test_a_text_that_says_nothing_leaves_what_the_law_gives(base):
    rules = all_of("", base)

    assert rules == base
    assert missing(rules) == ["Where else can people ask? At least one address or number."]


def test_a_sentence_without_end_is_cut_and_still_a_part_of_the_text(base):
    text = TEXT.replace("\n", " ").replace(". ", ", ") * 40

    made = proposals(read(text))

    assert made
    assert all(len(one.quote) <= 600 and one.quote in text for one in made)


def test_rules_in_the_words_of_an_older_text_are_named(base):
    rules = all_of(TEXT, base)

    assert unread(rules, TEXT) == []
    older = unread(rules, TEXT.replace("14 days", "10 days"))
    assert {said.value for said in older} == {Promise(14, "days")}


@pytest.mark.parametrize(
    "slug", ["nexus-ip", "next-connex", "technology-nexus", "nexuscore", "connexai"]
)
def test_the_five_policies_give_rules_that_can_be_published_once_the_gaps_are_filled(slug, base):
    file = POLICIES / f"{slug}.txt"
    if not file.is_file():
        pytest.skip(f"the policies are not part of the repository, and not in {POLICIES}")
    text = file.read_text()

    rules = all_of(text, base)

    posts = [one for one in rules.channels if one.value.kind == "post"]
    assert len(missing(rules)) == len(posts)
    assert unread(rules, text) == []
    assert Rules.from_json(rules.to_json()) == rules


BESIDES = """About you

Our Data Protection Officer is reached at dpo@sixth.example or by telephone on 0113 496 0000.
We do not use automated decision-making.
We may replace your details with those of an alternative contact.
If you apply for a job with us, please see our separate recruitment privacy notice.
You can unsubscribe from our newsletter by clicking the link in it.
"""


def test_what_stands_beside_becomes_rules_too(base):
    rules = all_of(BESIDES, base)

    assert [said.value for said in rules.dpo] == [
        Channel("email", "dpo@sixth.example"),
        Channel("phone", "0113 496 0000"),
    ]
    assert rules.automated.used == Said(
        False, "policy", "About you", "We do not use automated decision-making."
    )
    assert rules.erasure.alternative_contact.value is True
    assert rules.notes.recruitment.quote.startswith("If you apply for a job")
    marketing = [one for one in proposals(read(BESIDES)) if one.field == "marketing.opt_out"]
    # The form offers it at every company: there is nothing to decide.
    assert [one.becomes_rule for one in marketing] == [False]


def test_nothing_of_it_is_left_once_another_text_is_decided(base):
    rules = accepted(all_of(BESIDES, base), [], {})

    assert (rules.dpo, rules.automated.used, rules.notes.recruitment) == ((), None, None)
    assert rules.erasure.alternative_contact is None


@pytest.mark.parametrize(
    ("slug", "found"),
    {
        "nexus-ip": {"automated.used": False, "erasure.alternative_contact": True},
        "next-connex": {"dpo.post": None, "marketing.opt_out": True},
        "technology-nexus": {
            "dpo.email": "dpo@nexusgroup.com",
            "marketing.opt_out": True,
            "notes.recruitment": True,
        },
        "nexuscore": {"dpo.email": "privacy@nexuscore.systems", "automated.used": True},
        "connexai": {"dpo.email": "compliance@connexone.ng", "dpo.phone": "0333 344 2435"},
    }.items(),
)
def test_what_the_five_say_besides_is_found(slug, found):
    file = POLICIES / f"{slug}.txt"
    if not file.is_file():
        pytest.skip(f"the policies are not part of the repository, and not in {POLICIES}")
    reading = read(file.read_text())

    besides = ("dpo.", "automated.", "marketing.", "erasure.", "notes.")
    said = {one.field: one.value for one in reading.findings if one.field.startswith(besides)}
    assert said.keys() == found.keys()
    assert all(said[field] == value for field, value in found.items() if value is not None)


def test_no_name_of_an_officer_is_in_what_is_kept_of_them():
    text = "Our Data Protection Officer is Pat Invented and can be contacted at dpo@sixth.example."

    (found,) = (one for one in proposals(read(text)) if one.field == "dpo.email")

    assert found.quote == "dpo@sixth.example"
