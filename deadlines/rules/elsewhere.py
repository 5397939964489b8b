"""Laws that count plain days from receipt, and laws that name no number of days at all.

None of them rolls here, though some country's general law on time would: never too late."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from ..speaking import gettext_noop as N_
from .europe import COMPLEX_OR_MANY
from .kinds import Aim, Cite, Extension, Rule

# DPDP Rules 2025, notified to commence on this day. Not law before.
INDIA_COMMENCES = date(2027, 5, 14)

_CCPA = "California Code of Regulations, title 11"
_VIRGINIA = "Code of Virginia"
_COLORADO = "Colorado Revised Statutes"
_DPDP = "Digital Personal Data Protection Act 2023"
# The person has ten days to confirm a request that costs something, and the 30 begin after them.
_SWISS_FEE = MappingProxyType({"fee": Cite(N_("DPO Art 19"), N_("DPO, SR 235.11"), "reading")})
# Within 30 days of the request, or of the particulars that were still required.
_PARTICULARS = MappingProxyType(
    dict.fromkeys(("clarification", "identity"), Cite("s.56(1)", "PAIA, Act 2 of 2000", "reading"))
)


def _days(
    id: str,
    name: str,
    count: int,
    article: str,
    source: str,
    *,
    certainty: str = "statute",
    more: int | None = None,
    extension: str = "",
    grounds: Iterable[str] = COMPLEX_OR_MANY,
    first_only: bool = False,
    received_from: date | None = None,
    acknowledge: str = "",
    waits_for: Mapping[str, Cite] = MappingProxyType({}),
) -> Rule:
    """A rule of plain days from receipt. With `extension`, its article; `more` is the most days."""
    extra = (
        Extension(more, "days", frozenset(grounds), Cite(extension, source)) if extension else None
    )
    cite = Cite(article, source, certainty)
    return Rule(
        id, name, count, "days", cite, extension=extra, refuse_within_first_period=first_only,
        received_from=received_from, acknowledge=acknowledge, waits_for=waits_for,
    )  # fmt: skip


def _working_days(id: str, name: str, count: int, article: str) -> Rule:
    # "Business day" is not defined there: US federal holidays are the earlier reading.
    return Rule(id, name, count, "working days", Cite(article, _CCPA, "reading"))


def _no_number(
    id: str,
    name: str,
    article: str,
    source: str,
    manner: str = "",
    *,
    aim: Aim | None = None,
    received_from: date | None = None,
) -> Rule:
    """A law that says how the answer is to come, and not within how many days."""
    cite = Cite(article, source)
    return Rule(id, name, None, "days", cite, received_from=received_from, manner=manner, aim=aim)


LAWS = (
    _days("days-28", "A promise of 28 days", 28, N_("the promise"), N_("privacy policy"),
          certainty="policy"),
    _days("ccpa-45", "California, requests to know, delete or correct", 45, "7021(b)", _CCPA,
          more=45, extension="7021(b)", acknowledge="ccpa-ack-10bd"),
    _working_days("ccpa-ack-10bd", "California, confirming receipt", 10, "7021(a)"),
    _working_days("ccpa-optout-15bd", "California, opting out or limiting use", 15, "7026(f)"),
    _days("us-state-45", "Virginia, Colorado and most other US states", 45, "59.1-577(B)(1)",
          N_("Code of Virginia, as the model"), more=45, extension="59.1-577(B)(1)"),
    _days("us-ia-90", "Iowa", 90, "715D.3(2)", "Iowa Code", more=45, extension="715D.3(2)"),
    _days("us-va-appeal-60", "Virginia, appeals", 60, "59.1-577(C)", _VIRGINIA),
    _days("us-co-appeal-45", "Colorado, appeals", 45, "6-1-1306(3)", _COLORADO,
          more=60, extension="6-1-1306(3)"),
    _days("lgpd-15", "Brazil, full statement", 15, "Art 19(II)", "LGPD, Law 13.709/2018"),
    _no_number("lgpd-at-once", "Brazil, confirmation in a simplified form", "Art 19(I)",
               "LGPD, Law 13.709/2018", "immediately"),
    _days("pipeda-30", "Canada", 30, "s.8(3)", "PIPEDA", more=30, extension="s.8(4)",
          grounds=("interference", "consultation", "format")),
    _days("quebec-30", "Quebec", 30, "s.32", N_("Act respecting personal information, P-39.1")),
    # The 30 days are "in general"; a later date needs only notice, with no fixed maximum.
    _days("ch-nfadp-30", "Switzerland", 30, N_("Art 25(7); DPO Art 18"), N_("FADP, SR 235.1"),
          extension=N_("DPO Art 18(2)"), waits_for=_SWISS_FEE),
    _days("za-paia-30", "South Africa", 30, "s.56; POPIA s.23-25", "PAIA, Act 2 of 2000",
          more=30, extension="s.57", grounds=("number", "search", "consultation"),
          waits_for=_PARTICULARS),
    _days("sa-pdpl-30", "Saudi Arabia", 30, "Art 3(1)", "PDPL Implementing Regulation",
          more=30, extension="Art 3(1)(a)"),
    _days("hk-pdpo-40", "Hong Kong", 40, "s.19(1), 21(1)", "PDPO, Cap. 486",
          extension="s.19(2)", first_only=True),
    _days("tr-kvkk-30", "Turkey", 30, "Art 13(2)", "KVKK, Law 6698"),
    # Not a limit: whoever needs longer must say within these 30 days by when.
    _days("sg-pdpa-30", "Singapore", 30, "s.21; Regulations 2021", "PDPA 2012",
          extension="Regulations 2021"),
    # An organisation has "a reasonable period"; the number is the regulator's.
    _days("au-app12-30", "Australia, organisations", 30, N_("APP 12.4(a)(ii); OAIC guidance"),
          "Privacy Act 1988, Schedule 1", certainty="guidance"),
    _days("au-agency-30", "Australia, agencies", 30, "APP 12.4(a)(i)",
          "Privacy Act 1988, Schedule 1"),
    _days("kr-pipa-10", "South Korea", 10, "Art 35(3); Decree Art 41-42", "PIPA",
          extension="Art 35(3); Decree Art 42"),
    _no_number("in-dpdp-access", "India, access, correction and erasure", "s.11-12", _DPDP,
               received_from=INDIA_COMMENCES),
    # At most: the period that the company publishes, which its promise is.
    _days("in-dpdp-grievance-90", "India, grievances", 90, "s.13; Rules 2025 r.14", _DPDP,
          received_from=INDIA_COMMENCES),
    # A suit may be brought two weeks after the request: no limit, but a day to be done by.
    _no_number("jp-appi", "Japan", "Art 33(2)", "APPI, Act 57 of 2003", "without delay",
               aim=Aim(14, Cite("Art 39", "APPI, Act 57 of 2003", "reading"))),
    _no_number("ae-pdpl", "United Arab Emirates", "Art 13", "Federal Decree-Law 45 of 2021"),
    _no_number("ng-ndpa", "Nigeria", "s.34", "Nigeria Data Protection Act 2023",
               "without unreasonable delay"),
)  # fmt: skip
