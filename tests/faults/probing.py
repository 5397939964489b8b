"""Every address, called with one's own, with another company's and with no one's ids.

What is compared are whole answers: a body or a header that tells another company's id from one
that nobody has is a leak, whatever it says.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.agents.entering import _new_token
from dsar.agents.exercising import exercise
from dsar.agents.models import Agent, AgentRequest
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.cases import feeds
from dsar.cases.models import Case, Notice
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations.intake import Person
from dsar.cases.references import new_reference
from dsar.cases.staff import Told
from dsar.cases.suppressed import Suppressed
from dsar.companies.absences import say_away
from dsar.companies.holidays import add_holiday
from dsar.companies.invitations import invite
from dsar.companies.webhooks import set_webhook
from dsar.fulfilment.operations.listing import add_system
from dsar.outbox.models import Message, State
from dsar.ticketing.connecting import connect
from dsar.ticketing.jira import Jira
from dsar.ticketing.zendesk import Zendesk
from identity import operations as identity
from identity.operations import ItemSpec
from tests import caching, desk
from tests.faults.own_system import System, secret_of
from tests.portal.visitor import follow
from tests.test_every_address import METHODS, routes

SECRET = "unmistakable"
# A company's public pages are for everybody; there is nothing of a case on them, which is looked
# for all the same. An agent sends a person to prove who they are with an id that is the secret.
PUBLIC = re.compile(r"(?:status/vendor/)?<slug:slug>/|drp/v1/verify/")
# Names under which some page or call takes an id from a query or a form.
FIELDS = {
    "reference": ("q", "reference", "case", "cases", "subject"),
    "slug": ("company", "slug"),
    "user": ("owner", "user", "deputy", "to", "mine", "assigned_to"),
    "pk": ("pk", "id", "document", "until", "after"),
}
OF_THE_ANSWER = re.compile(
    rb'name=\\?"(?:csrfmiddlewaretoken|token)\\?" value=\\?"[\w-]+|csrftoken=\w+|sessionid=\w+'
    rb'|name="unsent_proof" value="[\w:.-]+|unsent=[\w-]+'
    rb"|X-Request-Id: [0-9a-f]+|(?:expires|Expires)[=:][^;,]+,[^;,]+|20\d\d-\d\d-\d\dT[\d:.]+Z?"
)


@dataclass
class World:
    """One company with one of everything that has an id."""

    slug: str
    code: str
    ids: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)

    def nowhere(self) -> "World":
        """Ids like these that nothing has."""
        made = {name: _unused(name, value, self.code) for name, value in self.ids.items()}
        return World(self.slug, self.code, made)


@dataclass(frozen=True)
class Probe:
    route: str
    method: str
    who: str
    where: str  # in the address, or as a part of it or a field beside one's own

    def __str__(self) -> str:
        return f"{self.method} {self.route} as {self.who}, id in the {self.where}"


def build(slug: str, *, numbered_from: int) -> World:
    """Everything is answered for, so that each page has something to show."""
    _number_from(numbered_from)
    since = timezone.now() - timedelta(days=2)
    company = desk.publish(slug)
    people = {role: desk.person(role, company, name=f"{role.value}-{slug}") for role in Role}
    dana = Person(name=f"Dana {SECRET.title()}", email=f"{SECRET}@example.org")
    opened = desk.receive(company, at=since, person=dana, text=f"my {SECRET} calls")
    passport = ItemSpec("passport", "document", "Passport")
    identity.ask_for(verification_id=opened.verification_id, items=[passport], now=since)
    identity.give(
        verification_id=opened.verification_id,
        code="passport",
        file_id=desk.a_file(opened, b"%PDF-1.7", now=since).pk,
        now=since,
    )
    sent = opened.documents.create(
        company=company, kind="sent", file=desk.a_file(opened, now=since), added_at=since
    )
    done = desk.identified(desk.receive(company, at=since, person=dana))
    done = desk.released(desk.attached(done, now=since))
    told = Telling(opened, "reminder:1", "due-3", [Told(people[Role.DPO], "dpo")], ("in-app",))
    raise_notices([told], now=since)
    feed, _ = feeds.create_feed(
        user=people[Role.DPO], company=None, own_only=False, name="phone", now=since
    )
    failed = Message.objects.filter(company_id=company.pk).latest("due_at")
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED)
    api_key, token = create_key(
        company=company,
        name="System",
        scopes=Scope.values,
        is_test=False,
        actor="system",
        now=since,
    )
    invited = invite(
        company_id=company.pk,
        email=f"new-{slug}@example.com",
        name="New",
        role=Role.OFFICER,
        actor=people[Role.ADMIN],
        now=timezone.now(),
    )
    passkey = Authenticator.objects.create(
        user=people[Role.DPO], type=Authenticator.Type.WEBAUTHN, data={"name": "key"}
    )
    system = add_system(
        company_id=company.pk,
        name="Archive of calls",
        keeps="Recordings.",
        owner_name="",
        owner_email="",
        searched_by=["name"],
        actor="user:1",
        now=since,
    )
    filed, agents_token = _filed(opened, since)
    webhook = set_webhook(
        company_id=company.pk,
        url=f"https://{slug}.example.com/",
        is_on=True,
        actor="user:1",
        now=since,
    )
    for account in (
        Zendesk(f"https://{slug}.zendesk.com", "agent@example.com", "token"),
        Jira(f"https://{slug}.atlassian.net", "agent@example.com", "token"),
    ):
        connect(
            company_id=company.pk,
            account=account,
            is_on=True,
            actor="user:1",
            now=since,
            secret=secret_of(slug),
        )
    ids = {
        "webhook": webhook.pk,
        "system": system.pk,
        "key": api_key.pk,
        "agent": filed.agent.agent_id,
        "filed": filed.pk,
        "reference": opened.reference,
        "invitation": invited.pk,
        "passkey": passkey.pk,
        "slug": slug,
        "user": people[Role.OFFICER].pk,
        "document": sent.pk,
        "answer": done.documents.get().pk,
        "letter": opened.messages.filter(direction="out").latest("at").pk,
        "message": failed.pk,
        "notice": Notice.objects.filter(user=people[Role.DPO]).latest("pk").pk,
        "feed": feed.pk,
        "absence": _absence(opened, people),
        "suppressed": Suppressed.objects.create(
            company=company,
            kind="email",
            mark=b"0" * 32,
            reference=done.reference,
            added_at=since,
            added_by="user:1",
        ).pk,
        "holiday": add_holiday(
            company_id=company.pk,
            day=date(since.year + 1, 2, 10),
            name="Mourning",
            reason="Proclaimed.",
            actor="user:1",
            now=since,
        ).pk,
    }
    world = World(slug, company.code, ids)
    for role, user in people.items():
        world.clients[role.value] = client = Client(raise_request_exception=False)
        client.force_login(user)
    world.clients["nobody"] = Client(raise_request_exception=False)
    world.clients["requester"] = follow(done, Client(raise_request_exception=False))
    world.clients["system"] = System(
        slug, raise_request_exception=False, headers={"Authorization": f"Bearer {token}"}
    )
    world.clients["agent"] = Client(
        raise_request_exception=False, headers={"Authorization": f"Bearer {agents_token}"}
    )
    return world


def _filed(beside: Case, now: datetime) -> tuple[AgentRequest, str]:
    """What an authorised agent filed, and what it shows when it asks about it."""
    agent = Agent.objects.create(
        company=beside.company,
        agent_id=f"agent-{beside.company.slug}",
        name="Agent",
        verify_key=b64encode(bytes(32)).decode(),
        web_url="https://agent.example.org",
        enrolled_at=now,
    )
    message = {"drp.version": "1.0", "exercise": "access", "name": SECRET, "email": "a@example.org"}
    filed = exercise(agent=agent, message=message, message_digest="0" * 64, now=now)
    return filed, _new_token(agent, "0" * 64, now=now)


def every_probe(who: Iterable[str], methods: Iterable[str] = METHODS) -> Iterator[Probe]:
    for route, method, person in product(sorted(set(routes(get_resolver()))), methods, who):
        if "<" in route and not PUBLIC.match(route):
            yield Probe(route, method, person, "address")
            if route.count("<") > 1 and ("pk>" in route or "document_id>" in route):
                yield Probe(route, method, person, "part")
        yield Probe(route, method, person, "field")


def leak(probe: Probe, mine: World, theirs: World, nowhere: World) -> str | None:
    """What tells that another company has this id; None if nothing does."""
    sent = [*theirs.ids.values(), *nowhere.ids.values()]
    there = _answer(probe, mine, theirs, sent)
    missing = _answer(probe, mine, nowhere, sent)
    if there != missing:
        return _difference(there, missing)
    if probe.where != "field" and SECRET.encode() in there.lower():
        return "words of a case"
    return None


def shows(probe: Probe, mine: World, theirs: World, nowhere: World) -> bool:
    """Whether another company's id is answered with more than a refusal."""
    sent = [*theirs.ids.values(), *nowhere.ids.values()]
    there = _answer(probe, mine, theirs, sent)
    return there[:1] in (b"2", b"3") and there != _answer(probe, mine, nowhere, sent)


def reached(probe: Probe, mine: World) -> bool:
    """Whether one's own id gets an answer there: else all would look alike to no purpose."""
    return _answer(probe, mine, mine, [])[:3] in (b"200", b"302", b"400", b"405", b"422")


def _answer(probe: Probe, mine: World, other: World, sent: Iterable[Any]) -> bytes:
    in_path = {"address": other.ids, "part": {**other.ids, **_first_of(mine)}, "field": mine.ids}
    address = address_of(probe.route, in_path[probe.where])
    given = _fields(other) if probe.where == "field" else {}
    client = mine.clients[probe.who]
    cookies, before = client.cookies.copy(), transaction.savepoint()
    caching.begin_anew()
    if probe.method in ("get", "head", "options"):
        response = getattr(client, probe.method)(address, query_params=given)
    elif probe.who == "system":
        response = getattr(client, probe.method)(address, given, content_type="application/json")
    else:
        response = getattr(client, probe.method)(address, given)
    body = response.getvalue() if response.streaming else response.content
    headers = "\n".join(f"{k}: {v}" for k, v in sorted(response.headers.items()))
    transaction.savepoint_rollback(before)
    transaction.savepoint_commit(before)  # or ten thousand of them keep their locks
    client.cookies = cookies
    answer = f"{response.status_code}\n{headers}\n\n".encode() + bytes(body)
    return _without_what_was_sent(answer, sent, address)


def address_of(route: str, ids: Mapping[str, Any]) -> str:
    arguments = {
        "reference": ids["reference"],
        "slug": ids["slug"],
        "version": 1,
        "year": 2025,
        "step_slug": "what",
        "action": "refuse",
        "kind": "extension",
        "code": "passport",
        "agent_id": ids["agent"],
        "request_id": ids["filed"],
        "document_id": ids["answer"],
        "key": "1.mail",
        # Whoever holds the secret of a calendar may read it: that is what it is for.
        "secret": "0" * 43,
        "pk": ids[_thing(route)],
    }
    path = re.sub(r"<(\w+):(\w+)>", lambda found: _argument(found, arguments), route)
    return "/" + path.replace("^", "anything")


def _argument(found: "re.Match[str]", arguments: Mapping[str, Any]) -> str:
    kind, name = found.groups()
    if name in arguments:
        return str(arguments[name])
    return {"uuid": str(uuid4()), "int": "1"}.get(kind, "unknown")


def _thing(route: str) -> str:
    names = {
        "holidays": "holiday",
        "systems": "system",
        "keys": "key",
        "webhook": "webhook",
        "invitations": "invitation",
        "passkeys": "passkey",
        "people": "user",
        "deleted": "suppressed",
        "take-back": "absence",
        "calendar": "feed",
        "letters": "letter",
        "notices": "notice",
        "try-again": "message",
    }
    return next((thing for part, thing in names.items() if part in route), "document")


def _first_of(mine: World) -> dict[str, Any]:
    return {name: mine.ids[name] for name in ("reference", "slug")}


def _fields(other: World) -> dict[str, Any]:
    ids = {**other.ids, "pk": other.ids["document"]}
    return {name: ids[kind] for kind, names in FIELDS.items() for name in names}


def _without_what_was_sent(answer: bytes, sent: Iterable[Any], address: str) -> bytes:
    """Ids that come back as they were sent tell nothing; nor does what differs each time."""
    texts = sorted({address.strip("/"), *map(str, sent)}, key=len, reverse=True)
    for text in filter(None, texts):
        answer = answer.replace(text.encode(), b"{sent}")
    answer = re.sub(rb"(?i)content-length: \d+", b"", answer)
    return OF_THE_ANSWER.sub(b"{nonce}", answer)


def _difference(there: bytes, missing: bytes) -> str:
    for mine, other in zip(there.split(b"\n"), missing.split(b"\n"), strict=False):
        if mine != other:
            return f"{mine[:160]!r} where a missing one has {other[:160]!r}"
    return f"{len(there)} bytes where a missing one has {len(missing)}"


def _unused(name: str, value: Any, code: str) -> Any:
    if name == "reference":
        return new_reference(code)
    if name == "slug":
        return "no-such"
    return 987_654_321 if isinstance(value, int) else uuid4()


def _absence(case: Case, people: Mapping[Role, Any]) -> int:
    today = timezone.now().date()
    return say_away(
        company_id=case.company_id,
        user_id=people[Role.LEAD].pk,
        deputy_id=people[Role.DPO].pk,
        first_on=today,
        last_on=today + timedelta(days=3),
        actor="user:1",
        now=timezone.now(),
    ).pk


def _number_from(first: int) -> None:
    """Long numbers, so that one that comes back is told from a count on the page."""
    with connection.cursor() as cursor:
        for table in (
            "accounts_user",
            "companies_absence",
            "companies_holidaychange",
            "cases_calendarfeed",
            "fulfilment_system",
            "api_apikey",
            "companies_webhookendpoint",
            "companies_invitation",
            "mfa_authenticator",
        ):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first])
