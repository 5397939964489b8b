"""The same people and companies in every test, and the shortest way to a case in any status."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from dsar.accounts.models import User
from dsar.accounts.operations import add_user
from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.cases.approvers import others
from dsar.cases.done import KINDS, gate, grounds_kept
from dsar.cases.listed import ACCESS, said_of
from dsar.cases.models import Case
from dsar.cases.operations import (
    answering,
    charging,
    clarifying,
    closing,
    doing,
    intake,
    listing,
    refusing,
    verifying,
)
from dsar.cases.operations.intake import Person, Request
from dsar.cases.operations.together import receive_together
from dsar.cases.proposals import proposal_of
from dsar.cases.transfer import Transfer
from dsar.companies.models import Company, Membership
from dsar.companies.operations import install_preset, publish_policy
from dsar.companies.processing import Entry
from dsar.companies.rules import Hours, Said
from dsar.vault import files
from dsar.vault.models import SealedFile
from dsar.vault.operations import seal, unseal

# A Monday, 09:00 in London.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICER = "user:1"
PASSWORD = "long enough for a test"
REQUESTER = Person(name="Robin Requester", email="robin@example.org")


def publish(slug: str = "nexus-ip", *, now: datetime = MONDAY - timedelta(days=400)) -> Company:
    """One of the five companies with its policy in force, blanks filled with example values."""
    return install_preset(slug=slug, actor="system", now=now, examples=True)


def open_day_and_night(company: Company) -> None:
    """Its people are written to at any hour, from a version of its policy that is in force now."""
    rules = company.policy.rules
    hours = Hours("00:00", "24:00", weekdays=tuple(range(7)), holidays=True)
    publish_policy(
        company_id=company.pk,
        rules=replace(rules, hours=replace(rules.hours, value=hours)),
        actor="system",
        now=MONDAY - timedelta(days=399),
    )


def give_days_to_stop(company: Company, days: int, *, now: datetime) -> Company:
    """From then on a version of its policy is in force by which a deletion can be stopped."""
    rules = company.policy.rules
    erasure = replace(rules.erasure, days_to_stop=Said(days, "administrator"))
    publish_policy(
        company_id=company.pk, rules=replace(rules, erasure=erasure), actor="system", now=now
    )
    return Company.objects.get(pk=company.pk)


def person(role: Role, *companies: Company, name: str = "") -> User:
    """Somebody with this role at these companies, who can sign in with PASSWORD."""
    name = name or role.value
    user = add_user(email=f"{name}@example.com", name=name.title(), password=PASSWORD, now=MONDAY)
    for company in companies:
        Membership.objects.create(user=user, company=company, role=role)
    return user


def approver(company: Company) -> User:
    """Somebody who can be the second person there, and is not who does all the rest."""
    roles = [role for role, may in ALLOWED.items() if Permission.APPROVE in may]
    there = Membership.objects.filter(company=company, role__in=roles, user__is_active=True)
    for one in there.select_related("user").order_by("pk"):
        if one.user.actor != OFFICER:
            return one.user
    found = User.objects.filter(email__startswith="checker").order_by("pk").last()
    if found is None or found.actor == OFFICER:
        number = User.objects.count()
        found = add_user(
            email=f"checker{number}@example.com", name="Checker", password=None, now=MONDAY
        )
    if found.actor != OFFICER:
        Membership.objects.get_or_create(user=found, company=company, role=Role.LEAD)
    return approver(company)


def receive(company: Company, right: str = "access", *, at: datetime = MONDAY, **given) -> Case:
    """A request as the form sends it, recorded when it came in."""
    now = given.pop("now", at)
    request = Request(
        **{"right": right, "channel": "form", "received_at": at, "person": REQUESTER} | given
    )
    return intake.receive_request(company=company, request=request, actor="requester", now=now)


def asked_together(company: Company, *rights: str, at: datetime = MONDAY, **given) -> list[Case]:
    """The same for several rights in one sending."""
    person = given.pop("person", REQUESTER)
    requests = [Request(right, "form", at, person, **given) for right in rights]
    return receive_together(company=company, requests=requests, actor="requester", now=at)


def identified(case: Case, *, now: datetime | None = None) -> Case:
    """By the code to their address; where an agent named it, by the officer who knows them too."""
    now = now or case.received_at + timedelta(hours=1)
    verifying.confirm_address(case_id=case.pk, now=now)
    shown = {"method": "email_code"}
    if case.channel == "drp":
        shown = {"method": "by_officer", "note": "Known by phone"}
    return verifying.accept_identity(case_id=case.pk, actor=OFFICER, now=now, **shown)


def identified_by_officer(case: Case) -> Case:
    """For somebody without an email address."""
    return verifying.accept_identity(
        case_id=case.pk,
        method="by_officer",
        note="Known by phone",
        actor=OFFICER,
        now=case.received_at + timedelta(hours=1),
    )


def asked(case: Case, *, now: datetime | None = None, which_data: bool = True) -> Case:
    return clarifying.ask_question(
        case_id=case.pk,
        question="Which calls?",
        which_data=which_data,
        actor=OFFICER,
        now=now or case.received_at + timedelta(hours=2),
    )


def a_file(case: Case, content: bytes = b"name,Robin\n", *, now: datetime = MONDAY) -> SealedFile:
    return files.store(
        data_key=case.data_key,
        name="answer.csv",
        content_type="text/csv",
        stream=BytesIO(content),
        now=now,
    )


def letter(case: Case, kind: str) -> str:
    """What the last letter of this kind says."""
    return unseal(case.messages.filter(kind=kind).latest("at", "pk"), "body")["text"]


def ask_fee(case: Case, **change) -> Case:
    given = {
        "ground": "manifestly-excessive",
        "facts": "The fourth time.",
        "amount": Decimal("10.00"),
        "currency": "GBP",
        "actor": OFFICER,
        "now": MONDAY + timedelta(days=4),
    }
    given |= change
    return agreed(charging.ask_fee(case_id=case.pk, **given), now=given["now"])


def agreed(case: Case, *, now: datetime) -> Case:
    """A second person approves the refusal or the fee that waits for one; nothing, if none does."""
    found = proposal_of(case)
    if found is None:
        return case
    while not others(case, found.approval.prepared_by):  # the first may be who prepared it
        person(Role.LEAD, case.company, name=f"checker{User.objects.count()}")
    who = others(case, found.approval.prepared_by)[0].user.actor
    run = charging.approve_fee if found.kind == "fee" else refusing.approve_refusal
    return run(case_id=case.pk, actor=who, now=now)


def refused(case: Case, **change) -> Case:
    """Refused for good, with the approval of a second person where the ground wants one."""
    given = {
        "ground": "manifestly-excessive",
        "facts": "The fourth time.",
        "actor": OFFICER,
        "now": MONDAY + timedelta(days=4),
    }
    given |= change
    return agreed(refusing.refuse(case_id=case.pk, **given), now=given["now"])


def attached(case: Case, *, now: datetime | None = None) -> Case:
    now = now or case.received_at + timedelta(hours=3)
    answering.attach_answer(
        case_id=case.pk,
        file=a_file(case, now=now),
        explanation="All of it.",
        actor=OFFICER,
        now=now,
    )
    return case


# What an officer says of each right that more than a letter is owed for.
DONE = {
    "erasure": {
        "places": [{"code": "crm", "name": "CRM", "what": "deleted", "ground": "", "why": ""}],
        "contact": "",
        "recipients": "Nobody had received them.",
    },
    "rectification": {
        "what": "Your address",
        "old": "1 Example Street",
        "new": "2 Example Street",
        "statement": "",
        "recipients": "Nobody had received them.",
    },
    "restriction": {"what": "Your calls", "recipients": "Nobody had received them."},
    "objection": {"what": "Research on the market"},
    "marketing": {"what": "All marketing"},
    "consent": {"what": "Recordings"},
    "automated": {
        "decision": "Blocked.",
        "view": "It was not me.",
        "looked_at": "The log.",
        "result": "changed",
        "why": "It was somebody else.",
    },
}


def done(case: Case, *, now: datetime | None = None, **given) -> Case:
    """What was done about it stands on the case, where its right asks for that."""
    if case.right not in KINDS or (not gate(case) and not given):
        return case
    now = now or case.received_at + timedelta(hours=3)
    return doing.record_done(
        **{"case_id": case.pk, "done_on": now.date(), "body": DONE[case.right], "actor": OFFICER}
        | {"now": now}
        | given
    )


def listed(case: Case, *, now: datetime | None = None) -> Case:
    """An officer answered what the record of the company leaves open."""
    said = said_of(case)
    if case.right != ACCESS or said is None or not said.missing():
        return case
    open_ones = dict.fromkeys(said.missing(), Entry("What holds for you."))
    return listing.answer_items(
        case_id=case.pk,
        language=said.language,
        entries=said.entries | open_ones,
        nothing_held=False,
        actor=OFFICER,
        now=now or case.received_at + timedelta(hours=3),
    )


def in_review(case: Case, *, now: datetime | None = None) -> Case:
    listed(case, now=now)
    done(case, now=now)
    return answering.send_to_review(
        case_id=case.pk,
        answer="This is what we hold.",
        withheld=next(iter(grounds_kept(case)), ""),
        actor=OFFICER,
        now=now or case.received_at + timedelta(hours=4),
    )


def ready(case: Case, *, now: datetime | None = None) -> Case:
    in_review(case, now=now)
    return approved(case, now=now)


def approved(case: Case, *, now: datetime | None = None) -> Case:
    return answering.approve(
        case_id=case.pk,
        actor=approver(case.company).actor,
        now=now or case.received_at + timedelta(hours=5),
    )


def released(case: Case, *, now: datetime | None = None) -> Case:
    ready(case, now=now)
    return answering.release(
        case_id=case.pk, actor="user:2", now=now or case.received_at + timedelta(hours=6)
    )


def to_be_sent_on(case: Case, *, choice: str = "send") -> Case:
    """They asked for it to go to another company, and said so once they saw it; "" if not yet."""
    transfer = Transfer(company=case.company, case=case, choice=choice)
    transfer.chosen_at = case.received_at if choice else None
    seal(transfer, "receiver", {"name": "Another Supplier", "address": "in@example.com"})
    transfer.save(force_insert=True)
    return case


def closed(case: Case, *, now: datetime | None = None) -> Case:
    released(case, now=now)
    return closing.close(
        case_id=case.pk,
        outcome="fulfilled",
        reason="Looked for on paper.",
        actor=OFFICER,
        now=now or case.received_at + timedelta(hours=7),
    )
