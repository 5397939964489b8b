"""A signed report stays as it was; a correction is another version beside it."""

import csv
import io
import json
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.reports import signing
from dsar.reports.models import Lateness, SignedReport
from dsar.vault.operations import unseal
from tests import desk
from tests.dashboard.conftest import NOW
from tests.dashboard.test_the_months_report import OCTOBER, case, dpo, words  # noqa: F401
from tests.typeset import pdfs

SIGN = f"{OCTOBER}sign/"


def reading(client: Client, company="") -> dict[str, str]:
    """What the form sends that somebody has before them."""
    page = client.get(OCTOBER, {"company": company and company.slug}).content.decode()
    return {"read": re.search(r'name="read" value="(\w+)"', page)[1], "note": "", "sure": "on"}


def sign(client: Client, company="", note: str = "") -> None:
    told = reading(client, company) | {"note": note}
    client.post(f"{SIGN}?company={company and company.slug}", told)


@pytest.fixture
def signed(dpo, case, company) -> SignedReport:  # noqa: F811
    sign(dpo, company, "All well.")
    return SignedReport.objects.get()


def test_each_company_has_a_copy_of_its_own(dpo, case, company, swedish):  # noqa: F811
    sign(dpo)

    assert {one.company for one in SignedReport.objects.all()} == {company, swedish}


def test_what_was_signed_is_in_the_chain_by_its_digest(signed, company):
    content = unseal(signed, "content")
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    event = Event.objects.get(event="report.signed", company_id=company.pk)

    assert signed.sha256 == sha256(written.encode()).hexdigest()
    assert event.facts == {"version": 1, "sha256": signed.sha256}
    assert event.subject == "report:2026-10"


def test_a_later_change_leaves_it_as_it_was_and_makes_a_second_version(
    signed,
    dpo,  # noqa: F811
    company,
):
    late = desk.receive(company, at=NOW - timedelta(days=30), now=NOW)
    address = f"/desk/reports/signed/{signed.pk}/"

    assert "Received 1." in words(dpo.get(address).content)
    assert "Received 2." in words(dpo.get(OCTOBER).content), late
    sign(dpo, company, "One came late.")
    page = words(dpo.get(OCTOBER).content)

    assert [one.version for one in SignedReport.objects.order_by("version")] == [1, 2]
    assert "version 1: signed by Dpo" in page
    assert "version 2: signed by Dpo" in page
    assert "Received 1." in words(dpo.get(address).content)


def test_a_signed_report_cannot_be_rewritten_or_deleted(signed):
    for change in (lambda: SignedReport.objects.update(version=9), signed.delete):
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            change()


def test_a_copy_that_is_not_what_was_signed_is_known_by_its_digest(signed):
    assert signing.opened(signed).whole

    signed.sha256 = "0" * 64

    assert not signing.opened(signed).whole


def test_on_paper_stand_the_sentences_the_tables_who_signed_and_the_digest(signed, dpo):  # noqa: F811
    response = dpo.get(f"/desk/reports/signed/{signed.pk}/pdf/")
    text = pdfs.text(response.content)

    assert "Received 1. Answered 1. In time 1 of 1." in text
    assert "90th percentile" in text
    assert "Signed by Dpo" in text
    assert "All well." in text
    assert signed.sha256 in text.replace(" ", "")


def test_as_a_table_it_has_every_number(signed, dpo):  # noqa: F811
    response = dpo.get(f"/desk/reports/signed/{signed.pk}/csv/")
    lines = list(csv.reader(io.StringIO(response.content.decode())))

    assert ["By company", "Received", "Nexus IP", "1"] in lines
    assert lines[1][3] == "Received 1."


def test_it_can_be_had_as_a_table_before_it_is_signed(dpo, case):  # noqa: F811
    lines = dpo.get(f"{OCTOBER}csv/").content.decode()

    assert "By company,Answered,Nexus IP,1" in lines


def test_it_is_not_signed_unread_and_not_before_its_end(dpo, case):  # noqa: F811
    unread = dpo.post(SIGN, {"note": "x"}, follow=True)
    early = dpo.post("/desk/reports/2026-11/sign/", {"sure": "on"}, follow=True)

    assert "Tick that you have read the report" in words(unread.content)
    assert "This month is not over yet" in words(early.content)
    assert not SignedReport.objects.exists()


def test_what_changed_since_it_was_read_is_shown_and_not_signed(dpo, case, company):  # noqa: F811
    told = reading(dpo)
    desk.receive(company, at=NOW - timedelta(days=30), now=NOW)

    page = words(dpo.post(SIGN, told, follow=True).content)

    assert "Nothing was signed now" in page
    assert "Received 2." in page
    assert not SignedReport.objects.exists()


def test_a_second_click_makes_no_second_version(dpo, case, company):  # noqa: F811
    told = reading(dpo, company)

    for _ in range(2):
        dpo.post(f"{SIGN}?company={company.slug}", told)

    assert [one.version for one in SignedReport.objects.all()] == [1]


def test_what_says_nothing_of_what_was_read_is_not_signed(dpo, case):  # noqa: F811
    dpo.post(SIGN, {"note": "", "sure": "on"})

    assert not SignedReport.objects.exists()


def test_an_auditor_reads_and_does_not_sign(signed, company):
    auditor = Client()
    auditor.force_login(desk.person(Role.AUDITOR, company))

    assert auditor.get(f"/desk/reports/signed/{signed.pk}/").status_code == 200
    assert auditor.post(SIGN, {"sure": "on"}).status_code == 403
    assert SignedReport.objects.count() == 1


def test_another_companys_copy_looks_like_none(signed, swedish):
    stranger = Client()
    stranger.force_login(desk.person(Role.DPO, swedish, name="stranger"))

    for end in ("", "csv/", "pdf/"):
        assert stranger.get(f"/desk/reports/signed/{signed.pk}/{end}").status_code == 404


def test_why_a_case_was_late_stands_in_the_report(dpo, company):  # noqa: F811
    late = desk.identified(desk.receive(company, at=NOW - timedelta(days=75)))
    desk.closed(desk.attached(late), now=NOW - timedelta(days=30))
    assert "No reason written yet" in words(dpo.get(OCTOBER).content)

    dpo.post(
        f"/desk/reports/late/{late.reference}/",
        {"reason": "search", "change": "Ask the archive on the first day."},
    )

    page = words(dpo.get(OCTOBER).content)
    assert "Finding the data took longer than planned" in page
    assert "Ask the archive on the first day." in page
    kept = Lateness.objects.get()
    assert b"archive" not in bytes(kept.change)
    assert Event.objects.get(event="lateness.explained").facts == {"lateness": "search"}


def test_words_about_a_case_stay_out_of_the_copy_that_nothing_erases(dpo, company):  # noqa: F811
    late = desk.identified(desk.receive(company, at=NOW - timedelta(days=75)))
    desk.closed(desk.attached(late), now=NOW - timedelta(days=30))
    change = {"reason": "search", "change": "Ask Robin's archive on the first day."}
    dpo.post(f"/desk/reports/late/{late.reference}/", change)
    assert "Robin's archive" in words(dpo.get(OCTOBER).content)

    sign(dpo, company)

    copy = json.dumps(unseal(SignedReport.objects.get(), "content"))
    assert late.reference in copy
    assert "Finding the data took longer than planned" in copy
    assert "archive" not in copy
    assert "What we change" not in copy


def test_a_case_in_time_needs_no_reason(dpo, case):  # noqa: F811
    response = dpo.post(f"/desk/reports/late/{case.reference}/", {"reason": "search", "change": ""})

    assert response.status_code == 400
    assert "is not late" in words(response.content)


def test_whom_a_problem_of_the_policy_was_told_is_kept(dpo, company):  # noqa: F811
    page = dpo.get("/desk/reports/problems/").content.decode()
    key = re.search(r'nexus-ip/told/.*?name="key" value="(\w+)"', page)[1]

    for _ in range(2):
        dpo.post("/desk/reports/problems/nexus-ip/told/", {"key": key})

    assert "Dpo, Monday 23 November 2026" in words(dpo.get("/desk/reports/problems/").content)
    assert Event.objects.filter(event="policy.problem-told", company_id=company.pk).count() == 1
