"""Where a calendar is kept, as it stands in a sentence: in England, of Germany.

A language may need its own small word for each place, so the two words are one message.
"""

from .holidays import Calendar
from .speaking import gettext as _
from .speaking import gettext_noop as N_

_IN = {
    "GB-ENG": N_("in England"),
    "GB-WLS": N_("in Wales"),
    "GB-SCT": N_("in Scotland"),
    "GB-NIR": N_("in Northern Ireland"),
    "AT": N_("in Austria"),
    "BE": N_("in Belgium"),
    "BG": N_("in Bulgaria"),
    "CH": N_("in Switzerland"),
    "CY": N_("in Cyprus"),
    "CZ": N_("in Czechia"),
    "DE": N_("in Germany"),
    "DK": N_("in Denmark"),
    "EE": N_("in Estonia"),
    "ES": N_("in Spain"),
    "FI": N_("in Finland"),
    "FR": N_("in France"),
    "GR": N_("in Greece"),
    "HR": N_("in Croatia"),
    "HU": N_("in Hungary"),
    "IE": N_("in Ireland"),
    "IS": N_("in Iceland"),
    "IT": N_("in Italy"),
    "LI": N_("in Liechtenstein"),
    "LT": N_("in Lithuania"),
    "LU": N_("in Luxembourg"),
    "LV": N_("in Latvia"),
    "MT": N_("in Malta"),
    "NL": N_("in the Netherlands"),
    "NO": N_("in Norway"),
    "PL": N_("in Poland"),
    "PT": N_("in Portugal"),
    "RO": N_("in Romania"),
    "SE": N_("in Sweden"),
    "SI": N_("in Slovenia"),
    "SK": N_("in Slovakia"),
    "US": N_("in the United States"),
}
# Those of which some parts keep other days.
_OF = {
    "CH": N_("of Switzerland"),
    "DE": N_("of Germany"),
    "ES": N_("of Spain"),
    "FI": N_("of Finland"),
    "FR": N_("of France"),
    "IT": N_("of Italy"),
    "PT": N_("of Portugal"),
    "US": N_("of the United States"),
}


def in_place(calendar: Calendar) -> str:
    """in England, in Germany (BY)"""
    country, _dash, region = calendar.code.partition("-")
    if calendar.code in _IN:
        return _(_IN[calendar.code])
    if country in _IN:
        return f"{_(_IN[country])} ({region})"
    return _("in {place}").format(place=calendar.name)


def of_place(calendar: Calendar) -> str:
    """of Germany"""
    if calendar.code in _OF:
        return _(_OF[calendar.code])
    return _("of {place}").format(place=calendar.name)
