"""Dates, lengths of time and lists as each language says them."""

from datetime import date

import pytest

from deadlines import words
from deadlines.speaking import LANGUAGES, speaking

MONDAY, FIRST, NEW_YEAR, LAST = (
    date(2026, 11, 30),
    date(2027, 3, 1),
    date(2027, 1, 1),
    date(2026, 8, 31),
)
LONG = {
    "en": (
        "Monday 30 November 2026", "Monday 1 March 2027", "Friday 1 January 2027",
        "Monday 31 August 2026",
    ),
    "sv": (
        "måndag 30 november 2026", "måndag 1 mars 2027", "fredag 1 januari 2027",
        "måndag 31 augusti 2026",
    ),
    "de": (
        "Montag, 30. November 2026", "Montag, 1. März 2027", "Freitag, 1. Januar 2027",
        "Montag, 31. August 2026",
    ),
    "nl": (
        "maandag 30 november 2026", "maandag 1 maart 2027", "vrijdag 1 januari 2027",
        "maandag 31 augustus 2026",
    ),
    "fr": (
        "lundi 30 novembre 2026", "lundi 1er mars 2027", "vendredi 1er janvier 2027",
        "lundi 31 août 2026",
    ),
}  # fmt: skip
WEEK = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
YEAR = {
    "en": "January February March April May June July August September October November December",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
# Short, in a table, and the same in a column.
SHORTER = {
    "en": ("Monday 1 March", "Mon 1 Mar 2027", "Mon 01 Mar 2027", "Mon 31 Aug 2026"),
    "sv": ("måndag 1 mars", "mån 1 mars 2027", "mån 01 mars 2027", "mån 31 aug. 2026"),
    "de": ("Montag, 1. März", "Mo., 1. März 2027", "Mo., 01. März 2027", "Mo., 31. Aug. 2026"),
    "nl": ("maandag 1 maart", "ma 1 mrt. 2027", "ma 01 mrt. 2027", "ma 31 aug. 2026"),
    "fr": ("lundi 1er mars", "lun. 1er mars 2027", "lun. 01 mars 2027", "lun. 31 août 2026"),
}
LENGTHS = {
    "en": (
        "0 days, 1 day, 2 days, 28 days",
        "one month, two months, 7 months, one working day, 10 working days",
        "one month and 20 days",
    ),
    "sv": (
        "0 dagar, 1 dag, 2 dagar, 28 dagar",
        "en månad, två månader, 7 månader, en arbetsdag, 10 arbetsdagar",
        "en månad och 20 dagar",
    ),
    "de": (
        "0 Tage, 1 Tag, 2 Tage, 28 Tage",
        "ein Monat, zwei Monate, 7 Monate, ein Arbeitstag, 10 Arbeitstage",
        "ein Monat und 20 Tage",
    ),
    "nl": (
        "0 dagen, 1 dag, 2 dagen, 28 dagen",
        "één maand, twee maanden, 7 maanden, één werkdag, 10 werkdagen",
        "één maand en 20 dagen",
    ),
    "fr": (
        "0 jour, 1 jour, 2 jours, 28 jours",
        "un mois, deux mois, 7 mois, un jour ouvrable, 10 jours ouvrables",
        "un mois et 20 jours",
    ),
}
LISTED = {"en": "and", "sv": "och", "de": "und", "nl": "en", "fr": "et"}


@pytest.fixture(params=LANGUAGES)
def spoken(request):
    with speaking(request.param):
        yield request.param


def test_a_date_has_its_weekday_and_is_written_as_that_language_writes_it(spoken):
    assert tuple(words.long(on) for on in (MONDAY, FIRST, NEW_YEAR, LAST)) == LONG[spoken]


def test_every_weekday_and_every_month_has_its_name(spoken):
    week = [words.short(date(2026, 11, 2 + day)) for day in range(7)]
    assert [said.split()[0].rstrip(",") for said in week] == WEEK[spoken].split()
    year = [words.month(date(2026, month, 5)) for month in range(1, 13)]
    assert year == [f"{name} 2026" for name in YEAR[spoken].split()]


def test_a_date_is_shorter_in_a_sentence_and_in_a_table(spoken):
    said = (words.short(FIRST), words.brief(FIRST), words.brief(FIRST, padded=True))

    assert (*said, words.brief(LAST)) == SHORTER[spoken]


def test_every_table_is_whole(spoken):
    days = [date(2026, 11, 2 + day) for day in range(7)]
    months = [date(2026, month, 15) for month in range(1, 13)]

    assert len({words.brief(on).split()[0] for on in days}) == 7
    assert len({words.brief(on).split()[-2] for on in months}) == 12
    for unit in ("days", "months", "working days"):
        assert len({words.amount(count, unit) for count in range(9)}) == 9


def test_lengths_of_time_have_a_singular_and_a_plural(spoken):
    days, others, both = LENGTHS[spoken]
    lengths = (
        (1, "months"), (2, "months"), (7, "months"), (1, "working days"), (10, "working days"),
    )  # fmt: skip

    assert ", ".join(map(words.days, (0, 1, 2, 28))) == days
    assert ", ".join(words.amount(*length) for length in lengths) == others
    assert words.amounts(((1, "months"), (20, "days"))) == both


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "einem Monat, drei Monaten, 0 Tagen, 1 Tag, 28 Tagen, 10 Arbeitstagen, einem Monat "
               "und 2 Tagen"),
        ("fr", "d’un mois, de trois mois, de 0 jour, de 1 jour, de 28 jours, de 10 jours "
               "ouvrables, d’un mois et de 2 jours"),
        ("sv", "en månad, tre månader, 0 dagar, 1 dag, 28 dagar, 10 arbetsdagar, en månad och 2 "
               "dagar"),
    ],
)  # fmt: skip
def test_a_length_may_be_said_in_another_way_after_within(code, said):
    with speaking(code):
        lengths = [words.amount(1, "months"), words.amount(3, "months")]
        lengths += [*map(words.days, (0, 1, 28)), words.amount(10, "working days")]
        lengths.append(words.amounts(((1, "months"), (2, "days"))))
        within = [f"{length:within}" for length in lengths]

    assert ", ".join(within) == said


def test_a_list_ends_with_and(spoken):
    last = LISTED[spoken]

    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == f"a {last} b"
    assert words.listed(["a", "b", "c"]) == f"a, b {last} c"
