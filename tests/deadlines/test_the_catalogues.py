"""What the catalogues of each language hold: every message, whole, and nothing else."""

import gettext
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import deadlines
from deadlines import holiday_data, telling, words
from deadlines.errors import ClockError
from deadlines.events import Event
from deadlines.holiday_names import NAMES, holiday_name
from deadlines.holidays import Overrides, calendar_of
from deadlines.places import _IN, _OF, in_place, of_place
from deadlines.speaking import LANGUAGES, speaking
from deadlines.working import Promise, Working, compute
from tests.deadlines import oracle
from tests.deadlines.random_facts import Facts
from tests.deadlines.test_known_dates import EXAMPLES, worked

HERE = Path(deadlines.__file__).parent
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}  # fmt: skip
OTHERS = LANGUAGES[1:]
# Words that stand in many of our English sentences and in no other language.
ENGLISH = re.compile(
    r"\b(the|that|this|from|which|because|counted|received|asked|answer|holiday|working)\b",
    re.IGNORECASE,
)
DATE = re.compile(r"[A-Z][a-z]+day (\d+) ([A-Z][a-z]+) (\d{4})")
MONTHS = [words.month(date(2026, month, 1)).split()[0] for month in range(1, 13)]


@pytest.fixture(params=OTHERS)
def spoken(request):
    with speaking(request.param):
        yield request.param


def catalogue(language: str):
    with (HERE / "locale" / language / "LC_MESSAGES" / "deadlines.po").open("rb") as file:
        return read_po(file, locale=language)


def marked() -> set[str | tuple[str, ...]]:
    """Every message in the code."""
    found = extract_from_dir(HERE, [("**.py", "python")], keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def strings(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def places_for(text: str) -> set[str]:
    return {name for _before, name, _form, _how in Formatter().parse(text) if name}


@cache
def worked_out() -> list[Working]:
    """The known examples, some of every law with random things done to them, and one with all that
    can be put right about a clock."""
    random = [
        working
        for rule in sorted(oracle.LAWS)
        for seed in range(8)
        if (working := _at_random(Facts(rule, Random(f"{rule} {seed}"))))
    ]
    return [*map(worked, EXAMPLES), *random, _put_right()]


def _at_random(facts: Facts) -> Working | None:
    promise = Promise(*facts.promise, "privacy policy") if facts.promise else None
    try:
        return compute(
            rule=facts.rule, calendar=facts.place, received=facts.received,
            request=facts.request, events=[Event(*event) for event in facts.events],
            promise=promise, today=facts.received + timedelta(days=70),
        )  # fmt: skip
    except ClockError:
        return None


def _put_right() -> Working:
    received, on = date(2026, 10, 16), date(2026, 11, 3)
    days = [date(2026, 11, 16 + n) for n in range(4)]
    notes = [Event(kind, on, None, None, was, became)
             for kind in ("recalculated", "holidays-changed")
             for was, became in ((None, None), (days[0], days[0]), (None, days[0]))]  # fmt: skip
    notes += [
        Event("receipt-corrected", on, None, None, date(2026, 10, 15), received),
        Event("reopened", on, None, None, on),
        Event("reopened", on),
    ]
    own = Overrides({days[0]: "15", days[1]: "16"}, frozenset({days[2]}), {days[0]: "17"})
    return compute(
        rule="uk-gdpr-12a", calendar="GB-ENG", received=received, events=notes, overrides=own
    )


def dates_in(text: str) -> list[date]:
    return [date(int(year), MONTHS.index(month) + 1, int(day))
            for day, month, year in DATE.findall(text)]  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_every_message_of_the_code_and_no_other(language):
    messages = [message for message in catalogue(language) if message.id]

    assert {m.id for m in messages} == marked()
    assert not [m.id for m in messages if m.fuzzy or not all(strings(m.string))]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_names_what_the_message_names(language):
    for message in catalogue(language):
        if message.id:
            named = places_for(strings(message.id)[-1])
            assert {frozenset(places_for(said)) for said in strings(message.string)} == {
                frozenset(named)
            }, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_is_written(language):
    compiled = gettext.translation("deadlines", HERE / "locale", [language])

    for message in catalogue(language):
        if isinstance(message.id, tuple):
            said = tuple(compiled.ngettext(*message.id, count) for count in (1, 2))
            assert said == message.string
        elif message.id:
            assert compiled.gettext(message.id) == message.string
    assert len(compiled._catalog) == sum(len(strings(m.string)) for m in catalogue(language))


def test_nothing_is_or_only_one_thing_is_said_as_the_language_has_it():
    singular = {}
    for language in OTHERS:
        with speaking(language):
            compiled = gettext.translation("deadlines", HERE / "locale", [language])
            one, many = "of which {days} does not count", "of which {days} do not count"
            singular[language] = [
                compiled.ngettext(one, many, count) == compiled.ngettext(one, many, 1)
                for count in (0, 1, 2)
            ]

    assert singular["fr"] == [True, True, False]
    assert singular["de"] == singular["nl"] == [False, True, False]


def test_every_example_is_told_with_no_english_left(spoken):
    for working in worked_out():
        texts = [telling.sentence(working), *(step.text for step in working.steps)]
        with speaking("en"):
            english = [telling.sentence(working), *(step.text for step in working.steps)]
        for text, before in zip(texts, english, strict=True):
            assert text != before
            assert not ENGLISH.search(text), text
            assert "{" not in text
            assert text[0].isupper() or text[0].isdigit()


def test_every_example_is_told_with_the_same_dates(spoken):
    told = 0
    for working in worked_out():
        texts = [telling.sentence(working), *(step.text for step in working.steps)]
        with speaking("en"):
            english = [telling.sentence(working), *(step.text for step in working.steps)]
        for text, before in zip(texts, english, strict=True):
            for on in dates_in(before):
                told += 1
                assert words.long(on).casefold() in text.casefold(), (text, on)
    assert told > 1000


def test_the_plain_table_fits_a_mail_in_each_language(spoken):
    for working in worked_out():
        lines = telling.plain_table(working).splitlines()
        assert max(map(len, lines)) <= 76
        told = "".join("".join(lines).split())
        for step in working.steps:
            dated = words.brief(step.on, padded=True) if step.on else ""
            assert "".join(step.text.split()) in told
            assert "".join(dated.split()) in told


def test_the_holidays_of_the_nations_nearby_all_have_a_word(spoken):
    for code in ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "SE", "NL", "DE", "FR", "BE", "US"):
        for year in range(2015, 2045):
            known = {*holiday_data.holidays_in(code, year).values()}
            known |= {*holiday_data.doubtful(code[:2], year).values()}
            plain = {part.removesuffix(" (observed)") for n in known for part in n.split("; ")}
            assert plain <= set(NAMES), (code, year)


def test_a_holiday_is_called_what_it_is_called_there():
    observed = "Christmas Day; Boxing Day (observed)"
    with speaking("sv"):
        swedish = words.holiday(date(2026, 12, 28), "Boxing Day (observed)")
        assert holiday_name("Midsummer Eve") == "midsommarafton"
        assert holiday_name("Founders’ day of the company") == "Founders’ day of the company"
    with speaking("de"):
        german = holiday_name(observed)

    assert swedish == "måndag 28 december (annandag jul, ersättningsdag)"
    assert german == "Erster Weihnachtstag; Zweiter Weihnachtstag (Ersatztag)"
    assert holiday_name(observed) == observed


def test_a_place_is_called_in_english_what_its_calendar_is_called():
    for code in _IN:
        assert in_place(calendar_of(code)) == f"in {calendar_of(code).name}"
    for code in _OF:
        assert of_place(calendar_of(code)) == f"of {calendar_of(code).name}"
    assert of_place(calendar_of("BR")) == "of Brazil"


def test_a_region_and_a_place_without_a_word_have_their_own_names():
    with speaking("fr"):
        assert in_place(calendar_of("NL")) == "aux Pays-Bas"
        assert in_place(calendar_of("DE-BY")) == "en Allemagne (BY)"
        assert in_place(calendar_of("BR")) == "en Brazil"


@pytest.mark.parametrize(
    ("language", "law", "source", "promise"),
    [
        ("sv", "artikel 12.3", "dataskyddsförordningen", "integritetspolicyn, section 4"),
        ("de", "Art. 12 Abs. 3", "DSGVO", "Datenschutzerklärung, section 4"),
        ("nl", "art. 12, lid 3", "AVG", "privacyverklaring, section 4"),
        ("fr", "art. 12, § 3", "RGPD", "politique de confidentialité, section 4"),
    ],
)
def test_the_law_is_cited_as_it_is_cited_there(language, law, source, promise):
    working = compute(
        rule="gdpr-eu-1182", calendar="SE", received=date(2026, 11, 2),
        promise=Promise(20, "days", "privacy policy, section 4"),
    )  # fmt: skip

    with speaking(language):
        steps = {step.what: step for step in working.steps}
        assert steps["received"].article.startswith(law)
        assert source in steps["received"].source
        assert steps["promise"].source == promise
    assert steps["promise"].source == "privacy policy, section 4"
