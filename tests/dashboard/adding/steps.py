"""What an administrator does on the pages that add a company."""

from io import BytesIO
from typing import Any

from django.test import Client

from dsar.companies.models import Company
from tests.companies.test_proposing_rules import TEXT
from tests.dashboard.conftest import words

ADD, HERE = "/desk/companies/add/", "/desk/companies/sixth-lamps/"
NAMES = {
    "name": "Sixth Lamps",
    "legal_name": "Sixth Lamps Ltd",
    "town": "Leeds",
    "website": "sixth.example",
    "what_it_does": "Lamps and shades",
    "country": "GB",
    "code": "",
    "sender_email": "privacy@sixth.example",
}

KEPT = "\nWe keep correspondence about your request for 12 months after it is closed.\n"


def paste(admin: Client, text: str = TEXT, *, at: str = HERE) -> Any:
    return admin.post(at + "text/", {"text": text}, follow=True)


def upload(admin: Client, content: bytes, name: str = "policy.txt") -> Any:
    file = BytesIO(content)
    file.name = name
    return admin.post(HERE + "text/", {"upload": file, "text": ""}, follow=True)


def use_all(admin: Client, *, at: str = HERE, **sent: str) -> Any:
    return choose(admin, at=at, rest="yes", **sent)


def choose(admin: Client, *, at: str = HERE, **sent: str) -> Any:
    """The page of rules as it is shown, with these choices."""
    of_text = admin.get(at + "rules/").context["of_text"]
    return admin.post(at + "rules/", {"of_text": of_text, **sent})


def fill(admin: Client, **typed: str) -> Any:
    """The page of gaps as it is shown, with this typed over it."""
    form = admin.get(HERE + "gaps/").context["form"]
    shown = {field.name: field.value() or "" for field in form}
    return admin.post(HERE + "gaps/", shown | typed)


def draft(company: Company) -> Any:
    return company.policies.drafts().get()


def publish(admin: Client) -> None:
    at = "/desk/policies/sixth-lamps/preview/"
    digest = admin.get(at).context["digest"]
    response = admin.post(at, {"draft": digest}, follow=True)
    assert "is in force" in words(response)
