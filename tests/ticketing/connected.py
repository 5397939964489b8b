"""A company whose Zendesk is the stand-in."""

from dsar.ticketing import connecting
from dsar.ticketing.jira import Jira
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
    return _connect(company, Zendesk(**given | change), is_on, now, secret, takes_test)


def connect_jira(
    company, jira, *, is_on=True, now=desk.MONDAY, secret="", takes_test=False, **change
):
    given = {"url": jira.url, "email": stand_in.EMAIL, "token": stand_in.TOKEN}
    return _connect(company, Jira(**given | change), is_on, now, secret, takes_test)


def _connect(company, account, is_on, now, secret, takes_test):
    return connecting.connect(
        company_id=company.pk,
        account=account,
        is_on=is_on,
        actor="user:1",
        now=now,
        secret=secret,
        takes_test=takes_test,
    )
