import time
from datetime import date
from pathlib import Path

import pytest

from deadlines.rules import rule_of
from dsar.companies.lint import lint, regime_of
from dsar.companies.lint.times import compare
from dsar.companies.reading.finding import Period

TODAY = date(2026, 11, 22)
CLEAN = (Path(__file__).parent / "clean.txt").read_text()
RIGHTS = "Your rights\nYou may ask us for a copy of your data. "


def marks(text: str, *, regime: str = "uk-gdpr", on: date = TODAY) -> set[tuple[str, str]]:
    found = lint(text, regime=regime, on=on)
    return {(one.severity, one.rule) for one in found if one.severity != "silent"}


@pytest.mark.parametrize("regime", ["uk-gdpr", "gdpr", ""])
def test_nothing_is_said_of_a_clean_policy(regime: str) -> None:
    assert lint(CLEAN, regime=regime, on=TODAY) == []


@pytest.mark.parametrize(
    ("sentence", "severity", "rule"),
    [
        ("We answer requests within 40 days.", "conflict", "longer than the law"),
        ("We answer requests within 30 days.", "weaker", "longer in short months"),
        ("We answer requests within 14 days.", "stricter", "shorter than the law"),
        ("We hope to respond to requests within one month.", "conflict", "only tried for"),
        ("We respond to your request in a timely manner.", "conflict", "no figure"),
        (
            "We respond to requests within one month, and may extend this by six further months.",
            "conflict",
            "extension longer than the law",
        ),
        (
            "Answering your request may take us longer if it is complex.",
            "conflict",
            "extension without an end",
        ),
        ("There is a fee of £10 for each request.", "conflict", "fee for an ordinary request"),
        (
            "A request that costs us significant expense may be charged for with a fee.",
            "conflict",
            "fee for an ordinary request",
        ),
        (
            "We may refuse unreasonable requests.",
            "conflict",
            "wider than manifestly excessive",
        ),
        ("We must verify your identity before we answer.", "conflict", "proof of everybody"),
        ("We may ask for proof of your identity.", "weaker", "proof without a reason"),
        ("Requests must be made in writing.", "conflict", "only in writing"),
        (
            "We delete your data on request once you are no longer a customer: it ends with the"
            " termination of the contract, and requests are met only after the contract ended.",
            "conflict",
            "erasure only after the business ends",
        ),
        ("Archived records will not be corrected.", "conflict", "no correction"),
        (
            "Customers are automatically added to our marketing list.",
            "conflict",
            "marketing without a choice",
        ),
        ("We keep data for as long as necessary.", "weaker", "kept as long as needed"),
        ("We may refuse excessive requests.", "weaker", "refusal without reasons"),
    ],
)
def test_a_sentence_is_marked(sentence: str, severity: str, rule: str) -> None:
    assert (severity, rule) in marks(RIGHTS + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We answer requests within one month.",
        "We answer requests within one month, by email if possible to you.",
        "We will tell you in writing about any decision.",
        "You can ask in writing or by phone.",
        "Your payment details are not shared.",
        "We may replace broken equipment at your office.",
        "The Data Protection Act 2018 counts.",
        "Our shield protects your privacy.",
        "Founded in 1998, we act fairly.",
        "Where we have reasonable doubts, we may ask for proof of your identity.",
        "See article 220 of the catalogue.",
    ],
)
def test_a_sentence_of_another_kind_is_not(sentence: str) -> None:
    assert {mark for mark in marks(RIGHTS + sentence) if mark[0] in ("conflict", "stale")} == set()


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("We follow article 22 of the GDPR.", date(2026, 2, 4)),
        ("You can complain to the Information Commissioner.", date(2026, 9, 29)),
    ],
)
def test_what_is_overtaken_is_so_from_its_day_on(sentence: str, before: date) -> None:
    assert {severity for severity, _ in marks(sentence)} == {"stale"}
    assert marks(sentence, on=before) == set()
    assert marks(sentence, regime="gdpr") == set()


def test_an_old_policy_is_stale_and_a_new_one_is_not() -> None:
    assert ("stale", "an old policy") in marks("Last updated: 4 May 2021. Hello.", regime="gdpr")
    assert marks("Last updated: 4 May 2026. Hello.", regime="gdpr") == set()


def test_a_reference_to_the_wrong_section_is_a_conflict_and_to_the_right_one_is_not() -> None:
    text = (
        "1. Your rights\nYou have the right of access to your data (see section {}).\n\n"
        "2. Cookies\nWe use none of them here.\n\n3. How to get access\nWrite to us."
    )

    assert ("conflict", "sent to the wrong section") in marks(text.format(2))
    assert marks(text.format(3)) == set()


@pytest.mark.parametrize(
    ("mail", "site", "marked"),
    [
        ("privacy@acme.example", "https://lamps.example/", True),
        ("privacy@acme.example", "www.acme.example", False),
        ("privacy@mail.acme.co.uk", "https://www.acme.co.uk/", False),
        ("acme.privacy@gmail.com", "https://lamps.example/", False),
    ],
)
def test_two_names_of_one_company_on_the_web_are_named(mail: str, site: str, marked: bool) -> None:
    text = f"By visiting {site} you agree to this policy.\n\nContact us at {mail}."

    assert (("inconsistent", "two web domains") in marks(text)) is marked


def test_data_that_stays_inside_and_is_named_outside_is_a_conflict() -> None:
    inside = "Your data is only stored within the European Economic Area. "

    assert ("conflict", "data outside after all") in marks(inside + "Our host is in Boston.")
    assert marks(inside + "Our host is in Paris.") == set()


@pytest.mark.parametrize(
    ("amount", "unit", "order"),
    [
        (1, "month", "the same"),
        (28, "calendar_day", "earlier"),
        (29, "calendar_day", "sometimes later"),
        (31, "calendar_day", "sometimes later"),
        (32, "calendar_day", "later"),
        (20, "business_day", "earlier"),
        (22, "business_day", "sometimes later"),
        (2, "month", "later"),
    ],
)
def test_a_promise_is_compared_over_every_day_of_receipt(
    amount: int, unit: str, order: str
) -> None:
    assert compare(Period(amount, unit), rule_of("uk-gdpr-12a")) == order


def test_a_megabyte_is_checked_in_seconds() -> None:
    text = CLEAN * (1_000_000 // len(CLEAN))
    began = time.process_time()
    lint(text, on=TODAY)

    assert time.process_time() - began < 10


def test_limits_are_those_of_the_law_that_counts() -> None:
    text = RIGHTS + "We answer requests within 45 days."

    assert ("conflict", "longer than the law") in marks(text, regime="gdpr")
    assert marks(text, regime="ccpa") == set()


@pytest.mark.parametrize(
    ("text", "regime"),
    [
        ("We are registered in England. GDPR applies.", "uk-gdpr"),
        ("Acme AB in Sweden follows the GDPR.", "gdpr"),
        ("The CCPA gives residents rights.", "ccpa"),
        ("We like data.", "gdpr"),
    ],
)
def test_the_law_is_guessed_from_what_is_named(text: str, regime: str) -> None:
    assert regime_of(text) == regime
