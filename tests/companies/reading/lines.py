"""Sentences written for these tests, about half of them traps, each with what it must yield."""

import re
from collections.abc import Iterator
from pathlib import Path

from dsar.companies.reading import Reading

HERE = Path(__file__).parent
SHORT = {"calendar_day": "d", "business_day": "b", "month": "m"}


def cases(name: str) -> Iterator[tuple[str, str]]:
    """What is expected, and the text; a line that opens with # explains the file."""
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            expected, _, text = line.partition(" :: ")
            yield expected, text.replace("\\n", "\n")


def period(reading: Reading, field: str, before: str = "") -> set[str]:
    found = reading.one(field)
    return {f"{before}{found['amount']}{SHORT[found['unit']]}"} if found else set()


def fees(reading: Reading) -> set[str]:
    cap = reading.one("fee.fee_cap")
    return {
        {True: "free", False: "paid", None: "?"}[reading.one("fee.free")],
        *([f"{cap['amount']:g}{cap['currency']}"] if cap else []),
        *reading.all("fee.fee_when"),
    }


def identity(reading: Reading) -> set[str]:
    words = {"always": "always", "if_in_doubt": "doubt", None: "?"}
    return {words[reading.one("identity.required")], *reading.all("identity.evidence")}


def channels(reading: Reading) -> set[str]:
    return {
        *(f"e:{mail}" for mail in reading.all("channels.email")),
        *(f"t:{re.sub(r'[^0-9+]', '', number)}" for number in reading.all("channels.phone")),
        *(["post"] if reading.all("channels.postal") else []),
        *(["form"] if reading.all("channels.web_form") else []),
    }


def others(reading: Reading) -> set[str]:
    return {
        *(["agent"] if reading.one("agents_allowed") else []),
        *(["processor"] if reading.one("processor_redirect") else []),
        *period(reading, "correspondence_retention", "kept"),
    }


def told(reading: Reading) -> set[str]:
    notice = period(reading, "extension_notice_within", "n")
    return notice or period(reading, "acknowledgement_within", "a")


def besides(reading: Reading) -> set[str]:
    machines = reading.one("automated.used")
    return {
        *(f"e:{mail}" for mail in reading.all("dpo.email")),
        *(f"t:{re.sub(r'[^0-9+]', '', number)}" for number in reading.all("dpo.phone")),
        *(["post"] if reading.all("dpo.post") else []),
        *([] if machines is None else ["machines" if machines else "people"]),
        *(["leave"] if reading.one("marketing.opt_out") else []),
        *(["instead"] if reading.one("erasure.alternative_contact") else []),
        *(["applicants"] if reading.one("notes.recruitment") else []),
    }


FILES = {
    "response_period": lambda reading: period(reading, "response_period"),
    "extension": lambda reading: period(reading, "extension"),
    "notice_and_acknowledgement": told,
    "fees": fees,
    "refusals": lambda reading: set(reading.all("refuse_when")),
    "identity": identity,
    "rights": lambda reading: set(reading.all("rights")),
    "channels": channels,
    "regulators": lambda reading: set(reading.all("regulator")),
    "others": others,
    "besides": besides,
}
