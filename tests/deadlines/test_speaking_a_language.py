"""Which language is in force, and what happens to one that nobody speaks."""

from datetime import date

import pytest
from django.utils import translation

from deadlines import speaking, telling, words
from deadlines.working import compute

DAY = date(2026, 11, 30)
GERMAN, ENGLISH = "Montag, 30. November 2026", "Monday 30 November 2026"


@pytest.fixture
def asked(monkeypatch):
    """What the package asks for the language, put back afterwards."""
    monkeypatch.setattr(speaking, "_asked", speaking._asked)


def test_english_is_spoken_unless_something_else_is_said(asked):
    speaking.ask(lambda: None)

    assert (speaking.language(), words.long(DAY)) == ("en", ENGLISH)


def test_another_language_is_spoken_until_the_end_of_the_block():
    with speaking.speaking("de"):
        assert words.long(DAY) == GERMAN
        with speaking.speaking("en"):
            assert words.long(DAY) == ENGLISH
        assert words.long(DAY) == GERMAN

    assert words.long(DAY) == ENGLISH


def test_the_language_that_django_activates_is_spoken():
    with translation.override("de"):
        assert words.long(DAY) == GERMAN

    assert words.long(DAY) == ENGLISH


def test_what_is_spoken_for_a_while_goes_before_what_is_asked(asked):
    speaking.ask(lambda: "fr")

    with speaking.speaking("en"):
        assert words.long(DAY) == ENGLISH
    assert words.long(DAY) == "lundi 30 novembre 2026"


@pytest.mark.parametrize(
    ("asked_for", "spoken"),
    [
        ("en-gb", "en"), ("sv-SE", "sv"), ("de_AT", "de"), ("FR", "fr"), ("da", "en"), ("", "en"),
        ("../../etc", "en"), ("-", "en"),
    ],
)  # fmt: skip
def test_a_dialect_is_its_language_and_an_unknown_one_is_english(asked_for, spoken):
    with speaking.speaking(asked_for):
        assert speaking.language() == spoken


def test_a_language_can_be_added_from_a_folder(tmp_path):
    folder = tmp_path / "en_XA" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    folder.joinpath("deadlines.mo").write_bytes(_compiled({"a weekend": "[!! ä wéékend !!]"}))
    speaking.read_from(tmp_path)
    try:
        with speaking.speaking("en-xa"):
            assert speaking.language() == "en-xa"
            assert speaking.gettext("a weekend") == "[!! ä wéékend !!]"
            assert speaking.gettext("nobody translated this") == "nobody translated this"
            assert words.long(DAY) == ENGLISH
    finally:
        speaking.read_from()
    with speaking.speaking("en-xa"):
        assert speaking.language() == "en"


def test_the_language_is_asked_for_once_for_a_sentence_and_never_for_what_is_stored(asked):
    working = compute(rule="gdpr-eu-1182", calendar="SE", received=date(2026, 11, 2))
    times = []
    speaking.ask(lambda: times.append(1) or "sv")

    assert telling.sentence(working).startswith("Svaret ska lämnas senast onsdag 2 december")
    assert len(times) == 1
    assert telling.table(working)[0].text.startswith("Begäran togs emot")
    assert len(times) == 2
    assert working.to_json()["steps"][0]["text"].startswith("The request was received")
    assert len(times) == 2


def test_no_message_is_not_the_head_of_the_catalogue():
    with speaking.speaking("de"):
        assert speaking.gettext("") == ""


def _compiled(messages: dict[str, str]) -> bytes:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue, file = Catalog(locale="en"), BytesIO()
    for message, said in messages.items():
        catalogue.add(message, said)
    write_mo(file, catalogue)
    return file.getvalue()
