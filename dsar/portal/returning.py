"""Back to a draft from another browser: by the link of a mail, or by a code that was written down.

Of both only what they hash to is kept. Either works once, for as long as the draft is kept: the
browser that opens it has it alone from then on, because whoever began it may have sent the link to
somebody else, to read what they type. They open what was typed so far and no case.
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

from .drafts import KEPT, lock_unsent, new_holder
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


def open_by_code(*, company: Company, typed: str, now: datetime) -> Draft | None:
    return _taken_over(company, now, code_digest=_digest_of_code(typed))


def open_by_link(*, company: Company, digest: str, now: datetime) -> Draft | None:
    """`digest`: what the secret of the link hashes to (`identity.digest_of`)."""
    return _taken_over(company, now, link_digest=digest)


def is_kept(draft_id: str) -> bool:
    """Whether a mail that leads to it is still worth sending."""
    return Draft.objects.filter(pk=UUID(draft_id), sent_case=None).exists()


@transaction.atomic
def _taken_over(company: Company, now: datetime, **which: str) -> Draft | None:
    """The draft with a new holder and no way back: the browser that had it has it no longer."""
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("company", "data_key__company_key")
        .filter(company=company, sent_case=None, expires_at__gt=now, **which)
        .first()
    )
    if draft is not None:
        draft.holder, draft.code_digest, draft.link_digest = new_holder(), None, None
        draft.save(update_fields=["holder", "code_digest", "link_digest"])
    return draft


def _digest_of_code(typed: str) -> str:
    """However it was typed. With the installation's own secret, so that a copy of the database
    alone does not give the code away."""
    plain = "".join(char for char in typed.upper() if char.isalnum())
    return salted_hmac("portal.draft", plain, algorithm="sha256").hexdigest()
