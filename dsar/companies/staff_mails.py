"""The shape of a mail from a company's desk about the account of one of its staff."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from dsar import tenancy
from dsar.accounts.models import User
from dsar.companies.models import Company, Membership
from dsar.typeset.mail import as_html


def first_membership(person: User) -> Membership | None:
    """Whose mail it is, locked to the end of the transaction; None for who works nowhere."""
    members = Membership.objects.select_for_update(of=("self",)).select_related("company")
    with tenancy.every_company("an account alone does not say where somebody works"):
        return members.filter(user=person).order_by("pk").first()


def mail(company: Company, person: User, subject: str, text: str, *, thread: str) -> dict[str, Any]:
    """What the outbox takes for it. Before there is a policy there is no sender of the company's,
    and the mail comes from the desk's own host."""
    sender = company.sender_email or f"desk@{urlsplit(settings.PUBLIC_URL).hostname}"
    return {
        "from": sender,
        "from_name": f"{company.name} desk",
        "to": person.email,
        "reply_to": sender,
        "subject": subject,
        "text": text,
        "html": as_html(text, subject=subject),
        "thread": thread,
    }
