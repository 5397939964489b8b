"""Cases in many states, and the sessions of those who can open their pages."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from mailbox import Maildir
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.test import Client

from dsar.accounts.models import PasswordLink, User
from dsar.accounts.roles import Role
from dsar.agents.barring import bar
from dsar.agents.enrolling import enrol
from dsar.agents.models import Agent as Enrolled
from dsar.cases.escalating import Raised, escalate
from dsar.cases.models import Case, Notice
from dsar.cases.notices import Telling, raise_notices
from dsar.cases.operations import (
    closing,
    erasing,
    extending,
    holding,
    misdelivering,
    refusing,
    regulating,
    restricting,
    stopping,
)
from dsar.cases.operations.intake import Person, Proof
from dsar.cases.reading import read_notices
from dsar.cases.staff import Told, staff_of
from dsar.cases.suppressed import Suppressed
from dsar.companies.absences import say_away
from dsar.companies.adding import Names, add_by_hand
from dsar.companies.api_keys import create_key
from dsar.companies.holidays import add_holiday
from dsar.companies.invitations import invite
from dsar.companies.models import Company, Membership
from dsar.companies.operations import publish_policy, save_draft
from dsar.companies.passwords import ask
from dsar.companies.policy_texts import give_text
from dsar.companies.rules import Promise, Rules, Said
from dsar.companies.webhooks import ping, set_webhook
from dsar.content.redacting import Box
from dsar.fulfilment.operations.asking import ask_search
from dsar.fulfilment.operations.listing import list_named
from dsar.fulfilment.operations.recording import record_search
from dsar.fulfilment.review import operations as reviewing
from dsar.reports.making import as_it_stands, sign_each
from dsar.reports.scope import Scope
from dsar.ticketing.connecting import connect, write_test_note
from dsar.ticketing.jira import Jira
from dsar.ticketing.zendesk import Zendesk
from tests import desk
from tests.accounts.factors import give_app, give_passkey
from tests.api.drp.agent import Agent
from tests.browser.clock import Clock
from tests.companies.test_proposing_rules import TEXT
from tests.fulfilment.review.conftest import in_answer
from tests.portal.visitor import Visitor, follow
from tests.proving import just_proved

OFFICER = "user:1"
LATE = timedelta(days=50)
NONE_HELD = [
    Proof("agreement-reference", not_held=True),
    Proof("identity-document", not_held=True),
]
FILLING = 40  # more cases, so that the queue is long
FOLLOWED = (
    "both",
    "new",
    "paused",
    "charged",
    "late",
    "moving",
    "extended",
    "released",
    "deleting",
    "closed",
    "refused",
)


@dataclass
class World:
    """`names` fills in the addresses of `places.py`; `sessions` holds a cookie for each visitor."""

    names: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)


def build(clock: Clock, mailbox: Maildir) -> World:
    now = clock.now() - timedelta(hours=8)
    company = {company.slug: company for company in Company.objects.all()}
    world = World()
    cases = _cases(company, now)
    for name, case in cases.items():
        world.names[name] = case.reference
        if document := case.documents.first():
            world.names[f"{name}_file"] = str(document.pk)
    world.names["mail"] = mailbox.add(b"From: desk@example.org\nSubject: Hello\n\nA letter.\n")
    letter = cases["logged"].messages.filter(direction="out").latest("at")
    world.names["logged_letter"] = str(letter.pk)
    for name in FOLLOWED:
        # A code is not sent twice within a minute.
        world.sessions[f"of {name}"] = _session(follow(cases[name]))
    world.sessions |= _askers(cases["new"]) | {
        "officer": _officer(list(company.values()), clock.now()),
        "admin": _admin([company[slug] for slug in ("nexus-ip", "next-connex", "connexai")]),
        "nobody at work": _idle(company["nexus-ip"]),
        "careful": _careful(company["nexus-ip"], clock.now()),
        "half in": _half_in(),
        "invited": _invited(company["nexus-ip"], clock.now()),
        "forgetful": _forgetful(clock.now()),
    }
    world.names["signed"] = _signed(company["nexus-ip"], clock.now())
    world.sessions["searching"] = _searching(world, cases["searched"], clock.now())
    world.names["suppressed"] = str(_deleted(company["nexus-ip"], now))
    world.names["bo"] = str(User.objects.get(name="Bo").pk)
    world.names["key"] = str(_key(company["nexus-ip"], clock.now()))
    world.names["webhook"] = str(_webhook(company["nexus-ip"], clock.now()))
    _zendesk(company["nexus-ip"], clock.now())
    _agents(company["nexus-ip"], clock.now())
    world.names["passkey"] = str(Authenticator.objects.get(type="webauthn").pk)
    _told(cases, now)
    for number in range(FILLING):
        desk.receive(list(company.values())[number % 5], at=now - timedelta(days=number))
    _versions(company, now)
    _unpublished(now)
    return world


def _versions(company: dict[str, Company], now: datetime) -> None:
    """A draft, a text to decide about, a version newer than the open cases, a holiday that they
    were not counted by."""
    by = {"actor": OFFICER, "now": now}
    here, there = company["nexus-ip"], company["technology-nexus"]
    save_draft(company_id=here.pk, rules=_promising(here, 14))
    give_text(company_id=company["next-connex"].pk, text=TEXT, **by)
    publish_policy(company_id=there.pk, rules=_promising(there, 21), **by)
    day = next(
        case.clock.statutory_on
        for case in Case.objects.filter(company=company["next-connex"]).select_related("clock")
        if case.clock.statutory_on and case.clock.stopped_on is None
    )
    add_holiday(
        company_id=company["next-connex"].pk,
        day=day,
        name="Day of mourning",
        reason="Proclaimed at short notice.",
        **by,
    )


def _promising(company: Company, days: int) -> Rules:
    rules = company.policy.rules
    said = Said(Promise(days, "days"), "policy", "Your rights")
    return replace(rules, promise={**rules.promise, "access": said, "erasure": said})


def _cases(company: dict[str, Company], now: datetime) -> dict[str, Case]:
    """One in each state that has a look of its own."""
    here, there = company["nexus-ip"], company["technology-nexus"]
    cases = {
        "new": desk.receive(company["next-connex"], at=now, proofs=NONE_HELD),
        "both": desk.asked_together(company["nexuscore"], "access", "erasure", at=now)[0],
        "paused": desk.asked(desk.identified(desk.receive(company["connexai"], at=now))),
        "charged": _charged(desk.identified(desk.receive(there, "erasure", at=now)), now),
        "late": desk.receive(there, at=now - LATE, now=now),
        "extended": _extended(desk.identified(desk.receive(company["nexuscore"], at=now)), now),
        "reviewed": desk.in_review(desk.attached(desk.identified(desk.receive(here, at=now)))),
        "marked": _marked(desk.identified(desk.receive(here, at=now)), now),
        "ready": desk.ready(desk.attached(desk.identified(desk.receive(here, at=now)))),
        "released": desk.released(desk.attached(desk.identified(desk.receive(here, at=now)))),
        "misdelivered": _misdelivered(desk.released(desk.identified(desk.receive(here, at=now)))),
        "moving": desk.to_be_sent_on(desk.released(_portable(there, now)), choice=""),
        "sending": desk.to_be_sent_on(desk.released(_portable(there, now))),
        "deleting": _deleting(company["connexai"], now),
        "asked_about": _asked_about(desk.receive(here, "complaint", at=now), now),
        "limited": _limited(desk.receive(here, "restriction", at=now), now),
        "closed": desk.closed(desk.attached(desk.identified(desk.receive(here, at=now)))),
        "put_forward": _put_forward(desk.identified(desk.receive(here, at=now)), now),
        "refused": _refused(desk.receive(there, "erasure", at=now), now),
        "searched": desk.identified(desk.receive(here, at=now)),
        "logged": desk.receive(
            company["connexai"],
            "other",
            at=now,
            channel="phone",
            person=Person(name="Ade Caller", postal="1 Example Street\nManchester"),
        ),
    }
    cases |= _kept_or_not(here, now)
    closing.withdraw(case_id=desk.receive(here, at=now).pk, actor="requester", now=now)
    return cases


def _marked(case: Case, now: datetime) -> Case:
    """A letter of the answer is under review, with one part of it marked."""
    document = in_answer(case)
    it: dict[str, Any] = {"case_id": case.pk, "document_id": document.pk}
    it |= {"actor": OFFICER, "now": now + timedelta(hours=2)}
    reviewing.open_finding(**it)
    reviewing.mark(**it, add=[Box(0, 0.1, 0.1, 0.4, 0.2)])
    return case


def _kept_or_not(company: Company, now: datetime) -> dict[str, Case]:
    """Held, to be erased, erased; and somebody who asks for another."""
    by = {"actor": OFFICER, "now": now + timedelta(hours=8), "reason": "A court case."}
    other = desk.person(Role.LEAD, company, name="ole")
    done = [desk.closed(desk.identified(desk.receive(company, at=now))) for _ in range(3)]
    held, unwanted, erased = done
    holding.place_hold(case_id=held.pk, **by)
    for case in (unwanted, erased):
        erasing.ask_erasure(case_id=case.pk, ground="spam", **by)
    by = {"actor": other.actor, "now": now + timedelta(hours=8)}
    erasing.agree_erasure(case_id=erased.pk, **by)
    agent = Person(
        name="Alex Agent",
        email="alex@example.org",
        representing="Robin Requester",
        authority="Their lawyer",
    )
    asking = desk.receive(company, at=now, person=agent)
    return {"held": held, "unwanted": unwanted, "erased": erased, "agent": asking}


def _portable(company: Company, now: datetime) -> Case:
    return desk.attached(desk.identified(desk.receive(company, "portability", at=now)))


def _agents(company: Company, now: datetime) -> None:
    """Two may file for others, and one of them may no longer."""
    known, barred = (Agent("", name, "NEXUS_IP").entry() for name in ("KNOWN", "BARRED"))
    enrol(company=company, text=json.dumps([known, barred]), actor="system", now=now)
    bar(agent=Enrolled.objects.get(agent_id="BARRED"), actor="system", now=now)


def _asked_about(case: Case, now: datetime) -> Case:
    """The authority wants an answer, and a day has passed by which it did."""
    for days in (10, -10):
        regulating.note_regulator(
            case_id=case.pk,
            direction="received",
            happened_on=(now - timedelta(days=20)).date(),
            due_on=(now - timedelta(days=days)).date(),
            summary="They ask what became of the complaint.",
            their_reference="IC-1234",
            actor=OFFICER,
            now=now,
        )
    return case


def _deleted(company: Company, now: datetime) -> UUID:
    """Their address is on the list."""
    desk.released(desk.identified(desk.receive(company, "erasure", at=now)))
    return Suppressed.objects.get(company=company).pk


def _deleting(company: Company, now: datetime) -> Case:
    """They have been told, and can still stop it."""
    gives = desk.give_days_to_stop(company, 7, now=now - timedelta(days=100))
    case = desk.identified(desk.receive(gives, "erasure", at=now))
    return stopping.announce_deletion(case_id=case.pk, actor=OFFICER, now=now + timedelta(hours=2))


def _limited(case: Case, now: datetime) -> Case:
    """Its end is announced, by a mail that still waits."""
    desk.closed(desk.identified(case))
    return restricting.announce_end(
        case_id=case.pk,
        ends_on=(now + timedelta(days=20)).date(),
        reason="We checked your address: it is right.",
        actor=OFFICER,
        now=now,
    )


def _misdelivered(case: Case) -> Case:
    misdelivering.report_incident(
        case_id=case.pk,
        what="wrong-address",
        facts="It went to another Robin, who told us by phone.",
        aware_at=case.released_at,
        actor=OFFICER,
        now=case.released_at,
    )
    return case


def _charged(case: Case, now: datetime) -> Case:
    return desk.ask_fee(
        case,
        ground="manifestly-excessive",
        facts="The fourth time since June.",
        amount=Decimal("7.50"),
        currency="SEK",
        actor=OFFICER,
        now=now + timedelta(hours=2),
    )


def _extended(case: Case, now: datetime) -> Case:
    desk.attached(case)
    return extending.extend(
        case_id=case.pk,
        ground="complexity",
        reasons="Seven systems have to be searched.",
        actor=OFFICER,
        now=now + timedelta(hours=2),
    )


def _put_forward(case: Case, now: datetime) -> Case:
    return refusing.refuse(
        case_id=case.pk,
        ground="manifestly-excessive",
        facts="The fourth time since June.",
        actor=OFFICER,
        now=now + timedelta(hours=2),
    )


def _refused(case: Case, now: datetime) -> Case:
    return desk.refused(
        case,
        ground="manifestly-excessive",
        facts="The fourth time since June.",
        actor=OFFICER,
        now=now + timedelta(hours=2),
    )


def _askers(new: Case) -> dict[str, str]:
    """Browsers that are in the middle of asking, each with a draft at several companies."""
    drafting, again, complaining, finishing, finished = (Client() for _ in range(5))
    for slug, right in {
        "nexus-ip": "erasure",
        "next-connex": "access",
        "technology-nexus": "portability",
        "nexuscore": "automated",
        "connexai": "marketing",
    }.items():
        Visitor(slug, drafting).answer("what", right=right)
    Visitor("nexus-ip", drafting).answer("still", still="yes")
    Visitor("technology-nexus", drafting).answer("to", to="company")

    for slug, right in {
        "nexus-ip": "rectification",
        "next-connex": "objection",
        "technology-nexus": "portability",
        "nexuscore": "restriction",
        "connexai": "other",
    }.items():
        Visitor(slug, again).answer("what", right=right)
    Visitor("technology-nexus", again).answer("to", to="me")
    Visitor("nexuscore", again).answer("know", know="through")

    complaining.post("/nexus-ip/complain/")
    Visitor("nexuscore", complaining).answer("what", right="erasure")
    Visitor("nexus-ip", finishing).walk("access")
    Visitor("next-connex", finishing).walk("access")
    Visitor("nexus-ip", finished).walk("erasure").send()
    Visitor("next-connex", finished).walk("access", without=True).send()
    several = Visitor("connexai", finished).walk("access")
    several.answer("also", rights=["erasure", "marketing"])
    several.answer("erasure-which", specific="")
    several.send()

    waiting = Client()
    waiting.post("/status/", {"reference": new.reference, "email": desk.REQUESTER.email})
    return {
        "drafting": _session(drafting),
        "again": _session(again),
        "complaining": _session(complaining),
        "finishing": _session(finishing),
        "finished": _session(finished),
        "waiting": _session(waiting),
    }


def _signed(company: Company, now: datetime) -> str:
    """A report of October, whose number is in its address."""
    scope = Scope((company,), date(2026, 10, 1), date(2026, 10, 31), now)
    (signed,) = sign_each(
        scope=scope, read=as_it_stands(scope), note="Nothing to add.", actor=OFFICER, now=now
    )
    return str(signed.pk)


def _officer(companies: list[Company], now: datetime) -> str:
    """Sees everything there is at the desk."""
    client = Client()
    client.force_login(desk.person(Role.DPO, *companies, name="asha"))
    just_proved(client, now=now)
    return _session(client)


def _unpublished(now: datetime) -> None:
    """A company that the administrator is adding."""
    names = Names(
        name="Harbour Lamps",
        legal_name="Harbour Lamps Ltd",
        town="Leeds",
        website="lamps.example",
        what_it_does="Lamps",
        country="GB",
        code="HAR",
        slug="harbour-lamps",
        sender_email="privacy@lamps.example",
    )
    admin = Membership.objects.filter(role=Role.ADMIN).earliest("pk").user
    add_by_hand(names=names, user_id=admin.pk, actor=OFFICER, now=now)


def _admin(companies: list[Company]) -> str:
    """Runs the desk and sees no case."""
    client = Client()
    client.force_login(desk.person(Role.ADMIN, *companies, name="ines"))
    return _session(client)


def _key(company: Company, now: datetime) -> int:
    given = {"name": "Zendesk", "scopes": ["cases:create", "cases:read"], "is_test": True}
    return create_key(company=company, actor="user:1", now=now, **given)[0].pk


def _zendesk(company: Company, now: datetime) -> None:
    account = Zendesk("https://tickets.zendesk.com", "agent@example.com", "token", 360001)
    given = {"company_id": company.pk, "actor": "user:1", "now": now}
    connect(account=account, is_on=True, **given)
    write_test_note(system="zendesk", ticket="48213", **given)
    jira = Jira("https://tickets.atlassian.net", "agent@example.com", "token")
    connect(account=jira, is_on=True, secret="a-secret", **given)


def _webhook(company: Company, now: datetime) -> int:
    made = set_webhook(
        company_id=company.pk,
        url="https://tickets.example.com/hooks/desk",
        types=["case", "clock.extended"],
        is_on=True,
        actor="user:1",
        now=now,
    )
    ping(company_id=company.pk, pk=made.pk, actor="user:1", now=now)
    return made.pk


def _idle(company: Company) -> str:
    """Was told nothing."""
    client = Client()
    client.force_login(desk.person(Role.OFFICER, company, name="bo"))
    return _session(client)


def _careful(company: Company, now: datetime) -> str:
    """Has a second factor of each kind."""
    client, person = Client(), desk.person(Role.OFFICER, company, name="nell")
    client.force_login(person)
    just_proved(client, now=now)
    give_app(person)
    give_passkey(client)
    return _session(client)


def _half_in() -> str:
    """Nell again, before her second factor."""
    client = Client()
    client.post("/desk/sign-in/", {"login": "nell@example.com", "password": desk.PASSWORD})
    return _session(client)


def _invited(company: Company, now: datetime) -> str:
    """Mira has opened the link in the mail."""
    mira = {"email": "mira@example.org", "name": "Mira Nowak", "role": Role.OFFICER}
    ines = User.objects.get(name="Ines")
    invited = invite(company_id=company.pk, actor=ines, now=now, **mira)
    client = Client()
    _browse(client)
    session = client.session
    session["invitation"] = invited.token_hash
    session.save()
    return _session(client)


def _searching(world: World, case: Case, now: datetime) -> str:
    """Somebody opened by its link what they are asked to search; another search is answered."""
    list_named(company_id=case.company_id, actor=OFFICER, now=now)
    systems = [system.pk for system in case.company.systems.all()]
    tasks = ask_search(
        case_id=case.pk, systems=systems, also="Customer 4711", actor=OFFICER, now=now
    )
    record_search(
        case_id=case.pk, task_id=tasks[1].pk, result="nothing", terms="robin*", found="",
        name="Olive Owner", actor=OFFICER, now=now,
    )  # fmt: skip
    before = now - timedelta(days=26)
    late = desk.identified(desk.receive(case.company, at=before))
    ask_search(case_id=late.pk, systems=systems, actor=OFFICER, now=before)
    world.names["system"] = str(systems[0])
    client = Client()
    _browse(client)
    session = client.session
    session["search_opened"] = {
        "task": str(tasks[0].pk),
        "company": case.company_id,
        "since": now.isoformat(),
    }
    session.save()
    return _session(client)


def _forgetful(now: datetime) -> str:
    """Bo has opened the link in the mail."""
    ask(email="bo@example.com", now=now + timedelta(hours=1))
    client = Client()
    _browse(client)
    session = client.session
    session["password_link"] = PasswordLink.objects.get().token_hash
    session.save()
    return _session(client)


def _browse(client: Client) -> None:
    """The browser has a session."""
    client.get(f"/desk/welcome/{'0' * 43}/")


def _told(cases: dict[str, Case], now: datetime) -> None:
    """Asha has notices of every sort and will be away."""
    asha, bo = User.objects.get(name="Asha"), User.objects.get(name="Bo")
    away = {"instead_of": bo, "away_until": (now + timedelta(days=9)).date()}
    people = {"late": Told(asha, "dpo"), "new": Told(asha), "paused": Told(asha, "lead", **away)}
    tellings = [
        Telling(cases[name], f"reminder:{name}", "due-3", [told], ("in-app",))
        for name, told in people.items()
    ]
    late = Raised(cases["late"], "due-3", frozenset({"deputy"}))
    escalate([late], staff=staff_of([cases["late"]], now=now), now=now)
    passed = Telling(
        cases["late"], "passed", "escalated", [people["late"]], ("in-app",), silent="lead"
    )
    raise_notices([*tellings, passed], now=now)
    read_notices(Notice.objects.filter(case=cases["new"]), user_id=asha.pk, now=now)
    for company in (cases["late"].company, cases["reviewed"].company):
        Membership.objects.get_or_create(user=bo, company=company, defaults={"role": Role.OFFICER})
        say_away(
            company_id=company.pk,
            user_id=asha.pk,
            deputy_id=bo.pk,
            first_on=(now + timedelta(days=30)).date(),
            last_on=(now + timedelta(days=44)).date(),
            actor=OFFICER,
            now=now,
        )


def _session(client: Client) -> str:
    return client.cookies["sessionid"].value
