"""How each language says days, months and lengths of time. Tables only; `words` reads them."""

from typing import NamedTuple


class Unit(NamedTuple):
    """One of it and several, and the same after “within”, where that is said in another way: in
    German its dative, in French with its “de”."""

    one: str
    many: str
    one_within: str = ""
    many_within: str = ""


class Language(NamedTuple):
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    brief_weekdays: tuple[str, ...]
    brief_months: tuple[str, ...]
    long: str
    brief: str
    units: dict[str, Unit]
    numbers: tuple[str, ...]  # from none to six, as they stand before months and working days
    last: str  # what joins the last two of a list
    first: str = "1"  # the first day of a month
    none_is_one: bool = False  # nought goes with the singular

    @property
    def short(self) -> str:
        return self.long.removesuffix(" {year}")


_ENGLISH = Language(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    brief_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    brief_months=(
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
    long="{weekday} {day} {month} {year}",
    brief="{weekday} {day} {month} {year}",
    units={
        "days": Unit("1 day", "{} days"),
        "months": Unit("one month", "{} months"),
        "working days": Unit("one working day", "{} working days"),
    },
    numbers=("no", "one", "two", "three", "four", "five", "six"),
    last="and",
)
_SWEDISH = Language(
    weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    months=(
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    brief_weekdays=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    brief_months=(
        *("jan.", "feb.", "mars", "april", "maj", "juni"),
        *("juli", "aug.", "sep.", "okt.", "nov.", "dec."),
    ),
    long="{weekday} {day} {month} {year}",
    brief="{weekday} {day} {month} {year}",
    units={
        "days": Unit("1 dag", "{} dagar"),
        "months": Unit("en månad", "{} månader"),
        "working days": Unit("en arbetsdag", "{} arbetsdagar"),
    },
    numbers=("inga", "en", "två", "tre", "fyra", "fem", "sex"),
    last="och",
)
_GERMAN = Language(
    weekdays=(
        *("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"),
        "Sonntag",
    ),
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    brief_weekdays=("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    brief_months=(
        *("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni"),
        *("Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    ),
    long="{weekday}, {day}. {month} {year}",
    brief="{weekday}, {day}. {month} {year}",
    units={
        "days": Unit("1 Tag", "{} Tage", "1 Tag", "{} Tagen"),
        "months": Unit("ein Monat", "{} Monate", "einem Monat", "{} Monaten"),
        "working days": Unit(
            "ein Arbeitstag", "{} Arbeitstage", "einem Arbeitstag", "{} Arbeitstagen"
        ),
    },
    numbers=("keine", "ein", "zwei", "drei", "vier", "fünf", "sechs"),
    last="und",
)
_DUTCH = Language(
    weekdays=(
        *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"),
        "zondag",
    ),
    months=(
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    brief_weekdays=("ma", "di", "wo", "do", "vr", "za", "zo"),
    brief_months=(
        *("jan.", "feb.", "mrt.", "apr.", "mei", "juni"),
        *("juli", "aug.", "sept.", "okt.", "nov.", "dec."),
    ),
    long="{weekday} {day} {month} {year}",
    brief="{weekday} {day} {month} {year}",
    units={
        "days": Unit("1 dag", "{} dagen"),
        "months": Unit("één maand", "{} maanden"),
        "working days": Unit("één werkdag", "{} werkdagen"),
    },
    numbers=("geen", "één", "twee", "drie", "vier", "vijf", "zes"),
    last="en",
)
_FRENCH = Language(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    brief_weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    brief_months=(
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    long="{weekday} {day} {month} {year}",
    brief="{weekday} {day} {month} {year}",
    units={
        "days": Unit("1 jour", "{} jours", "de 1 jour", "de {} jours"),
        "months": Unit("un mois", "{} mois", "d’un mois", "de {} mois"),
        "working days": Unit(
            "un jour ouvrable", "{} jours ouvrables", "d’un jour ouvrable", "de {} jours ouvrables"
        ),
    },
    numbers=("aucun", "un", "deux", "trois", "quatre", "cinq", "six"),
    last="et",
    first="1er",
    none_is_one=True,
)
LANGUAGES = {"en": _ENGLISH, "sv": _SWEDISH, "de": _GERMAN, "nl": _DUTCH, "fr": _FRENCH}


def language_of(code: str) -> Language:
    """The table of that language, or of the one it is a kind of: en-xa says days as en does."""
    return LANGUAGES.get(code) or LANGUAGES.get(code.partition("-")[0], _ENGLISH)
