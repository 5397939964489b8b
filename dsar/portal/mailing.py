"""How much mail a stranger can have us send to an address that may be anybody's."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from dsar import languages
from dsar.cases.dates import civil_date, in_words
from dsar.cases.letters import mail_of
from dsar.cases.models import Case
from dsar.cases.operations.intake import ADDRESS
from dsar.outbox.operations import enqueue
from dsar.vault import search
from dsar.vault.ids import new_id
from identity.models import Challenge, Item

from . import drafts, limits
from .models import Draft
from .returning import Way, keep_for_later

STATUS = "status"
SAVED = "saved"
"""Under which the address is kept among the answers, so that it is not asked for again."""


@transaction.atomic
def mail_way_back(*, draft_id: UUID, to: str, now: datetime) -> None:
    """The address is kept, the older way back is dead and the mail with the new one is owed: all
    of it or nothing. Raises `drafts.AlreadySent`."""
    drafts.keep(draft_id=draft_id, step=SAVED, answer={"email": to}, now=now)
    way = keep_for_later(draft_id=draft_id, now=now)
    _owe(drafts.lock_unsent(draft_id), way, to=to, now=now)


def _owe(draft: Draft, way: Way, *, to: str, now: datetime) -> None:
    """The link and the code, in the language of the page that sends them, unless that mailbox has
    had its share of the hour. Nothing of the draft is in the mail, and it is sealed under the
    draft's key."""
    if not limits.allows_mail(to):
        return
    company, site = draft.company, settings.PUBLIC_URL
    address = reverse("portal:draft_link", args=[company.slug, way.secret])
    text = render_to_string(
        "portal/draft/mail.txt",
        {
            "company": company,
            "code": way.code,
            "link": f"{site}{address}",
            "start": f"{site}{reverse('portal:draft', args=[company.slug])}",
            "until": in_words(civil_date(company, draft.expires_at)),
        },
    )
    subject, language = _("{company}: not sent yet"), languages.in_force()
    subject = subject.format(company=company.name)
    enqueue(
        company_id=company.pk,
        data_key=draft.data_key,
        channel="email",
        key=f"draft:{new_id()}",
        payload=mail_of(company, to=to, subject=subject, text=text, language=language),
        now=now,
        reason="draft-kept",
        subject=str(draft.pk),
    )


def may_mail(*, company_id: int, email: str) -> bool:
    """False once an address that nobody has proved to be theirs has had its share of the hour."""
    return is_proved(company_id=company_id, email=email) or limits.allows_mail(email)


def is_proved(*, company_id: int, email: str) -> bool:
    """Whether a code that went to this address has come back, for any request at this company."""
    keys = search.find(company_ids=[company_id], kind="email", value=email)
    cases = Case.objects.filter(company_id=company_id, data_key__in=keys)
    confirmed = Item.objects.filter(
        verification__in=cases.values("verification"), code=ADDRESS, confirmed_at__isnull=False
    )
    # Where the identity was settled before, the item stays as it was.
    typed = Challenge.objects.filter(
        purpose=STATUS,
        used_at__isnull=False,
        subject__in=cases.values_list(Cast("pk", CharField()), flat=True),
    )
    return confirmed.exists() or typed.exists()
