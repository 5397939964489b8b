"""A company's own words in letters: where they stand, what they cannot do, what they leave."""

import re
from datetime import timedelta

import pytest
from django.db import Error, transaction

from dsar.audit.models import Event
from dsar.cases import letters
from dsar.cases.letter_example import Example
from dsar.cases.letter_kinds import KINDS, has_own
from dsar.companies.letter_wording import LetterWording
from dsar.companies.letter_words import (
    FIELDS,
    LONGEST,
    Where,
    Words,
    WordsChanged,
    WordsRefused,
    set_words,
    worded,
    words_for,
)
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.cases.test_what_every_letter_has import FACTS, MAIL, NO_REMEDIES
from tests.cases.test_what_every_letter_has import KINDS as FILES

OWN = Words(
    opening="Thank you for your patience with {reference}.",
    more="Our office is closed in August.",
    closing="Kind regards,\nThe privacy team",
)
OWN_HTML = Words(opening='<b onclick="x()">Hello</b>')
LATER = desk.MONDAY + timedelta(hours=2)


def say(company, kind="extension", words=OWN, *, looked_at=0, language="en", **where) -> Words:
    return set_words(
        company_id=company.pk,
        where=Where(kind, language, **where),
        words=words,
        looked_at=looked_at,
        actor=desk.OFFICER,
        now=LATER,
    )


def write(case, kind="extension", **given) -> str:
    return letters.write(case, kind, person=MAIL, **FACTS.get(kind, {}), **given)


def test_every_letter_is_in_the_table():
    assert sorted(KINDS) == FILES


def test_they_stand_after_the_greeting_before_the_way_to_answer_and_above_the_name(case):
    say(case.company)

    text = write(case)

    begins = (
        f"Dear Robin Requester,\n\nThank you for your patience with {case.reference}.\n\nWe need"
    )
    assert text.startswith(begins)
    assert text.index("go to court.") < text.index("August") < text.index("You can follow")
    assert "Kind regards,\nThe privacy team\n\nNexus" in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("kind", [kind for kind in FILES if has_own(kind)])
@pytest.mark.parametrize("language", ["en", "sv", "nl", "fr"])
def test_after_its_greeting_a_letter_begins_a_sentence(company, kind, language):
    case = desk.receive(company, language=language)

    greeting, first = write(case, kind).split("\n\n")[:2]

    assert greeting.endswith("!" if language == "sv" else ",")
    assert first[0].isupper()


def test_in_german_it_goes_on_in_small_letters(company):
    text = write(desk.receive(company, language="de"), "received")

    assert text.startswith("Guten Tag Robin Requester,\n\nwir haben")


@pytest.mark.parametrize("kind", [kind for kind in FILES if has_own(kind)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_of_the_desks_own_text_goes_missing(company, kind, language):
    """Compared without capitals: after an opening the letter begins a sentence."""
    case = desk.receive(company, language=language)
    plain = write(case, kind)
    say(company, kind, language=language)

    text = write(case, kind)

    for part in OWN.parts().values():
        said = part.replace("{reference}", case.reference)
        assert text.count(said) == 1
        text = text.replace(said + "\n\n", "")
    assert text.lower() == plain.lower()
    assert kind in NO_REMEDIES or language != "en" or "go to court." in text


@pytest.mark.parametrize("kind", [kind for kind in FILES if not has_own(kind)])
def test_keys_and_alarms_say_nothing_else(case, kind):
    plain = write(case, kind)
    say(case.company, kind)

    assert write(case, kind) == plain


def test_they_are_said_in_their_language_only(company):
    say(company, language="sv")

    assert "patience" not in write(desk.receive(company))
    assert "patience" in write(desk.receive(company, language="sv"))


def test_another_company_says_nothing_of_it(company, swedish):
    say(company)

    assert "patience" not in write(desk.receive(swedish))


def test_what_fits_more_closely_goes_first(company, case):
    say(company, words=Words(opening="To all."))
    say(company, words=Words(opening="Of this law."), regime="uk-gdpr")
    say(company, words=Words(opening="Of this right."), right="access")
    say(company, words=Words(opening="Of another."), right="erasure")

    def said(right: str, regime: str) -> str:
        return words_for(company, Where("extension", "en", right, regime)).opening

    assert said("access", "uk-gdpr") == "Of this right."
    assert said("erasure", "uk-gdpr") == "Of another."
    assert said("consent", "uk-gdpr") == "Of this law."
    assert said("consent", "ccpa") == "To all."
    assert "Of this right." in write(case)
    assert len(worded(company)) == 4


def test_what_was_taken_back_leaves_the_wider_ones(company):
    say(company, words=Words(opening="To all."))
    say(company, words=Words(opening="Of this right."), right="access")

    say(company, words=Words(), right="access", looked_at=1)

    assert words_for(company, Where("extension", "en", "access", "uk-gdpr")).opening == "To all."
    assert worded(company) == [Where("extension", "en")]


def test_each_field_is_filled(company):
    say(company, words=Words(opening="|".join(f"{{{name}}}" for name in FIELDS)), language="de")
    case = desk.receive(company, language="de")

    filled = write(case).split("\n\n")[1].split("|")

    assert filled[:3] == [case.reference, company.name, company.sender_email]
    assert filled[3] == "Montag, 23. November 2026"
    assert len(filled) == len(FIELDS)
    assert not re.search(r"[{}]", "".join(filled))


def test_what_a_person_calls_themselves_is_never_a_field(company):
    say(company)
    case = desk.receive(company)

    text = letters.write(case, "extension", person=MAIL | {"name": "{email}"}, **FACTS["extension"])

    assert "Dear {email}," in text


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Dear {name}", "there is no field {name}. There are {reference}"),
        ("{{ reference }}", "curly brackets"),
        ("{% include 'x' %}", "curly brackets"),
        ("half {reference", "curly brackets"),
        ("x" * (LONGEST + 1), "at most 2000"),
        ("turned \u202e round", "nobody sees"),
        ("an \x00 in it", "nobody sees"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_a_sentence(company, text, because):
    with pytest.raises(WordsRefused, match=re.escape(because)) as refused:
        say(company, words=Words(more=text))

    assert refused.value.part == "more"
    assert not LetterWording.objects.exists()


@pytest.mark.parametrize("opening", ["Robin", "D", "need more time"])
def test_an_opening_that_the_letter_says_already_stands_in_its_place(case, opening):
    say(case.company, words=Words(opening=opening))

    assert write(case).startswith(f"Dear Robin Requester,\n\n{opening}\n\nWe need more time")


def test_html_is_words_like_others(case):
    example = Example(case.company, Where("extension", "en"), OWN_HTML, LATER)

    assert "&lt;b onclick=" in example.html()
    assert "<b " not in example.html()


def test_a_letter_that_is_out_keeps_its_words(company, case):
    say(company, "received", Words(opening="Before."))
    first = desk.receive(company)

    say(company, "received", Words(opening="After."), looked_at=1)
    second = desk.receive(company)

    assert "Before." in desk.letter(first, "received")
    assert "After." in desk.letter(second, "received")
    [mail] = Message.objects.filter(data_key=first.data_key, key__startswith="letter:")
    assert "Before." in unseal(mail, "payload")["text"]


def test_the_chain_says_who_changed_which_part_and_none_of_the_words(company):
    say(company, right="access")

    event = Event.objects.get(event="wording.set")
    assert event.actor == desk.OFFICER
    assert event.facts == {
        "kind": "extension",
        "language": "en",
        "right": "access",
        "version": 1,
        "parts": ["opening", "more", "closing"],
    }


def test_the_same_words_again_make_no_version(company):
    say(company)
    say(company, looked_at=1)

    assert LetterWording.objects.count() == 1
    assert Event.objects.filter(event="wording.set").count() == 1


def test_two_at_once_do_not_overwrite_one_another(company):
    say(company)

    with pytest.raises(WordsChanged):
        say(company, words=Words(opening="Others."))

    assert words_for(company, Where("extension", "en")).opening == OWN.opening


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_version_stays_as_it_was(company, change):
    say(company)
    found = LetterWording.objects.all()

    with pytest.raises(Error, match="never rewritten"), transaction.atomic():
        found.update(opening="x") if change == "update" else found.delete()


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_letter_can_be_read_as_somebody_invented_would_get_it(company, kind, language):
    example = Example(company, Where(kind, language), OWN, LATER)

    text = example.text()

    assert company.name in text
    assert "None" not in text
    assert ("privacy team" in text) == has_own(kind)
    assert example.pdf().startswith(b"%PDF")
    assert not Event.objects.filter(event__startswith="case.").exists()
