"""The catalogues are what the code says, whole and unbroken; their tool sees harm."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages
from tools.messages import Domain


def test_a_word_to_the_translators_stands_in_the_catalogue():
    merged = messages.merged(messages.DJANGO, "sv", messages.extracted(messages.DJANGO))

    assert "#. Translators: a list follows." in messages.as_po(merged).decode()


def test_every_message_is_translated_and_compiled():
    assert list(messages.problems()) == []


# The same word in both languages, or nothing but values and names.
ALIKE = {
    "de": {"Cookies", "Name", "Position", "Art. 16", "Art. 22", "Art. 22A UK GDPR", "Art. 23"},
    "nl": {"Cookies", "Document %(number)s", "“%(name)s”: %(problem)s"},
    "fr": {"Cookies", "Date", "Document %(number)s", "Messages", "Communications"},
    "sv": set(),
}
ALIKE_IN_CLOCKS = {
    *("{happened}.", "{happened}; {effect}.", "{article} UK GDPR", "in {place}"),
    *("DPO, SR 235.11", "FADP, SR 235.1"),
    *(f"in {place}" for place in ("England", "Wales", "Liechtenstein", "Portugal", "Finland")),
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("domain", messages.DOMAINS, ids=lambda domain: domain.name)
def test_nothing_was_left_in_english(domain, language):
    alike = {
        message.id
        for message in messages.read(domain, language)
        if message.id and message.string == message.id
    }

    assert alike - ALIKE_IN_CLOCKS <= ALIKE[language]


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    return Domain("django", tmp_path, "A test")


def template(*ids):
    catalog = Catalog(fuzzy=False)
    for id in ids:
        catalog.add(id, None, [("here.py", 0)])
    return catalog


def keep(domain, said, *, language="sv"):
    """The catalogue as a translator leaves it."""
    catalog = Catalog(locale=language, project=domain.project, fuzzy=False)
    for id, text in said.items():
        catalog.add(id, text, [("here.py", 0)])
    po = messages.po_of(domain, language)
    po.parent.mkdir(parents=True)
    po.write_bytes(messages.as_po(catalog))


def test_a_translation_stays_with_its_message(domain):
    keep(domain, {"Help": "Hjälp"})

    merged = messages.merged(domain, "sv", template("Help", "Cookies"))

    assert merged["Help"].string == "Hjälp"
    assert list(messages.untranslated(merged)) == ["Cookies"]


def test_a_message_that_changed_loses_its_translation(domain):
    keep(domain, {"Help": "Hjälp"})

    merged = messages.merged(domain, "sv", template("Help us"))

    assert "Help" not in merged
    assert list(messages.untranslated(merged)) == ["Help us"]


def test_a_plural_needs_each_of_its_forms(domain):
    keep(domain, {("%(n)s day", "%(n)s days"): ("%(n)s dag", "")})

    assert len(list(messages.untranslated(messages.read(domain, "sv")))) == 1


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Due %(day)s", "Senast"),
        ("Due %(day)s", "Senast %(dag)s"),
        ("{company} has it", "Företaget har det"),
        ('<a href="%(url)s">Write</a>', "Skriv %(url)s"),
        ("Plain", "Med <b>tagg</b>"),
    ],
)
def test_a_translation_that_loses_or_brings_a_value_or_a_tag_is_named(domain, message, said):
    keep(domain, {message: said})

    assert len(list(messages.broken(messages.read(domain, "sv")))) == 1


def test_a_value_in_another_form_is_the_value_that_it_is(domain):
    keep(domain, {"within {length}": "innerhalb von {length:within}", "by {day}": "{tag:within}"})

    assert [text[:14] for text in messages.broken(messages.read(domain, "sv"))] == [
        "'{tag:within}'"
    ]


def test_a_catalogue_is_the_same_bytes_every_day(domain):
    keep(domain, {"Help": "Hjälp"})
    catalog = messages.read(domain, "sv")

    assert messages.as_po(catalog) == messages.po_of(domain, "sv").read_bytes()
    assert messages.as_mo(catalog) == messages.as_mo(messages.read(domain, "sv"))
    assert b"2026-01-01" in messages.as_mo(catalog)


def test_templates_code_and_companies_are_read_and_the_desk_is_not():
    found = messages.extracted(messages.DJANGO)

    assert "Follow a request" in found  # templates/portal/base.html
    assert "Your company email address" in found  # a company's own
    assert "All cases" not in found  # templates/base_desk.html
