"""The holidays we know a word for in every language; any other keeps the name it came with.

Those of the calendars that are counted by most: Great Britain, the countries around the North Sea
and those that speak our languages, and the federal days of the United States.
"""

from .speaking import gettext as _
from .speaking import gettext_noop as N_

NAMES = (
    N_("All Saints' Day"),
    N_("Armistice Day"),
    N_("Ascension Day"),
    N_("Assumption Day"),
    N_("August Bank Holiday"),
    N_("Battle of the Boyne"),
    N_("Boxing Day"),
    N_("Christmas Day"),
    N_("Christmas Eve"),
    N_("Columbus Day"),
    N_("Constitution Day"),
    N_("Coronation of Charles III"),
    N_("Corpus Christi"),
    N_("Diamond Jubilee of Elizabeth II"),
    N_("Easter Monday"),
    N_("Easter Sunday"),
    N_("Epiphany"),
    N_("Europe Day"),
    N_("German Unity Day"),
    N_("Golden Jubilee of Elizabeth II"),
    N_("Good Friday"),
    N_("Great Prayer Day"),
    N_("Immaculate Conception"),
    N_("Independence Day"),
    N_("June Bank Holiday"),
    N_("Juneteenth National Independence Day"),
    N_("King's Day"),
    N_("Labor Day"),
    N_("Late Summer Bank Holiday"),
    N_("Liberation Day"),
    N_("Martin Luther King Jr. Day"),
    N_("Maundy Thursday"),
    N_("May Bank Holiday"),
    N_("May Day"),
    N_("Memorial Day"),
    N_("Midsummer Day"),
    N_("Midsummer Eve"),
    N_("National Day"),
    N_("New Year Holiday"),
    N_("New Year's Day"),
    N_("New Year's Eve"),
    N_("October Bank Holiday"),
    N_("Pentecost"),
    N_("Pentecost Monday"),
    N_("Platinum Jubilee of Elizabeth II"),
    N_("Queen's Day"),
    N_("Reformation Day"),
    N_("Saint Andrew's Day"),
    N_("Saint Brigid's Day"),
    N_("Saint Patrick's Day"),
    N_("Saint Stephen's Day"),
    N_("Scotland's participation in the FIFA World Cup final"),
    N_("Second Day of Christmas"),
    N_("Spring Bank Holiday"),
    N_("State Funeral of Queen Elizabeth II"),
    N_("Summer Bank Holiday"),
    N_("Thanksgiving Day"),
    N_("Veterans Day"),
    N_("Victory Day"),
    N_("Washington's Birthday"),
    N_("Wedding of William and Catherine"),
    N_("Women's Day"),
)


def holiday_name(name: str, observed: str = N_("{holiday} (observed)")) -> str:
    """In the language in force. Two that fall on one day stand beside each other, and what is kept
    on another day than its own is marked."""
    return "; ".join(_one(part, observed) for part in name.split("; "))


def _one(name: str, observed: str) -> str:
    plain = name.removesuffix(" (observed)")
    return _(plain) if plain == name else _(observed).format(holiday=_(plain))
