"""A company whose Zendesk is the stand-in."""

from dsar.ticketing import connecting
from dsar.ticketing.zendesk import Zendesk
from tests import desk

from . import stand_in


def connect(company, zendesk, *, is_on=True, now=desk.MONDAY, secret="", takes_test=True, **change):
    given = {
        "url": zendesk.url,
        "email": stand_in.EMAIL,
        "token": stand_in.TOKEN,
        "due_field": stand_in.DUE_FIELD,
    }
    account = Zendesk(**given | change)
    return connecting.connect(
        company_id=company.pk,
        account=account,
        is_on=is_on,
        actor="user:1",
        now=now,
        secret=secret,
        takes_test=takes_test,
    )
