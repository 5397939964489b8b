"""What was read in a policy, in words for the administrator who decides about it."""

from typing import Any, Final

from dsar.companies.rights import NAMES
from dsar.companies.rules import Regulator

LABELS: Final = {
    "response_period": "Time to answer",
    "extension": "Extension",
    "extension_when": "Grounds to extend",
    "extension_notice_within": "Told of an extension",
    "acknowledgement_within": "Receipt confirmed",
    "fee.free": "What a request costs",
    "fee.fee_cap": "Most that a request costs",
    "fee.fee_when": "When money is asked",
    "refuse_when": "When a request is refused",
    "identity.required": "Proof of identity",
    "identity.evidence": "What is asked as proof",
    "rights": "Right",
    "channels.email": "By email",
    "channels.phone": "By phone",
    "channels.postal": "By letter",
    "channels.web_form": "By a form of its own",
    "regulator": "Where to complain",
    "agents_allowed": "Asking for somebody else",
    "processor_redirect": "Data that others decide about",
    "correspondence_retention": "How long letters are kept",
    "dpo.email": "Data protection officer, by email",
    "dpo.phone": "Data protection officer, by phone",
    "dpo.post": "Data protection officer, by letter",
    "automated.used": "Decisions by machines",
    "marketing.opt_out": "No more marketing",
    "erasure.alternative_contact": "Somebody else instead, where data are deleted",
    "notes.recruitment": "Applying for a job",
}
# What the reader calls a right, where the desk has another word.
_RIGHTS: Final = {
    "object": "objection",
    "withdraw_consent": "consent",
    "automated_decisions": "automated",
    "complain": "complaint",
}
REGULATORS: Final = {
    "ICO": Regulator("Information Commission (ICO)", "https://ico.org.uk/"),
    "IMY": Regulator("Integritetsskyddsmyndigheten (IMY)", "https://www.imy.se/"),
    "DPC": Regulator("Data Protection Commission", "https://www.dataprotection.ie/"),
    "AP": Regulator("Autoriteit Persoonsgegevens", "https://autoriteitpersoonsgegevens.nl/"),
    "CNIL": Regulator("CNIL", "https://www.cnil.fr/"),
    "AEPD (Spain)": Regulator("Agencia Española de Protección de Datos", "https://www.aepd.es/"),
    "Garante (Italy)": Regulator(
        "Garante per la protezione dei dati personali", "https://www.garanteprivacy.it/"
    ),
    "BfDI (Germany)": Regulator("BfDI", "https://www.bfdi.bund.de/"),
    "UODO (Poland)": Regulator("Urząd Ochrony Danych Osobowych", "https://uodo.gov.pl/"),
    "CNPD (Luxembourg)": Regulator("CNPD", "https://cnpd.public.lu/"),
    "CNPD (Portugal)": Regulator("CNPD", "https://www.cnpd.pt/"),
    "Datatilsynet (Norway)": Regulator("Datatilsynet", "https://www.datatilsynet.no/"),
    "Datatilsynet (Denmark)": Regulator("Datatilsynet", "https://www.datatilsynet.dk/"),
    "Data Protection Ombudsman (Finland)": Regulator(
        "Office of the Data Protection Ombudsman", "https://tietosuoja.fi/"
    ),
}
_UNITS: Final = {"calendar_day": "day", "business_day": "working day", "month": "month"}
_WORDS: Final = {
    "complex": "it is complex",
    "numerous": "there are many requests",
    "excessive": "it is excessive",
    "repetitive": "it is repeated",
    "unfounded": "it is unfounded",
    "further_copies": "more copies are wanted",
    "substantial_cost": "it costs much to find",
    "cannot_verify": "nobody can tell who asks",
    "legal_obligation": "a law requires the data to be kept",
    "any": "for every request",
    "other": "for another reason",
    "always": "Always",
    "if_in_doubt": "Only where there is doubt",
    "passport": "passport",
    "driving_licence": "driving licence",
    "national_id": "identity card",
    "proof_of_address": "proof of address",
    "signed_declaration": "signed declaration",
    "company_email": "company email address",
    "account_or_contract_reference": "account or contract reference",
    "other_information": "other information",
    "edpb_list": "The list of the European Data Protection Board",
}
_YES: Final = {
    "fee.free": ("Free", "Not free"),
    "channels.postal": ("letters are welcome; the address is asked for next", "no letters"),
    "channels.web_form": ("A form of its own", "None"),
    "agents_allowed": ("Allowed", "Not allowed"),
    "automated.used": ("Made", "None are made"),
    "marketing.opt_out": ("A way of its own; the form offers it at every company", "None"),
    "erasure.alternative_contact": ("Another contact may be named", "No"),
    "notes.recruitment": ("Has a notice of its own", "No"),
    "processor_redirect": ("People are sent to whoever decides about their data", "No"),
}


def right_of(name: str) -> str:
    """The desk's own code of a right that the reader names."""
    return _RIGHTS.get(name, name)


def shown(field: str, value: Any) -> str:
    """One line; an unknown code shows as it is."""
    if isinstance(value, bool):
        return _YES.get(field, ("Yes", "No"))[not value]
    if isinstance(value, dict):
        return _amount(value)
    if isinstance(value, list):
        return ", ".join(_WORDS.get(one, str(one).replace("_", " ")) for one in value)
    if field == "rights":
        return NAMES.get(right_of(value), "To be informed")
    if field == "regulator" and value in REGULATORS:
        return REGULATORS[value].name
    return _WORDS.get(value, str(value))


def _amount(value: dict[str, Any]) -> str:
    if "currency" in value:
        return f"{value['amount']} {value['currency']}"
    unit = _UNITS[value["unit"]]
    return f"{value['amount']} {unit}{'' if value['amount'] == 1 else 's'}"
