"""The five policies as a table: what each says that decides how a request is handled."""

from dataclasses import dataclass

from dsar.companies.rights import RIGHTS
from dsar.companies.rules import Cap, Extension, Promise

MONTH = Promise(1, "months")
REQUESTS = [right for right in RIGHTS if right != "complaint"]


@dataclass(frozen=True)
class Policy:
    code: str
    regime: str
    calendar: str | None
    channels: list[tuple[str, str]]
    named: set[str]
    promises: dict[str, Promise]
    extension: Extension | None
    identity: str
    asks_for: list[str]
    cap: Cap | None
    free: bool | None
    fee_when: list[str]
    regulator: str | None
    processor: bool
    search: list[str]
    months_kept: int | None
    languages: tuple[str, ...]


POLICIES = {
    "nexus-ip": Policy(
        code="NIP",
        regime="uk-gdpr",
        calendar="GB-ENG",
        channels=[("email", "info@nexusip.com"), ("post", "")],
        named={"access", "erasure", "marketing"},
        promises={"access": Promise(28, "days")},
        extension=None,
        identity="always",
        asks_for=[],
        cap=Cap("10.00", "GBP", "when retrieving the data costs a lot"),
        free=None,
        fee_when=["substantial cost to Nexus IP in terms of retrieving the data"],
        regulator="Information Commission (ICO)",
        processor=True,
        search=["crm", "installation-records", "remote-access"],
        months_kept=None,
        languages=("en",),
    ),
    "next-connex": Policy(
        code="NEXT",
        regime="uk-gdpr",
        calendar="GB-ENG",
        channels=[
            ("email", "compliance@nextconnex.com"),
            (
                "post",
                "Data Protection Officer - Satswana, Pembroke House, St. Christopher's Place,"
                " Farnborough, Hampshire GU14 0NH",
            ),
        ],
        named={
            "access",
            "rectification",
            "erasure",
            "objection",
            "restriction",
            "marketing",
            "complaint",
        },
        promises=dict.fromkeys(REQUESTS, MONTH),
        extension=Extension(2, "months", ("complex and excessive",)),
        identity="always",
        asks_for=["company-email", "agreement-reference", "identity-document"],
        cap=None,
        free=True,
        fee_when=["clearly unreasonable or excessive, particularly if they are repetitive"],
        regulator="Information Commission (ICO)",
        processor=False,
        search=[
            "contacts",
            "orders",
            "payments",
            "communications",
            "network",
            "location",
            "credit",
            "recording",
        ],
        months_kept=None,
        languages=("en",),
    ),
    "technology-nexus": Policy(
        code="TECH",
        regime="gdpr",
        calendar="SE",
        channels=[
            ("email", "dpo@nexusgroup.com"),
            ("post", "Nexus Group, Telefonvägen 26, 126 26 Hägersten, Sweden"),
        ],
        named=set(RIGHTS) - {"automated"},
        promises={},
        extension=None,
        identity="if-in-doubt",
        asks_for=[],
        cap=None,
        free=None,
        fee_when=[],
        regulator="Integritetsskyddsmyndigheten (IMY)",
        processor=True,
        search=[
            "contacts",
            "calls",
            "visits",
            "events",
            "purchases",
            "invoices",
            "device",
            "website",
            "pardot",
        ],
        months_kept=None,
        languages=("sv", "en"),
    ),
    "nexuscore": Policy(
        code="CORE",
        regime="gdpr",
        calendar=None,
        channels=[("email", "privacy@nexuscore.systems")],
        named=set(RIGHTS),
        promises=dict.fromkeys(REQUESTS, MONTH),
        extension=Extension(2, "months", ("complexity", "volume of requests")),
        identity="if-in-doubt",
        asks_for=[],
        cap=None,
        free=None,
        fee_when=[],
        regulator=None,
        processor=True,
        search=["customer", "end-user", "partner", "visitor", "support"],
        months_kept=None,
        languages=("en", "nl"),
    ),
    "connexai": Policy(
        code="CAI",
        regime="uk-gdpr",
        calendar="GB-ENG",
        channels=[
            ("email", "compliance@connexone.ng"),
            ("phone", "0333 344 2435"),
            ("post", "Compliance, ConnexAI, Bauhaus, 27 Quay St, Manchester M3 3GY"),
        ],
        named=set(RIGHTS),
        promises=dict.fromkeys(REQUESTS, MONTH),
        extension=Extension(None, "months", ("particularly complex", "several requests")),
        identity="if-in-doubt",
        asks_for=[],
        cap=None,
        free=True,
        fee_when=["clearly unfounded, repetitive or excessive"],
        regulator="Information Commission (ICO)",
        processor=False,
        search=["m3st", "aql", "nexbridge", "ukfast", "zendesk", "salesforce", "aws"],
        months_kept=12,
        languages=("en",),
    ),
}
