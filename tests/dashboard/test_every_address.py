"""Every address of the desk, opened by everybody. A new one must be added here."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases import feeds
from dsar.cases.models import Case, Notice
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.staff import Told
from dsar.cases.suppressed import Suppressed
from dsar.companies.absences import say_away
from dsar.companies.api_keys import create_key
from dsar.companies.holidays import add_holiday
from dsar.companies.webhooks import set_webhook
from dsar.dashboard.actions import ACTS
from dsar.dashboard.urls import urlpatterns
from dsar.fulfilment.models import System
from dsar.fulfilment.review.models import Finding
from dsar.inbound.storing import store
from dsar.outbox.models import Message, State
from dsar.reports.making import as_it_stands, sign_each
from dsar.reports.models import SignedReport
from dsar.reports.scope import Scope
from identity import operations as identity
from identity.operations import ItemSpec
from tests import desk

PEOPLE = ("anonymous", "stranger", "officer", "lead", "dpo", "auditor", "admin")
ALL_IN = "302 200 200 200 200 200 200"
WORKERS = "302 404 200 200 200 403 404"  # who may change the case
READERS = "302 404 200 200 200 200 404"  # who may read it
GET = {
    "today": ALL_IN,
    "queue": ALL_IN,
    "log": "302 200 200 200 200 403 403",
    "case": READERS,
    "logged": WORKERS,
    "confirmed": "302 405 405 405 405 405 405",
    "seen": "302 405 405 405 405 405 405",
    "evidence": WORKERS,
    "document": WORKERS,
    "letter": READERS,
    "letter_pdf": READERS,
    "review": WORKERS,
    "proof": READERS,
    "proof_file": "302 405 405 405 405 405 405",
    "review_document": WORKERS,
    "review_mark": "302 405 405 405 405 405 405",
    "review_page": "302 404 404 404 404 403 404",  # a table has no pages
    "letters_to_post": "302 302 302 302 302 403 403",  # none waits: back to Today
    "act": WORKERS,
    "audit": "302 302 403 403 302 302 403",  # one company: straight to it
    "audit_of": "302 404 403 403 200 200 403",
    "audit_evidence": "302 404 403 403 200 200 403",
    "calendar": "302 200 200 200 200 200 403",
    "calendar_revoke": "302 405 405 405 405 405 405",
    "people": "302 403 403 403 403 403 302",  # one company: straight to it
    "people_of": "302 404 403 403 403 403 200",
    "people_invite": "302 404 403 403 403 403 200",
    "person": "302 404 403 403 403 403 200",
    "invitation_again": "302 405 405 405 405 405 405",
    "invitation_revoke": "302 405 405 405 405 405 405",
    "companies": "302 403 403 403 403 403 200",
    "company_add": "302 403 403 403 403 403 200",
    "company_names": "302 404 403 403 403 403 404",  # published
    "company_text": "302 404 403 403 403 403 200",
    "company_rules": "302 404 403 403 403 403 302",  # no text yet: to its page
    "company_gaps": "302 404 403 403 403 403 200",
    "company_try": "302 404 403 403 403 403 302",  # no draft: to what there is
    "company_try_portal": "302 404 403 403 403 403 404",
    "policies": ALL_IN,
    "policy": "302 404 200 200 200 200 200",
    "policy_edit": "302 404 403 403 403 403 200",
    "policy_preview": "302 404 200 200 200 200 200",
    "policy_discard": "302 405 405 405 405 405 405",
    "policy_moves": "302 404 200 200 200 200 200",
    "holiday_moves": "302 404 200 200 200 200 200",
    "holidays": "302 302 302 302 302 302 302",  # one company: straight to it
    "holidays_of": "302 404 200 200 200 200 200",
    "holiday_undo": "302 405 405 405 405 405 405",
    "way_in": "302 404 200 200 200 200 200",
    "way_in_picture": "302 404 200 200 200 200 200",
    "suppression": "302 302 302 302 302 403 403",  # one company: straight to it
    "suppression_of": "302 404 200 200 200 403 403",
    "suppression_add": "302 404 200 200 200 403 403",
    "suppression_remove": "302 404 200 200 200 403 403",
    "systems": "302 403 403 403 403 403 302",  # one company: straight to it
    "systems_of": "302 404 403 403 403 403 200",
    "system_add": "302 404 403 403 403 403 200",
    "system": "302 404 403 403 403 403 200",
    "processor": "302 404 403 403 403 403 200",
    "webhooks": "302 404 403 403 403 403 200",
    "webhook": "302 404 403 403 403 403 200",
    "processing": "302 404 403 403 403 403 200",
    "zendesk": "302 404 403 403 403 403 200",
    "jira": "302 404 403 403 403 403 200",
    "searches_late": "302 200 200 200 200 403 403",
    "wordings": "302 404 403 200 200 403 200",
    "wording": "302 404 403 200 200 403 200",
    "keys": "302 404 403 403 403 403 200",
    "key": "302 404 403 403 403 403 200",
    "agents": "302 404 403 403 403 403 200",
    "sources": "302 404 403 403 403 403 200",
    "reports": "302 302 403 403 302 302 403",  # on to the last full month
    "report": "302 200 403 403 200 200 403",  # of the companies where one may read it
    "report_cases": "302 200 403 403 200 200 403",
    "report_california_latest": "302 302 403 403 302 302 403",  # on to the last full year
    "report_california": "302 200 403 403 200 200 403",
    "report_california_csv": "302 200 403 403 200 200 403",
    "report_california_pdf": "302 200 403 403 200 200 403",
    "report_definitions": "302 200 403 403 200 200 403",
    "report_complaints": "302 200 403 403 200 200 403",
    "report_problems": "302 200 403 403 200 200 403",
    "report_problem_told": "302 405 405 405 405 405 405",
    "report_late": "302 404 403 403 200 403 404",
    "report_signed": "302 404 403 403 200 200 403",
    "report_signed_csv": "302 404 403 403 200 200 403",
    "report_signed_pdf": "302 404 403 403 200 200 403",
    "report_csv": "302 200 403 403 200 200 403",
    "report_sign": "302 405 405 405 405 405 405",
    "health": ALL_IN,
    "inbox": "302 404 403 403 403 403 200",
    "mails": "302 200 200 200 200 403 403",
    "mail": "302 404 200 200 200 403 403",
    "mail_original": "302 404 200 200 200 403 403",
    "try_again": "302 405 405 405 405 405 405",
    "notices": ALL_IN,
    "profile": ALL_IN,
    "bulk": "302 302 302 302 302 302 302",  # nothing selected: back to all cases
    "bulk_undo": "302 405 405 405 405 405 405",
    "view_keep": "302 405 405 405 405 405 405",
    "view_forget": "302 405 405 405 405 405 405",
    "snooze": READERS,
    "wake": "302 405 405 405 405 405 405",
    "commands": ALL_IN,
    "notices_read": "302 405 405 405 405 405 405",
    "notice_read": "302 405 405 405 405 405 405",
    "approvals": "302 200 403 200 200 403 403",
    "away": ALL_IN,
    "away_new": "302 404 200 200 200 200 200",
    "away_mail": "302 405 405 405 405 405 405",
    "away_deputies": "302 404 403 403 200 403 200",
    "away_back": "302 405 405 405 405 405 405",
}
POST = {
    "inbox": "403 404 403 403 403 403 400",
    "mail": "403 404 400 400 400 403 403",  # says nothing to do
    "report_problem_told": "403 404 403 403 404 403 403",  # no such problem
    "report_sign": "403 302 403 403 302 403 403",
    "report_late": "403 404 403 403 400 403 404",
    "people_invite": "403 404 403 403 403 403 400",
    "person": "403 404 403 403 403 403 403",  # the administrator proves again first
    "invitation_again": "403 404 403 403 403 403 403",
    "invitation_revoke": "403 404 403 403 403 403 403",
    "notices_read": "403 302 302 302 302 302 302",
    "bulk": "403 302 302 302 302 302 302",
    "bulk_undo": "403 302 302 302 302 302 302",
    "view_keep": "403 302 302 302 302 302 302",
    "view_forget": "403 302 302 302 302 302 302",
    "snooze": "403 404 400 400 400 400 404",
    "wake": "403 404 302 302 302 302 404",
    "profile": "403 400 400 400 400 400 400",
    "notice_read": "403 404 404 302 404 404 404",  # the lead's own
    "away_new": "403 404 400 400 400 400 400",
    "away_mail": "403 404 302 302 302 302 302",
    "away_deputies": "403 404 403 403 302 403 302",
    "away_back": "403 404 403 302 302 403 302",  # the lead's absence
    "seen": "403 404 403 302 302 403 404",
    "proof_file": "403 404 403 403 403 403 404",  # whoever may take it proves again first
    "review_document": "403 404 400 400 400 403 404",
    "review_mark": "403 404 302 302 302 403 404",
    "act": "403 404 302 302 302 403 404",
    "letter": "403 404 302 302 302 403 404",
    "confirmed": "403 404 302 302 302 403 404",
    "try_again": "403 404 302 302 302 403 302",
    "audit_of": "403 404 403 403 200 200 403",
    "audit_evidence": "403 404 403 403 400 400 403",
    "calendar": "403 400 400 400 400 400 403",
    "calendar_revoke": "403 404 404 302 404 404 404",  # the lead's own
    "company_add": "403 403 403 403 403 403 400",
    "company_names": "403 404 403 403 403 403 404",
    "company_text": "403 404 403 403 403 403 400",
    "company_rules": "403 404 403 403 403 403 302",
    "company_gaps": "403 404 403 403 403 403 400",
    "policy_edit": "403 404 403 403 403 403 400",
    "policy_preview": "403 404 403 403 403 403 302",
    "policy_discard": "403 404 403 403 403 403 302",
    "policy_moves": "403 404 403 400 400 403 403",
    "holiday_moves": "403 404 403 400 400 403 403",
    "holidays_of": "403 404 403 403 403 403 400",
    "holiday_undo": "403 404 403 403 403 403 302",
    "suppression_of": "403 404 400 400 400 403 403",
    "suppression_add": "403 404 400 400 400 403 403",
    "suppression_remove": "403 404 400 400 400 403 403",
    "systems_of": "403 404 403 403 403 403 302",
    "system_add": "403 404 403 403 403 403 400",
    "system": "403 404 403 403 403 403 400",
    "processor": "403 404 403 403 403 403 400",
    "webhooks": "403 404 403 403 403 403 400",
    "webhook": "403 404 403 403 403 403 400",
    "processing": "403 404 403 403 403 403 400",
    "zendesk": "403 404 403 403 403 403 400",
    "jira": "403 404 403 403 403 403 400",
    "searches_late": "403 404 404 404 404 403 403",  # names neither a case nor a company
    "wordings": "403 405 405 405 405 405 405",
    "wording": "403 404 403 400 400 403 400",
    "keys": "403 404 403 403 403 403 400",
    "key": "403 404 403 403 403 403 403",
    "agents": "403 404 403 403 403 403 404",  # no such agent
    "sources": "403 404 403 403 403 403 400",
    "log": "403 400 400 400 400 403 403",
}


@pytest.fixture
def browsers(company, swedish) -> dict[str, Client]:
    clients = {"anonymous": Client(), "stranger": Client()}
    clients["stranger"].force_login(desk.person(Role.DPO, swedish, name="stranger"))
    for role in Role:
        clients[role.value] = Client()
        clients[role.value].force_login(desk.person(role, company))
    return clients


@pytest.fixture
def case(company) -> Case:
    """With a proof, a file and a letter, so that each has an address."""
    case = desk.receive(company)
    passport = ItemSpec("passport", "document", "Passport")
    identity.ask_for(verification_id=case.verification_id, items=[passport], now=desk.MONDAY)
    identity.give(
        verification_id=case.verification_id,
        code="passport",
        file_id=desk.a_file(case, b"%PDF-1.7").pk,
        now=desk.MONDAY,
    )
    return case


def arguments(name: str, case: Case) -> dict[str, Any]:
    document = case.documents.first()
    failed = Message.objects.filter(state=State.FAILED).first()
    return {
        "case": {"reference": case.reference},
        "logged": {"reference": case.reference},
        "confirmed": {"reference": case.reference},
        "seen": {"reference": case.reference},
        "snooze": {"reference": case.reference},
        "wake": {"reference": case.reference},
        "evidence": {"reference": case.reference, "code": "passport"},
        "document": {"reference": case.reference, "pk": document.pk if document else uuid4()},
        "letter": {"reference": case.reference, "pk": _letter(case)},
        "letter_pdf": {"reference": case.reference, "pk": _letter(case)},
        "review": {"reference": case.reference},
        "proof": {"reference": case.reference},
        "proof_file": {"reference": case.reference},
        "review_document": _reviewed(case),
        "review_mark": _reviewed(case),
        "review_page": _reviewed(case) | {"number": 1},
        "act": {"reference": case.reference, "action": "extend"},
        "audit_of": {"slug": case.company.slug},
        "audit_evidence": {"slug": case.company.slug},
        "calendar_revoke": {"pk": _feed()},
        "company_names": {"slug": case.company.slug},
        "company_text": {"slug": case.company.slug},
        "company_rules": {"slug": case.company.slug},
        "company_gaps": {"slug": case.company.slug},
        "company_try": {"slug": case.company.slug},
        "company_try_portal": {"slug": case.company.slug},
        "policy_edit": {"slug": case.company.slug},
        "policy_preview": {"slug": case.company.slug},
        "policy_discard": {"slug": case.company.slug},
        "policy_moves": {"slug": case.company.slug},
        "holiday_moves": {"slug": case.company.slug},
        "holidays_of": {"slug": case.company.slug},
        "way_in": {"slug": case.company.slug},
        "way_in_picture": {"slug": case.company.slug},
        "suppression_of": {"slug": case.company.slug},
        "suppression_add": {"slug": case.company.slug},
        "suppression_remove": {"slug": case.company.slug, "pk": _suppressed(case)},
        "systems_of": {"slug": case.company.slug},
        "system_add": {"slug": case.company.slug},
        "system": {"slug": case.company.slug, "pk": _system(case)},
        "processor": {"slug": case.company.slug, "pk": _system(case)},
        "webhooks": {"slug": case.company.slug},
        "webhook": {"slug": case.company.slug, "pk": _webhook(case)},
        "processing": {"slug": case.company.slug},
        "zendesk": {"slug": case.company.slug},
        "jira": {"slug": case.company.slug},
        "wordings": {"slug": case.company.slug},
        "wording": {"slug": case.company.slug, "kind": "extension"},
        "agents": {"slug": case.company.slug},
        "people_of": {"slug": case.company.slug},
        "people_invite": {"slug": case.company.slug},
        "person": {"slug": case.company.slug, "pk": case.company.memberships.all()[0].user_id},
        "invitation_again": {"slug": case.company.slug, "pk": 1},
        "invitation_revoke": {"slug": case.company.slug, "pk": 1},
        "report": {"month_code": "2026-10"},
        "report_california": {"year": 2025},
        "report_california_csv": {"year": 2025},
        "report_california_pdf": {"year": 2025},
        "report_csv": {"month_code": "2026-10"},
        "report_problem_told": {"slug": case.company.slug},
        "report_sign": {"month_code": "2026-10"},
        "report_late": {"reference": case.reference},
        "report_signed": {"pk": _signed(case)},
        "report_signed_csv": {"pk": _signed(case)},
        "report_signed_pdf": {"pk": _signed(case)},
        "report_cases": {"code": "open"},
        "keys": {"slug": case.company.slug},
        "key": {"slug": case.company.slug, "pk": _key(case)},
        "sources": {"slug": case.company.slug},
        "inbox": {"slug": case.company.slug},
        "mail": {"pk": _mail(case)},
        "mail_original": {"pk": _mail(case)},
        "holiday_undo": {"slug": case.company.slug, "pk": _holiday(case)},
        "policy": {"slug": case.company.slug, "version": 1},
        "try_again": {"pk": failed.pk if failed else uuid4()},
        "notice_read": {"pk": _notice(case)},
        "away_new": {"slug": case.company.slug},
        "away_mail": {"slug": case.company.slug},
        "away_deputies": {"slug": case.company.slug},
        "away_back": {"slug": case.company.slug, "pk": _absence(case)},
    }.get(name, {})


def _reviewed(case: Case) -> dict[str, Any]:
    """A document under review."""
    finding = Finding.objects.filter(case=case).first()
    if finding is None:
        file = desk.a_file(case)
        document = case.documents.create(
            company=case.company, kind="answer", file=file, added_at=desk.MONDAY
        )
        finding = Finding.objects.create(
            company=case.company, case=case, document=document, opened_at=desk.MONDAY
        )
    return {"reference": case.reference, "pk": finding.document_id}


def _system(case: Case) -> int:
    found, _ = System.objects.get_or_create(
        company=case.company, code="archive", defaults={"name": "Archive"}
    )
    return found.pk


def _suppressed(case: Case) -> UUID:
    found, _ = Suppressed.objects.get_or_create(
        company=case.company,
        kind="email",
        reference=case.reference,
        defaults={"mark": b"0" * 32, "added_at": desk.MONDAY},
    )
    return found.pk


def _letter(case: Case) -> UUID:
    return case.messages.filter(direction="out").latest("at").pk


def _mail(case: Case) -> UUID:
    mail = store(company_id=case.company_id, raw=b"hello", door="pipe", now=desk.MONDAY)
    return mail.pk


def _signed(case: Case) -> UUID:
    """Of the case's company."""
    found = SignedReport.objects.filter(company=case.company).first()
    if found is None:
        days = (date(2026, 10, 1), date(2026, 10, 31))
        scope = Scope((case.company,), *days, desk.MONDAY)
        (found,) = sign_each(
            scope=scope, read=as_it_stands(scope), note="", actor="user:1", now=desk.MONDAY
        )
    return found.pk


def _notice(case: Case) -> UUID:
    """Of the lead."""
    lead = User.objects.get(email="lead@example.com")
    told = Telling(case, "reminder:1", "due-3", [Told(lead, "lead")], ("in-app",))
    raise_notices([told], now=desk.MONDAY)
    return Notice.objects.get(user=lead).pk


def _absence(case: Case) -> int:
    """Of the lead."""
    found = case.company.absences.first()
    if found:
        return found.pk
    people = {user.name: user.pk for user in User.objects.all()}
    return say_away(
        company_id=case.company_id,
        user_id=people["Lead"],
        deputy_id=people["Dpo"],
        first_on=desk.MONDAY.date(),
        last_on=desk.MONDAY.date(),
        actor="user:1",
        now=desk.MONDAY,
    ).pk


def _feed() -> int:
    """Of the lead."""
    lead = User.objects.get(email="lead@example.com")
    found = feeds.feeds_of(lead).first()
    if found is None:
        found, _ = feeds.create_feed(
            user=lead, company=None, own_only=True, name="phone", now=desk.MONDAY
        )
    return found.pk


def _holiday(case: Case) -> int:
    known = case.company.holiday_changes.first()
    if known:
        return known.pk
    day = {"day": date(2026, 12, 23), "name": "Mourning", "reason": "Proclaimed."}
    return add_holiday(company_id=case.company_id, actor="user:1", now=desk.MONDAY, **day).pk


def _key(case: Case) -> int:
    known = case.company.api_keys.first()
    if known:
        return known.pk
    given = {"name": "Zendesk", "scopes": ["cases:read"], "is_test": True}
    return create_key(company=case.company, actor="user:1", now=desk.MONDAY, **given)[0].pk


def _webhook(case: Case) -> int:
    url = f"https://{case.company.slug}.example.com/"
    return set_webhook(
        company_id=case.company_id, url=url, is_on=True, actor="user:1", now=desk.MONDAY
    ).pk


def _document(case: Case) -> None:
    case.documents.create(
        company=case.company, kind="sent", file=desk.a_file(case), added_at=desk.MONDAY
    )


def test_no_address_is_forgotten() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}

    assert names == set(GET)


@pytest.mark.parametrize("name", GET)
def test_who_may_open_it(name: str, case: Case, browsers: dict[str, Client]) -> None:
    _document(case)
    address = reverse(f"desk:{name}", kwargs=arguments(name, case))
    expected = dict(zip(PEOPLE, map(int, GET[name].split()), strict=True))

    assert {who: browsers[who].get(address).status_code for who in PEOPLE} == expected


@pytest.mark.parametrize("name", POST)
def test_who_may_send_it(name: str, case: Case, browsers: dict[str, Client]) -> None:
    body = {"wanted": "no", "level": "lead", "ground": "complexity", "reasons": "Seven systems."}
    expected = dict(zip(PEOPLE, map(int, POST[name].split()), strict=True))

    Message.objects.update(state=State.FAILED)
    address = reverse(f"desk:{name}", kwargs=arguments(name, case))
    for who in PEOPLE:
        with transaction.atomic():  # taken back, so that each finds the case as it was
            response = browsers[who].post(address, body)
            transaction.set_rollback(True)
        assert (who, response.status_code) == (who, expected[who])


@pytest.mark.parametrize("name", GET)
def test_nothing_stays_in_a_cache(name: str, case: Case, browsers: dict[str, Client]) -> None:
    address = reverse(f"desk:{name}", kwargs=arguments(name, case))

    for who in PEOPLE:
        assert "no-store" in browsers[who].get(address)["Cache-Control"], who


@pytest.mark.parametrize("action", ACTS)
def test_a_stranger_gets_the_answer_of_a_missing_case(
    action: str, case: Case, browsers: dict[str, Client]
) -> None:
    stranger = browsers["stranger"]
    there = stranger.get(f"/desk/cases/{case.reference}/{action}/")
    missing = stranger.get(f"/desk/cases/NIP-2222-22/{action}/")

    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content.replace(b"NIP-2222-22", case.reference.encode())


@pytest.mark.parametrize("action", ACTS)
def test_an_auditor_changes_nothing(action: str, case: Case, browsers: dict[str, Client]) -> None:
    assert browsers["auditor"].post(f"/desk/cases/{case.reference}/{action}/").status_code == 403


def test_whoever_is_signed_out_is_asked_to_sign_in_and_comes_back(case: Case) -> None:
    response = Client().get(f"/desk/cases/{case.reference}/")

    assert response["Location"] == f"/desk/sign-in/?next=/desk/cases/{case.reference}/"


def test_a_form_from_elsewhere_is_refused(case: Case, officer) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)

    address = f"/desk/cases/{case.reference}/extend/"
    response = browser.post(address, {"ground": "complexity", "reasons": "Seven systems."})

    assert response.status_code == 403
    case.clock.refresh_from_db()
    assert not case.clock.extended


def test_an_unknown_action_is_not_found(case: Case, client: Client) -> None:
    assert client.get(f"/desk/cases/{case.reference}/confirm_address/").status_code == 404
    assert client.post(f"/desk/cases/{case.reference}/nonsense/").status_code == 404
