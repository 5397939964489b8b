"""What lies in the systems that the five policies name, in plain words, and how one searches there.

The policies give the names (`search_places`); these are the product's words, an administrator's to
change. A place that stands in no line here is listed with what its policy says of it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kept:
    keeps: str
    searched_by: tuple[str, ...] = ("name", "email")


_PERSON = ("name", "email", "phone")
_CUSTOMER = ("name", "email", "number")

SHIPPED: Final[dict[tuple[str, str], Kept]] = {
    ("nexus-ip", "crm"): Kept("Names, positions, phone numbers, email addresses", _PERSON),
    ("nexus-ip", "installation-records"): Kept(
        "What was written down when a phone system was put in; never changed since", _CUSTOMER
    ),
    ("nexus-ip", "remote-access"): Kept(
        "The customer’s own data: search only if the customer asks us to", ("name", "phone")
    ),
    ("next-connex", "contacts"): Kept("Names, addresses, phone numbers, positions", _PERSON),
    ("next-connex", "orders"): Kept("Orders, accounts and agreements", _CUSTOMER),
    ("next-connex", "payments"): Kept("Invoices, payments and bank details", _CUSTOMER),
    ("next-connex", "communications"): Kept("Emails, letters, calls and complaints", _PERSON),
    ("next-connex", "network"): Kept("Traffic and faults seen on a connection", ("number",)),
    ("next-connex", "location"): Kept("Where a device was used", ("phone", "number")),
    ("next-connex", "credit"): Kept("Reports of credit and fraud agencies", ("name", "postal")),
    ("next-connex", "recording"): Kept("Recordings of visits to the website", ("email",)),
    ("technology-nexus", "contacts"): Kept("Names, positions, addresses", _PERSON),
    ("technology-nexus", "calls"): Kept("Recorded calls, and emails", _PERSON),
    ("technology-nexus", "visits"): Kept("Pictures and lists of visitors to an office", ("name",)),
    ("technology-nexus", "events"): Kept("Who signed up and came, with recordings"),
    ("technology-nexus", "purchases"): Kept("What was ordered, and by whom", _CUSTOMER),
    ("technology-nexus", "invoices"): Kept("Invoices and payments", _CUSTOMER),
    ("technology-nexus", "device"): Kept("Addresses of devices, and logs", ("email",)),
    ("technology-nexus", "website"): Kept("Pages looked at, forms filled in", ("email",)),
    ("technology-nexus", "pardot"): Kept("Marketing mails, and who opened them", ("email",)),
    ("nexuscore", "customer"): Kept("Accounts: sign-in, contact, billing", _CUSTOMER),
    ("nexuscore", "end-user"): Kept("What people did on the platform", ("email", "number")),
    ("nexuscore", "partner"): Kept("Contacts and agreements of partners"),
    ("nexuscore", "visitor"): Kept("Visits to the website", ("email",)),
    ("nexuscore", "support"): Kept("Support by email, phone and chat", _PERSON),
    ("connexai", "m3st"): Kept("Telephone lines and calls", ("phone", "number")),
    ("connexai", "aql"): Kept("Telephone numbers and text messages", ("phone", "number")),
    ("connexai", "nexbridge"): Kept("Telephone lines and calls", ("phone", "number")),
    ("connexai", "ukfast"): Kept("What the product itself stores, in a data centre", _CUSTOMER),
    ("connexai", "zendesk"): Kept("Support tickets with what was written in them", _PERSON),
    ("connexai", "salesforce"): Kept("Customers, contacts and what was sold to them", _PERSON),
    ("connexai", "aws"): Kept("What the product itself stores, in the cloud", _CUSTOMER),
}


def kept_in(slug: str, code: str, note: str) -> Kept:
    """The product's words on this place of this company; else those of the policy's note."""
    return SHIPPED.get((slug, code)) or Kept(note)
