"""What staff were told goes some time after they read it."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.cases import clearing
from dsar.cases.clearing import clear_notices
from dsar.cases.models import Digest, Notice
from dsar.cases.notices import Telling, mail_notices, raise_notices
from dsar.cases.reading import notices_of, read_notices
from dsar.cases.staff import Told
from dsar.cases.summary import Summary
from tests import desk

NOW = desk.MONDAY
LATER = NOW + timedelta(days=92)


@pytest.fixture
def officer(company):
    return desk.person(Role.OFFICER, company)


def tell(officer, *cases, channels=("mail", "in-app")) -> None:
    raise_notices(
        [Telling(case, f"due-7:{case.pk}", "due-7", [Told(officer)], channels) for case in cases],
        now=NOW,
    )


def read_all(officer, *, now=NOW) -> None:
    read_notices(notices_of(officer), user_id=officer.pk, now=now)


def test_ninety_days_after_it_was_read_a_notice_goes(officer, case, settings):
    tell(officer, case)
    mail_notices(now=NOW)
    read_all(officer, now=NOW + timedelta(days=1))

    assert clear_notices(now=NOW + timedelta(days=91)) == 0
    assert clear_notices(now=LATER) == 1
    assert not Notice.objects.exists()


def test_what_nobody_read_stays_while_its_case_is_open(officer, case):
    tell(officer, case)
    mail_notices(now=NOW)

    assert clear_notices(now=LATER) == 0

    desk.closed(desk.identified(case))
    assert clear_notices(now=LATER + timedelta(days=90)) == 1


def test_what_is_still_to_be_mailed_stays(officer, case):
    tell(officer, case)
    read_all(officer)

    assert clear_notices(now=LATER) == 0


def test_what_went_by_mail_alone_goes_too(officer, case):
    tell(officer, case, channels=("mail",))
    mail_notices(now=NOW)

    assert clear_notices(now=LATER) == 1


def test_a_digest_goes_with_its_notices_and_mornings_go_too(officer, company, monkeypatch):
    monkeypatch.setattr(clearing, "BATCH", 2)
    tell(officer, *(desk.receive(company) for _ in range(5)))
    mail_notices(now=NOW)
    Summary.objects.create(company=company, user=officer, day=NOW.date(), mailed=False)
    Summary.objects.create(company=company, user=officer, day=LATER.date(), mailed=False)

    assert clear_notices(now=LATER) == 1  # unread, so the digest is still looked up
    assert Digest.objects.count() == 1
    read_all(officer)

    assert clear_notices(now=LATER) == 5 + 1
    assert [row.day for row in Summary.objects.all()] == [LATER.date()]
