"""A mail to somebody of the staff when what opens their account has changed.

It goes to the address that they sign in with, whoever made the change: a stranger who got in can
change what opens the account, and not what was told about it.
"""

from datetime import datetime
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from dsar import tenancy
from dsar.accounts.models import User
from dsar.companies.mail_keys import mail_key_of
from dsar.companies.staff_mails import first_membership, mail
from dsar.outbox.operations import enqueue

WORDS: Final = {
    "factor.added:app": "An app that shows codes was added to your account.",
    "factor.added:passkey": "A passkey was added to your account.",
    "factor.removed:app": "The app that shows codes was removed from your account.",
    "factor.removed:passkey": "A passkey was removed from your account.",
    "factor.removed:all": "An administrator removed all second factors from your account.",
    "password.changed": "The password of your account was changed.",
    "recovery-codes.made:recovery_codes": (
        "New recovery codes were made for your account. The ones before no longer work."
    ),
    "outside-account.linked": (
        "Your account can now be opened through your company’s own sign-in."
    ),
}


@transaction.atomic
def tell(what: str, /, *, user: User, now: datetime) -> None:
    """A mail is owed to them, from the first company they work at; nobody's, where there is none.

    No secret and no way in stands in it, so that whoever reads their mail learns nothing by it.
    """
    if (member := first_membership(user)) is None:
        return
    company = member.company
    zone = company.timezone or "UTC"
    there = now.astimezone(ZoneInfo(zone))
    text = render_to_string(
        "emails/account_changed.txt",
        {
            "person": user,
            "company": company,
            "words": WORDS[what],
            "when": f"{there:%A} {there.day} {there:%B %Y, %H:%M}",
            "zone": zone,
            "password": user.has_usable_password() and settings.PASSWORD_SIGN_IN,
            "forgotten": settings.PUBLIC_URL + reverse("account_reset_password"),
            "account": settings.PUBLIC_URL + reverse("mfa_index"),
        },
    )
    subject = "Your account at the data request desk was changed"
    key = f"account-changed:{user.pk}:{uuid4()}"
    with tenancy.companies([company.pk]):
        enqueue(
            company_id=company.pk,
            data_key=mail_key_of(member, now=now),
            channel="email",
            key=key,
            payload=mail(company, user, subject, text, thread=key),
            now=now,
        )
