"""What the `holidays` package knows: the days of a place and a year, named in English.

A code is a country, or a country and a subdivision: SE, DE-BY, GB-ENG.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays as library
from holidays.version import __version__

from .errors import ClockError

VERSION = f"holidays {__version__}"
_RECENT = 2025
# Of these the data list only the parts that keep other days, not those that do not.
_LISTS_EXCEPTIONS = frozenset({"FR"})

_NATIONS = {
    "GB": "the United Kingdom",
    "GB-ENG": "England",
    "GB-WLS": "Wales",
    "GB-SCT": "Scotland",
    "GB-NIR": "Northern Ireland",
}


class UnknownCalendar(ClockError):
    pass


def check(code: str) -> None:
    """UnknownCalendar unless there is data for that code and the code says enough."""
    country, _, region = code.partition("-")
    found = _class_of(code)
    if code == "GB":
        # Only the days common to all nations: no Easter Monday, no summer bank holiday.
        raise UnknownCalendar(
            "The United Kingdom has no holiday calendar of its own; say which nation: "
            "GB-ENG, GB-WLS, GB-SCT or GB-NIR."
        )
    if "-" in code and region not in found.subdivisions:
        known = ", ".join(found.subdivisions) or "none"
        raise UnknownCalendar(
            f"The country {country} has no region {region!r} in the holiday data; "
            f"its regions are: {known}."
        )


def name_of(code: str) -> str:
    """The place as it is called in a sentence: England, the Netherlands, Germany (BY)."""
    if code in _NATIONS:
        return _NATIONS[code]
    country, _, region = code.partition("-")
    # class SE(Sweden), class NL(Netherlands): the second name is the readable one
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _class_of(code).__mro__[1].__name__)
    article = "the " if spaced.startswith("United ") or country == "NL" else ""
    return f"{article}{spaced} ({region})" if region else f"{article}{spaced}"


@lru_cache(maxsize=4096)
def holidays_in(code: str, year: int) -> Mapping[date, str]:
    country, _, region = code.partition("-")
    # A day moved across New Year belongs to the neighbour's holiday.
    found = _asked(country, region, year - 1, year, year + 1)
    return MappingProxyType({day: name for day, name in found.items() if day.year == year})


@lru_cache(maxsize=1024)
def regional(country: str, year: int) -> Mapping[date, str]:
    """Days that are holidays in some regions of the country and not in the whole of it."""
    everywhere, somewhere = holidays_in(country, year), dict[date, str]()
    for region in _class_of(country).subdivisions:
        somewhere |= _asked(country, region, year)
    return MappingProxyType({d: name for d, name in somewhere.items() if d not in everywhere})


@lru_cache(maxsize=256)
def differing_regions(code: str) -> tuple[str, ...]:
    """The regions to choose from, where most of them keep other days than the country alone has.

    None for a code with a region, and where the country's own calendar is right for most.
    """
    if "-" in code or code in _LISTS_EXCEPTIONS:
        return ()
    regions = tuple(r for r in _class_of(code).subdivisions if r.isalnum())
    years = range(_RECENT, _RECENT + 3)
    other = [
        region
        for region in regions
        if any(holidays_in(f"{code}-{region}", y) != holidays_in(code, y) for y in years)
    ]
    return regions if 2 * len(other) > len(regions) else ()


@lru_cache(maxsize=1024)
def doubtful(country: str, year: int) -> Mapping[date, str]:
    """Days that some statutes equate with holidays. Leaving them working days is never late."""
    if country == "NL":  # Algemene termijnenwet Art 3: equated, or a holiday every fifth year
        days = {date(year, 5, 5): "Liberation Day"}
        days |= {day: n for day, n in holidays_in("NL", year).items() if n == "Good Friday"}
        return MappingProxyType(days)
    if country == "SE":  # Lag 1930:173 treats the eves like holidays, 1989:253 does not
        friday = next(d for d in range(19, 26) if date(year, 6, d).weekday() == 4)
        return MappingProxyType(
            {
                date(year, 6, friday): "Midsummer Eve",
                date(year, 12, 24): "Christmas Eve",
                date(year, 12, 31): "New Year's Eve",
            }
        )
    return MappingProxyType({})


def _asked(country: str, region: str, *years: int) -> Mapping[date, str]:
    languages = _class_of(country).supported_languages
    return library.country_holidays(
        country,
        subdiv=region or None,
        years=years,
        expand=False,
        language="en_US" if "en_US" in languages else None,
    )


def _class_of(code: str) -> type[library.HolidayBase]:
    match = re.fullmatch(r"([A-Z]{2})(?:-.+)?", code)
    found = getattr(library, match[1], None) if match else None
    # The library also answers to UK, which would go round the refusal of GB.
    if match is None or found is None or getattr(found, "country", None) != match[1]:
        raise UnknownCalendar(
            f"There is no holiday calendar {code!r}; use a country such as SE, a country and "
            f"region such as DE-BY or GB-ENG, or none."
        )
    return found  # type: ignore[no-any-return]
