"""How much mail a stranger can have us send to an address that may be anybody's."""

from django.db.models import CharField
from django.db.models.functions import Cast

from dsar.cases.models import Case
from dsar.cases.operations.intake import ADDRESS
from dsar.vault import search
from identity.models import Challenge, Item

from . import limits

STATUS = "status"


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
