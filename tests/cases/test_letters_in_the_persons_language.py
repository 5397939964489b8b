"""A letter speaks the language of its case, wherever it is written and whoever has it written."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from dsar.audit.models import Event
from dsar.cases import letters, nudging, on_paper
from dsar.cases.operations import addressing, extending
from dsar.cases.operations.intake import Person
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.cases.test_what_every_letter_has import FACTS, GOING, KINDS, MAIL, PAPER
from tests.typeset import pdfs

LANGUAGES = [code for code, _ in settings.LANGUAGES]
OTHERS = [code for code in LANGUAGES if code != "en"]
BY_POST = Person(name="Robin Paper", postal="1 Quay\nLeeds")
PLACES = re.compile(r"%\(\w+\)[sd]|%s|%%|\{\w+\}")
# Every way that a letter can take beside the facts of each kind.
WAYS = {
    "answer": [
        {"withheld": "The request is complex", "article": "7"},
        {"receiver": "1", "files": 1},
        {**GOING, "files": 1},
    ],
    "code": [{"purpose": "download", "link": "https://1"}],
    "extension": [{"before": ""}],
    "fee": [{"delays": False}],
    "lapsed": [{"what": "fee"}, {"what": "identity"}],
    "late": [{"law_said": ""}],
    "question": [{"paused": False}],
    "recalculated": [{"cause": "policy"}, {"before": ""}],
    "reminder": [{"what": "question"}, {"what": "identity", "may_close": True}],
    "reopened": [{"late": True}],
    "set_aside": [
        {"outcome": "duplicate"},
        {"outcome": "not_a_request"},
        {"organisation": "1", "to": "1", "on": "1"},
        {"organisation": "1", "to": "1", "on": "1", "has_regulator": False},
        {"organisation": "1", "to": "1", "on": "1", "representing": "1"},
    ],
}
STATES = ["running", "starts-later", "paused"]


class Rune:
    """A clock that is only asked how it stands."""

    def __init__(self, state: str) -> None:
        self.state = state


class Unreadable(trans_real.DjangoTranslation):
    """A language in which every letter of every message is an ø: what is not marked stays."""

    def gettext(self, message):
        parts = PLACES.split(message)
        kept = [*PLACES.findall(message), ""]
        return "".join(
            re.sub(r"[^\W\d_]", "ø", part) + place for part, place in zip(parts, kept, strict=True)
        )

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)

    def pgettext(self, _context, message):
        return self.gettext(message)


@pytest.fixture
def unreadable(monkeypatch):
    """In place of Swedish."""
    trans_real.translation("sv")
    monkeypatch.setitem(trans_real._translations, "sv", Unreadable("sv"))


SAID = {"ground", "what", "cause", "outcome", "withheld", "purpose", "items", "right"}


def numbered(facts):
    """The same facts without a word of anybody's: what is left in a letter is the letter's own."""
    return {
        key: fact if key in SAID and " " not in str(fact) else _numbered(fact)
        for key, fact in facts.items()
    }


def _numbered(fact):
    if isinstance(fact, list):
        return [numbered(one) if isinstance(one, dict) else "1" for one in fact]
    return "1" if fact and not isinstance(fact, bool | int) else fact


@pytest.mark.parametrize("person", [MAIL, PAPER], ids=["mail", "paper"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_it_can_be_translated(unreadable, company, kind, person):
    case = desk.receive(company, language="sv")
    case.company.name = case.company.legal_name = case.company.town = "1"
    case.company.sender_email, case.reference = "1@1", "1"
    ways = [{}, *WAYS.get(kind, [])]
    for right in ("access", "complaint"):
        case.right = right
        for state in STATES:
            for way in ways:
                for due in ({"due": "", "why": "1"}, {"due": "1", "missed": "1"}):
                    text = letters.write(
                        case, kind, person={**person, "name": "1"}, status_link="https://1",
                        complain_link="https://1", regulator={"name": "1", "url": "https://1"},
                        clock=Rune(state),
                        **{**numbered(FACTS.get(kind, {})), **numbered(way), **due},
                    )  # fmt: skip
                    left = re.sub(r"https://\S+", "", text)
                    assert "ø" in left
                    assert not re.findall(r"[^\W\d_øØ]+", left), left


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_written_in_each_language(company, kind, language):
    case = desk.receive(company, language=language)

    text = letters.write(case, kind, person=MAIL, **FACTS.get(kind, {}))

    assert case.reference in text
    assert "None" not in text
    assert "%(" not in text
    assert "{" not in text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_sentence_of_it_is_left_in_english(company, kind, language):
    case = desk.receive(company, language=language)

    for way in [{}, *WAYS.get(kind, [])]:
        facts = {**FACTS.get(kind, {}), **way}
        case.language = language
        told = sentences(letters.write(case, kind, person=MAIL, **facts), case, facts)
        case.language = "en"
        english = sentences(letters.write(case, kind, person=MAIL, **facts), case, facts)
        assert told & english == set()
        assert english


def sentences(text, case, facts):
    """What the letter says, without what others said and what things are called."""
    names = [case.company.name, case.company.town, "Information Commission (ICO)"]
    for said in [*names, *_strings(facts)]:
        text = text.replace(said, "")
    lines = (line.strip(" ->(),.") for line in re.split(r"(?<=[.:;])\s|\n", text))
    return {line for line in lines if " " in line and not re.search(r"@|https?:", line)}


def _strings(fact):
    if isinstance(fact, dict | list):
        for one in fact.values() if isinstance(fact, dict) else fact:
            yield from _strings(one)
    elif isinstance(fact, str):
        yield fact


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_and_the_stored_letter_say_what_they_are_written_in(company, language):
    case = desk.receive(company, language=language)

    mail = unseal(Message.objects.get(key__startswith="letter:"), "payload")
    assert f'<html lang="{language}">' in mail["html"]
    assert case.messages.get(kind="received").language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_on_paper_is_read_aloud_in_its_language(company, language):
    case = desk.receive(company, language=language, person=BY_POST)

    pdf = on_paper.pdf_of([case.messages.get(kind="received")])
    root = pypdf.PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == ("en-GB" if language == "en" else language)


def test_what_stands_around_it_on_paper_can_be_translated(unreadable, company):
    case = desk.receive(company, language="sv", person=BY_POST)

    said = pdfs.text(on_paper.pdf_of([case.messages.get(kind="received")]))

    assert "øøøøøøøøø: " + case.reference in said
    assert "øøøø 1 øø " in said
    for words in ("Reference", "Page 1", "How this date", "Step", "Rule"):
        assert words not in said


def test_letters_of_several_languages_in_one_file_keep_their_own(company):
    cases = [desk.receive(company, language=code, person=BY_POST) for code in ("sv", "de")]

    pdf = on_paper.pdf_of([case.messages.get(kind="received") for case in cases])

    root = pypdf.PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "en-GB"  # of the title, which is the desk's
    assert {"sv", "de"} <= set(_languages_in(root["/StructTreeRoot"]))


def test_a_letter_of_an_earlier_language_prints_in_that_one(company):
    case = desk.receive(company, language="sv", person=BY_POST)
    letter = case.messages.get(kind="received")
    before = on_paper.pdf_of([letter])
    case.language = letter.case.language = "de"
    case.save(update_fields=["language"])

    assert on_paper.pdf_of([letter]) == before


def test_the_language_of_whoever_works_on_it_changes_nothing_and_is_not_changed(company):
    case = desk.identified(desk.receive(company, language="de"))
    with translation.override("fr"):
        extending.extend(
            case_id=case.pk, ground="complexity", reasons="Sieben.", actor="user:1", now=desk.MONDAY
        )
        assert translation.get_language() == "fr"
    german = desk.letter(case, "extension")

    again = desk.identified(desk.receive(company, language="de"))
    extending.extend(
        case_id=again.pk, ground="complexity", reasons="Sieben.", actor="user:1", now=desk.MONDAY
    )
    assert desk.letter(again, "extension") == german.replace(case.reference, again.reference)


def test_one_language_after_another_leaks_nowhere(company):
    """As one worker writes them."""
    first = {code: desk.receive(company, language=code) for code in LANGUAGES}
    second = {code: desk.receive(company, language=code) for code in reversed(LANGUAGES)}

    for code in LANGUAGES:
        one, two = first[code], second[code]
        said = desk.letter(one, "received").replace(one.reference, two.reference)
        assert said == desk.letter(two, "received")
    assert translation.get_language() == "en"


def test_the_ground_and_its_article_are_told_in_it_and_written_down_in_english(unreadable, company):
    case = desk.receive(company, language="sv")
    desk.refused(case, ground="manifestly-excessive", facts="1", actor="user:1", now=desk.MONDAY)

    told = desk.letter(case, "refused")
    assert "Art." not in told
    assert "excessive" not in told
    assert Event.objects.get(event="case.closed").facts["article"] == "Art. 12(5)(b) UK GDPR"


@pytest.mark.parametrize(("language", "said"), [("en", "7.50 EUR"), ("de", "7,50 EUR")])
def test_a_fee_is_written_as_they_write_numbers(company, language, said):
    case = desk.identified(desk.receive(company, language=language))
    desk.ask_fee(case, amount=Decimal("7.50"), currency="EUR")

    assert said in desk.letter(case, "fee")


def test_a_language_that_we_do_not_write_is_english(company):
    case = desk.receive(company, language="fi")

    assert desk.letter(case, "received").startswith("Dear Robin Requester,")
    assert case.messages.get(kind="received").language == "en"


def test_the_old_address_reads_the_language_of_the_case_too(company):
    case = desk.receive(company, language="nl")
    addressing.change_contact(
        case_id=case.pk, email="new@example.org", postal="", reason="Asked.", actor="user:1",
        now=desk.MONDAY,
    )  # fmt: skip

    mail = unseal(Message.objects.get(key__startswith="contact-changed:"), "payload")
    assert '<html lang="nl">' in mail["html"]


def test_each_of_several_requests_keeps_the_receipt_in_its_language(company):
    cases = desk.asked_together(company, "access", "erasure", language="fr")

    kept = [case.messages.get(kind="received_together") for case in cases]
    assert [one.language for one in kept] == ["fr", "fr"]
    assert "lundi 21 décembre 2026" in desk.letter(cases[1], "received_together")


def test_its_dates_are_in_it_on_paper_too(company):
    case = desk.receive(company, language="sv", person=BY_POST)
    letter = case.messages.get(kind="received")

    said = pdfs.text(on_paper.pdf_of([letter]))

    assert "måndag 23 november 2026" in said  # the day it was written
    assert "måndag 21 december 2026" in desk.letter(case, "received")
    assert {row[1] for row in unseal(letter, "body")["working"]} >= {"måndag 21 december 2026"}


def test_a_reminder_names_its_days_in_it(company):
    case = desk.asked(desk.identified(desk.receive(company, language="nl")))

    assert nudging.ask_again(case, now=desk.MONDAY + timedelta(days=8))

    said = desk.letter(case, "reminder")
    assert "maandag 23 november 2026" in said  # asked on
    assert "maandag 7 december 2026" in said  # may be closed from


def _languages_in(element):
    found = element.get_object()
    if isinstance(found, list):
        for one in found:
            yield from _languages_in(one)
    elif hasattr(found, "get"):
        if "/Lang" in found:
            yield found["/Lang"]
        if not isinstance(found.get("/K", 0), int):
            yield from _languages_in(found["/K"])
