"""What follows from the country that a company acts in: its law, its days, who takes complaints."""

from dataclasses import dataclass
from typing import Final

from dsar.companies.proposal_words import REGULATORS
from dsar.companies.rules import Regime, Regulator, Said


@dataclass(frozen=True)
class Country:
    name: str
    timezone: str
    regulator: Regulator
    calendar: str = ""
    """Whose public holidays count; empty where they differ from region to region."""

    @property
    def regime(self) -> Regime:
        return "uk-gdpr" if self.name == "United Kingdom" else "gdpr"

    @property
    def article(self) -> str:
        """By which the authority is the one that takes complaints."""
        return "DPA 2018 s.165" if self.regime == "uk-gdpr" else "GDPR Art. 77"


def _authority(name: str, host: str) -> Regulator:
    return Regulator(name, f"https://{host}/")


COUNTRIES: Final[dict[str, Country]] = {
    "AT": Country("Austria", "Europe/Vienna", _authority("DSB", "www.dsb.gv.at"), "AT"),
    "BE": Country(
        "Belgium",
        "Europe/Brussels",
        _authority("Data Protection Authority", "www.dataprotectionauthority.be"),
        "BE",
    ),
    "BG": Country("Bulgaria", "Europe/Sofia", _authority("CPDP", "www.cpdp.bg"), "BG"),
    "HR": Country("Croatia", "Europe/Zagreb", _authority("AZOP", "azop.hr"), "HR"),
    "CY": Country(
        "Cyprus",
        "Asia/Nicosia",
        _authority("Commissioner for Personal Data Protection", "www.dataprotection.gov.cy"),
        "CY",
    ),
    "CZ": Country("Czechia", "Europe/Prague", _authority("ÚOOÚ", "uoou.gov.cz"), "CZ"),
    "DK": Country("Denmark", "Europe/Copenhagen", REGULATORS["Datatilsynet (Denmark)"], "DK"),
    "EE": Country(
        "Estonia", "Europe/Tallinn", _authority("Andmekaitse Inspektsioon", "www.aki.ee"), "EE"
    ),
    "FI": Country(
        "Finland", "Europe/Helsinki", REGULATORS["Data Protection Ombudsman (Finland)"], "FI"
    ),
    "FR": Country("France", "Europe/Paris", REGULATORS["CNIL"], "FR"),
    "DE": Country("Germany", "Europe/Berlin", REGULATORS["BfDI (Germany)"]),
    "GR": Country("Greece", "Europe/Athens", _authority("Hellenic DPA", "www.dpa.gr"), "GR"),
    "HU": Country("Hungary", "Europe/Budapest", _authority("NAIH", "www.naih.hu"), "HU"),
    "IS": Country(
        "Iceland", "Atlantic/Reykjavik", _authority("Persónuvernd", "www.personuvernd.is"), "IS"
    ),
    "IE": Country("Ireland", "Europe/Dublin", REGULATORS["DPC"], "IE"),
    "IT": Country("Italy", "Europe/Rome", REGULATORS["Garante (Italy)"]),
    "LV": Country(
        "Latvia", "Europe/Riga", _authority("Data State Inspectorate", "www.dvi.gov.lv"), "LV"
    ),
    "LI": Country(
        "Liechtenstein",
        "Europe/Vaduz",
        _authority("Datenschutzstelle", "www.datenschutzstelle.li"),
        "LI",
    ),
    "LT": Country(
        "Lithuania",
        "Europe/Vilnius",
        _authority("State Data Protection Inspectorate", "vdai.lrv.lt"),
        "LT",
    ),
    "LU": Country("Luxembourg", "Europe/Luxembourg", REGULATORS["CNPD (Luxembourg)"], "LU"),
    "MT": Country("Malta", "Europe/Malta", _authority("IDPC", "idpc.org.mt"), "MT"),
    "NL": Country("Netherlands", "Europe/Amsterdam", REGULATORS["AP"], "NL"),
    "NO": Country("Norway", "Europe/Oslo", REGULATORS["Datatilsynet (Norway)"], "NO"),
    "PL": Country("Poland", "Europe/Warsaw", REGULATORS["UODO (Poland)"], "PL"),
    "PT": Country("Portugal", "Europe/Lisbon", REGULATORS["CNPD (Portugal)"]),
    "RO": Country(
        "Romania", "Europe/Bucharest", _authority("ANSPDCP", "www.dataprotection.ro"), "RO"
    ),
    "SK": Country(
        "Slovakia",
        "Europe/Bratislava",
        _authority("Office for Personal Data Protection", "dataprotection.gov.sk"),
        "SK",
    ),
    "SI": Country(
        "Slovenia", "Europe/Ljubljana", _authority("Information Commissioner", "www.ip-rs.si"), "SI"
    ),
    "ES": Country("Spain", "Europe/Madrid", REGULATORS["AEPD (Spain)"]),
    "SE": Country("Sweden", "Europe/Stockholm", REGULATORS["IMY"], "SE"),
    "GB": Country("United Kingdom", "Europe/London", REGULATORS["ICO"], "GB-ENG"),
}


def authority_of(code: str) -> Said[Regulator]:
    country = COUNTRIES[code]
    return Said(country.regulator, "law", country.article)
