"""Every address of the whole product, called in every way by people it is none of business of.

What each door shows to those it is for is tested with the door. A new address fails here until
somebody has thought about who may see it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.audit.models import Event
from dsar.cases.models import Case
from dsar.cases.operations.intake import Person
from dsar.companies.models import Company
from dsar.outbox.models import Message
from tests import desk
from tests.portal.visitor import follow

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
SIGN_IN, FIND = "/desk/sign-in/", "/status/"

# What somebody who is nobody to us gets: for a GET, and for a POST without anything in it.
# A path is where they are sent.
TABLE: dict[str, tuple[int | str, int | str]] = {
    "healthz": (200, 405),
    "readyz": (200, 405),
    "metrics": (404, 405),
    "desk/sign-in/": (200, 200),
    "desk/sign-in/code/": (SIGN_IN, SIGN_IN),
    "desk/sign-in/passkey/": (SIGN_IN, SIGN_IN),
    "desk/sign-in/outside/": (405, 404),
    "desk/sign-in/outside/back/": (404, 405),
    "desk/sign-out/": (SIGN_IN, SIGN_IN),
    "desk/account/": (SIGN_IN, SIGN_IN),
    "desk/account/app/": (SIGN_IN, SIGN_IN),
    "desk/account/app/remove/": (SIGN_IN, SIGN_IN),
    "desk/account/passkeys/": (SIGN_IN, SIGN_IN),
    "desk/account/passkeys/<int:pk>/remove/": (SIGN_IN, SIGN_IN),
    "desk/account/codes/": (SIGN_IN, SIGN_IN),
    "desk/account/codes/new/": (SIGN_IN, SIGN_IN),
    "desk/account/sessions/end/": (SIGN_IN, SIGN_IN),
    "desk/prove/": (SIGN_IN, SIGN_IN),
    "desk/password/": (SIGN_IN, SIGN_IN),
    "desk/welcome/<str:token>/": ("/desk/welcome/", 405),
    "desk/welcome/": (404, 404),
    "desk/forgotten/": (200, 400),
    "desk/new-password/<str:token>/": ("/desk/new-password/", 405),
    "desk/new-password/": (404, 404),
    "desk/people/": (SIGN_IN, SIGN_IN),
    "desk/people/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/people/<slug:slug>/invite/": (SIGN_IN, SIGN_IN),
    "desk/people/<slug:slug>/<int:pk>/": (SIGN_IN, SIGN_IN),
    "desk/people/<slug:slug>/invitations/<int:pk>/again/": (SIGN_IN, SIGN_IN),
    "desk/people/<slug:slug>/invitations/<int:pk>/revoke/": (SIGN_IN, SIGN_IN),
    "desk/": (SIGN_IN, SIGN_IN),
    "desk/cases/": (SIGN_IN, SIGN_IN),
    "desk/cases/log/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/logged/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/logged/confirmed/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/seen/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/evidence/<slug:code>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/documents/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/letters/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/review/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/proof/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/proof/file/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/review/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/review/<uuid:pk>/mark/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/review/<uuid:pk>/<int:number>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/letters/<uuid:pk>/pdf/": (SIGN_IN, SIGN_IN),
    "desk/inbox/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/mail/": (SIGN_IN, SIGN_IN),
    "desk/mail/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/mail/<uuid:pk>/original/": (SIGN_IN, SIGN_IN),
    "desk/letters/": (SIGN_IN, SIGN_IN),
    "desk/letters/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/letters/<slug:slug>/<slug:kind>/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/<slug:action>/": (SIGN_IN, SIGN_IN),
    "desk/audit/": (SIGN_IN, SIGN_IN),
    "desk/audit/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/audit/<slug:slug>/evidence/": (SIGN_IN, SIGN_IN),
    "desk/companies/": (SIGN_IN, SIGN_IN),
    "desk/companies/add/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/names/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/text/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/rules/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/gaps/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/try/": (SIGN_IN, SIGN_IN),
    "desk/companies/<slug:slug>/try/portal/": (SIGN_IN, SIGN_IN),
    "desk/policies/": (SIGN_IN, SIGN_IN),
    "desk/policies/<slug:slug>/<int:version>/": (SIGN_IN, SIGN_IN),
    "desk/policies/<slug:slug>/edit/": (SIGN_IN, SIGN_IN),
    "desk/policies/<slug:slug>/preview/": (SIGN_IN, SIGN_IN),
    "desk/policies/<slug:slug>/discard/": (SIGN_IN, SIGN_IN),
    "desk/policies/<slug:slug>/cases/": (SIGN_IN, SIGN_IN),
    "desk/holidays/<slug:slug>/cases/": (SIGN_IN, SIGN_IN),
    "desk/holidays/": (SIGN_IN, SIGN_IN),
    "desk/webhook/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/webhook/<slug:slug>/<int:pk>/": (SIGN_IN, SIGN_IN),
    "desk/processing/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/zendesk/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/jira/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/keys/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/keys/<slug:slug>/<int:pk>/": (SIGN_IN, SIGN_IN),
    "desk/agents/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/identity/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/way-in/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/way-in/<slug:slug>/square/": (SIGN_IN, SIGN_IN),
    "desk/holidays/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/holidays/<slug:slug>/<int:pk>/undo/": (SIGN_IN, SIGN_IN),
    "desk/reports/california/": (SIGN_IN, SIGN_IN),
    "desk/reports/california/<int:year>/": (SIGN_IN, SIGN_IN),
    "desk/reports/california/<int:year>/csv/": (SIGN_IN, SIGN_IN),
    "desk/reports/california/<int:year>/pdf/": (SIGN_IN, SIGN_IN),
    "desk/deleted/": (SIGN_IN, SIGN_IN),
    "desk/deleted/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/deleted/<slug:slug>/add/": (SIGN_IN, SIGN_IN),
    "desk/deleted/<slug:slug>/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/systems/": (SIGN_IN, SIGN_IN),
    "desk/systems/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/systems/<slug:slug>/add/": (SIGN_IN, SIGN_IN),
    "desk/systems/<slug:slug>/<int:pk>/": (SIGN_IN, SIGN_IN),
    "desk/systems/<slug:slug>/<int:pk>/processor/": (SIGN_IN, SIGN_IN),
    "desk/searches/": (SIGN_IN, SIGN_IN),
    "desk/calendar/": (SIGN_IN, SIGN_IN),
    "desk/calendar/<int:pk>/revoke/": (SIGN_IN, SIGN_IN),
    "desk/profile/": (SIGN_IN, SIGN_IN),
    "desk/cases/views/": (SIGN_IN, SIGN_IN),
    "desk/cases/views/forget/": (SIGN_IN, SIGN_IN),
    "desk/cases/bulk/": (SIGN_IN, SIGN_IN),
    "desk/cases/bulk/undo/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/snooze/": (SIGN_IN, SIGN_IN),
    "desk/cases/<str:reference>/wake/": (SIGN_IN, SIGN_IN),
    "desk/commands/": (SIGN_IN, SIGN_IN),
    "desk/notices/": (SIGN_IN, SIGN_IN),
    "desk/notices/read/": (SIGN_IN, SIGN_IN),
    "desk/notices/<uuid:pk>/read/": (SIGN_IN, SIGN_IN),
    "desk/approvals/": (SIGN_IN, SIGN_IN),
    "desk/away/": (SIGN_IN, SIGN_IN),
    "desk/away/<slug:slug>/": (SIGN_IN, SIGN_IN),
    "desk/away/<slug:slug>/mail/": (SIGN_IN, SIGN_IN),
    "desk/away/<slug:slug>/deputies/": (SIGN_IN, SIGN_IN),
    "desk/away/<slug:slug>/<int:pk>/take-back/": (SIGN_IN, SIGN_IN),
    "desk/reports/": (SIGN_IN, SIGN_IN),
    "desk/reports/definitions/": (SIGN_IN, SIGN_IN),
    "desk/reports/cases/<slug:code>/": (SIGN_IN, SIGN_IN),
    "desk/reports/complaints/": (SIGN_IN, SIGN_IN),
    "desk/reports/problems/": (SIGN_IN, SIGN_IN),
    "desk/reports/problems/<slug:slug>/told/": (SIGN_IN, SIGN_IN),
    "desk/reports/late/<str:reference>/": (SIGN_IN, SIGN_IN),
    "desk/reports/signed/<uuid:pk>/": (SIGN_IN, SIGN_IN),
    "desk/reports/signed/<uuid:pk>/csv/": (SIGN_IN, SIGN_IN),
    "desk/reports/signed/<uuid:pk>/pdf/": (SIGN_IN, SIGN_IN),
    "desk/reports/<slug:month_code>/": (SIGN_IN, SIGN_IN),
    "desk/reports/<slug:month_code>/csv/": (SIGN_IN, SIGN_IN),
    "desk/reports/<slug:month_code>/sign/": (SIGN_IN, SIGN_IN),
    "desk/health/": (SIGN_IN, SIGN_IN),
    "desk/health/<uuid:pk>/try-again/": (SIGN_IN, SIGN_IN),
    "api/v1/cases": (401, 401),
    "api/v1/cases/<str:reference>": (401, 401),
    "api/v1/zendesk/<slug:slug>": (401, 401),
    "api/v1/jira/<slug:slug>": (401, 401),
    "api/v1/cases/<str:reference>/actions": (401, 401),
    "api/v1/cases/<str:reference>/clock": (401, 401),
    "api/v1/cases/<str:reference>/files": (401, 401),
    "api/v1/cases/<str:reference>/files/<uuid:pk>": (401, 401),
    "api/v1/cases/<str:reference>/messages": (401, 401),
    "api/v1/cases/<str:reference>/tasks": (401, 401),
    "api/v1/cases/<str:reference>/tasks/<uuid:pk>": (401, 401),
    "api/v1/events": (401, 401),
    "api/v1/mail": (401, 401),
    "api/v1/policies": (401, 401),
    "api/v1/policies/<str:version>": (401, 401),
    "api/v1/reports": (401, 401),
    "api/v1/reports/<uuid:pk>": (401, 401),
    "api/schema/": (200, 405),
    "api/docs/": (200, 405),
    "api/^": (404, 404),
    "drp/v1/agent/<str:agent_id>": (403, 403),
    "drp/v1/agent/<str:agent_id>/": (403, 403),
    "drp/v1/data-rights-request": (405, 403),
    "drp/v1/data-rights-request/": (405, 403),
    "drp/v1/data-rights-request/<str:request_id>": (403, 405),
    "drp/v1/data-rights-request/<str:request_id>/": (403, 405),
    "drp/v1/business/<str:business_id>": (404, 405),
    "drp/v1/business/<str:business_id>/": (404, 405),
    "drp/v1/verify/<uuid:request_id>": (403, 405),
    "drp/v1/verify/<uuid:request_id>/": (403, 405),
    "drp/^": (404, 404),
    "opendsr/v2/callbacks/<uuid:processor_key>": (405, 404),
    "calendar/<str:secret>.ics": (404, 405),
    "mailbox/": (404, 405),
    "mailbox/<str:key>/": (404, 405),
    "": (200, 405),
    "help/": (200, 405),
    "cookies/": (200, 405),
    "accessibility/": (200, 405),
    "look/": (405, "/accessibility/"),
    "privacy/": (200, 405),
    "status/": (200, 422),
    "status/code/": (FIND, FIND),
    "status/code/again/": (405, "/status/code/"),
    "status/open/": (FIND, FIND),
    "status/account/": (405, 422),
    "status/vendor/<slug:slug>/": (405, 403),
    "status/open/<str:secret>/": ("/status/open/", 405),
    "status/leave/": (405, FIND),
    "status/request/": (FIND, 405),
    "status/request/beside/<str:reference>/": (405, FIND),
    "status/request/answer/": (FIND, FIND),
    "status/request/write/": (FIND, FIND),
    "status/request/was-it-this/": (FIND, FIND),
    "status/request/fee/": (FIND, FIND),
    "status/request/complain/": (FIND, FIND),
    "status/request/files/<uuid:document_id>/cannot-open/": (FIND, FIND),
    "status/request/transfer/": (FIND, FIND),
    "status/request/transfer/change/": (FIND, FIND),
    "status/request/withdraw/": (FIND, FIND),
    "status/request/proof/<slug:code>/": (FIND, FIND),
    "status/request/files/<uuid:document_id>/": (FIND, FIND),
    "search/": (410, 410),
    "search/open/<str:secret>/": ("/search/", 405),
    "search/task/": (410, 410),
    "search/done/": (200, 405),
    "<slug:slug>/": (200, 405),
    "<slug:slug>/print/": (200, 405),
    "<slug:slug>/complain/": (200, "/next-connex/ask/complaint/"),
    "<slug:slug>/draft/": (200, 422),
    "<slug:slug>/draft/save/": (404, 404),
    "<slug:slug>/draft/open/": ("/next-connex/draft/", "/next-connex/draft/"),
    "<slug:slug>/draft/open/<str:secret>/": ("/next-connex/draft/open/", 405),
    "<slug:slug>/draft/delete/": (200, 200),
    "<slug:slug>/ask/check/": (404, 404),
    "<slug:slug>/ask/<slug:step_slug>/": (200, 422),
    "<slug:slug>/sent/": (FIND, 405),
}

DANA = Person(name="Dana Unmistakable", email="dana.unmistakable@example.org")
ASKED, ANSWERED, FILED = "my unmistakable calls", "unmistakably all of it", b"unmistakable,bytes\n"


@pytest.fixture
def nexus_ip(db: None) -> Company:
    return desk.publish("nexus-ip")


@pytest.fixture
def case(db: None) -> Case:
    """Answered, with words, letters and a file; the requester has downloaded nothing yet."""
    company, since = desk.publish("next-connex"), timezone.now() - timedelta(days=2)
    case = desk.identified(desk.receive(company, at=since, person=DANA, text=ASKED))
    file = desk.a_file(case, FILED, now=since)
    desk.answering.attach_answer(
        case_id=case.pk, file=file, explanation=ANSWERED, actor="user:1", now=since
    )
    return desk.released(case)


@pytest.fixture
def nobody() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def other_officer(nexus_ip: Company) -> Client:
    """Of the highest role, but at another company."""
    client = Client(raise_request_exception=False)
    client.force_login(desk.person(Role.DPO, nexus_ip, name="stranger"))
    return client


@pytest.fixture
def administrator(case: Case) -> Client:
    """Of the same company: runs the desk, reads no requests."""
    client = Client(raise_request_exception=False)
    client.force_login(desk.person(Role.ADMIN, case.company))
    return client


@pytest.fixture
def other_requester(nexus_ip: Company) -> Client:
    """With an open page of their own, by a code."""
    mine = desk.receive(nexus_ip, at=timezone.now() - timedelta(days=1))
    return follow(mine, Client(raise_request_exception=False))


@pytest.fixture
def other_system(nexus_ip: Company) -> Client:
    """With a key of another company."""
    _, token = create_key(
        company=nexus_ip,
        name="Another",
        scopes=Scope.values,
        is_test=False,
        actor="system",
        now=timezone.now(),
    )
    headers = {"Authorization": f"Bearer {token}"}
    return Client(raise_request_exception=False, headers=headers)


STRANGERS = ("nobody", "other_officer", "administrator", "other_requester", "other_system")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def address_of(route: str, case: Case) -> str:
    """The address of this very case, its letters and its files."""
    arguments = {
        "reference": case.reference,
        "slug": case.company.slug,
        "version": case.policy.version,
        "step_slug": "what",
        "kind": "extension",
        "action": "refuse",
        "code": "identity-document",
        "document_id": case.documents.get().pk,
        "month_code": "2026-10",
        "year": 2025,
        "key": "1.mail",
        "secret": "0" * 43,
        "token": "0" * 43,
        "number": 1,
        "agent_id": "AGENT_1",
        "request_id": case.documents.get().pk,
        "processor_key": case.documents.get().pk,
        "business_id": "NEXT_CONNEX",
        "pk": _pk_in(route, case),
    }
    path = re.sub(r"<\w+:(\w+)>", lambda found: str(arguments[found[1]]), route)
    return "/" + path.replace("^", "anything")


def _pk_in(route: str, case: Case) -> UUID | int:
    if "holidays" in route or "take-back" in route or "account" in route or "people" in route:
        return 1
    if any(word in route for word in ("calendar", "keys", "systems", "webhook")):
        return 1
    if "letters" in route:
        return case.messages.filter(direction="out").latest("at").pk
    if "try-again" in route:
        return Message.objects.filter(company_id=case.company_id).latest("due_at").pk
    return case.documents.get().pk


def content_of(response: HttpResponse) -> bytes:
    body = response.getvalue() if response.streaming else response.content  # type: ignore[attr-defined]
    return bytes(body) + str(response.headers).encode()


def outcome(response: HttpResponse) -> int | str:
    if response.status_code == 302:
        return response["Location"].split("?")[0]
    return response.status_code


def test_no_address_is_forgotten():
    assert set(routes(get_resolver())) == set(TABLE)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_nobody_to_us_gets_what_the_table_says(case, nobody, method):
    expected = {route: both[method == "post"] for route, both in TABLE.items()}

    found = {
        # A new visitor each time: one address must not open the next.
        route: outcome(getattr(Client(raise_request_exception=False), method)(address))
        for route, address in ((route, address_of(route, case)) for route in TABLE)
    }

    assert found == expected


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_learns_nothing_of_a_case_and_changes_nothing(case, who, request):
    client: Client = request.getfixturevalue(who)
    events, letters = Event.objects.filter(subject=case.reference), Message.objects
    before = (events.count(), letters.filter(company_id=case.company_id).count())
    broken, leaking = [], []

    for route, method in product(TABLE, METHODS):
        response = getattr(client, method)(address_of(route, case))
        if response.status_code >= 500:
            broken.append((method, route, response.status_code))
        if re.search(rb"unmistakabl|answer\.csv", content_of(response), re.IGNORECASE):
            leaking.append((method, route))

    assert broken == []
    assert leaking == []
    assert (events.count(), letters.filter(company_id=case.company_id).count()) == before
    case.refresh_from_db()
    assert case.is_open


def test_those_whom_it_concerns_do_see_it(case):
    """Otherwise the test above could look for words that stand nowhere."""
    officer, document = Client(), case.documents.get()
    officer.force_login(desk.person(Role.OFFICER, case.company))
    requester = follow(case)

    page = content_of(officer.get(f"/desk/cases/{case.reference}/"))
    file = content_of(officer.get(f"/desk/cases/{case.reference}/documents/{document.pk}/"))
    own = content_of(requester.get("/status/request/"))

    assert DANA.name.encode() in page
    assert ASKED.encode() in page
    assert FILED in file
    assert b"answer.csv" in own
    assert ANSWERED.encode() in own
