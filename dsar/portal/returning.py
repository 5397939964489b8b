"""Back to a draft from another browser: by the link of a mail, or by a code that was written down.

Of both only what they hash to is kept. They work for as long as the draft is kept, more than once:
somebody who began on a phone may go on at a desk and come back to the phone. They open what was
typed so far and no case.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from dsar.cases.references import ALPHABET
from dsar.companies.models import Company
from identity.operations import digest_of

from .drafts import KEPT, lock_unsent
from .models import Draft

GROUPS, OF = 3, 4  # 59 bits, for a door that takes sixty tries an hour from one address
SECRET_BYTES = 32


@dataclass(frozen=True)
class Way:
    """In clear only here."""

    code: str
    secret: str


@transaction.atomic
def keep_for_later(*, draft_id: UUID, now: datetime) -> Way:
    """A way back, for seven days from now; any older one is dead."""
    draft = lock_unsent(draft_id)
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(OF)) for _ in range(GROUPS))
    way = Way("-".join(groups), secrets.token_urlsafe(SECRET_BYTES))
    draft.code_digest, draft.link_digest = _digest_of_code(way.code), digest_of(way.secret)
    draft.expires_at = now + KEPT
    draft.save(update_fields=["code_digest", "link_digest", "expires_at"])
    return way


def by_code(*, company: Company, typed: str, now: datetime) -> Draft | None:
    return _kept(company, now, code_digest=_digest_of_code(typed))


def by_link(*, company: Company, digest: str, now: datetime) -> Draft | None:
    """`digest`: what the secret of the link hashes to (`identity.digest_of`)."""
    return _kept(company, now, link_digest=digest)


def is_kept(draft_id: str) -> bool:
    """Whether a mail that leads to it is still worth sending."""
    return Draft.objects.filter(pk=UUID(draft_id), sent_case=None).exists()


def _kept(company: Company, now: datetime, **which: str) -> Draft | None:
    return Draft.objects.filter(
        company=company, sent_case=None, expires_at__gt=now, **which
    ).first()


def _digest_of_code(typed: str) -> str:
    """However it was typed. With the installation's own secret, so that a copy of the database
    alone does not give the code away."""
    plain = "".join(char for char in typed.upper() if char.isalnum())
    return salted_hmac("portal.draft", plain, algorithm="sha256").hexdigest()
