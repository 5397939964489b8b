"""The key for mails to one of the staff that belong to no single case."""

from datetime import datetime

from dsar.companies.models import Membership
from dsar.vault.models import DataKey
from dsar.vault.operations import new_key, shred


def mail_key_of(member: Membership, *, now: datetime) -> DataKey:
    """One key a person and company, made when it is first needed: not one a mail, or a desk would
    gather thousands. The caller holds the membership's row.
    """
    key = member.mail_key
    if key is None or key.wrapped is None:
        key = member.mail_key = new_key(company_id=member.company_id, now=now)
        member.save(update_fields=["mail_key"])
    return key


def drop_mail_key(member: Membership, *, now: datetime) -> None:
    """What is still owed to them at this company is erased, and never sent."""
    if member.mail_key_id is not None:
        shred(data_key_id=member.mail_key_id, now=now, what="mails to staff")
