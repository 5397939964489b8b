"""F17: whoever does what in whichever order, no answer leaves unproved or by one person alone."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from deadlines.errors import ClockError
from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.api.models import Scope
from dsar.api.operations import create_key
from dsar.audit.models import Event
from dsar.cases.answers import digest_of
from dsar.cases.done import grounds_kept
from dsar.cases.errors import CaseError
from dsar.cases.models import Case, GoesTo, Message
from dsar.cases.operations import (
    addressing,
    answering,
    approving,
    clarifying,
    closing,
    downloading,
    erasing,
    extending,
    recalling,
    refusing,
    reopening,
    verifying,
)
from dsar.cases.reminders import take_reminders
from dsar.cases.transitions import Status
from dsar.companies.models import Company
from dsar.outbox import models as outbox
from dsar.vault.operations import Shredded, seal, unseal
from identity.errors import IdentityError
from identity.models import SkipReason
from identity.operations import is_proved
from tests import desk
from tests.faults import afterwards, invariants
from tests.faults.conftest import FULL
from tests.proving import just_proved

pytestmark = [pytest.mark.faults, pytest.mark.timeout(4 * 3600), pytest.mark.django_db]

STEPS = 100_000 if FULL else 400
A_CASE = 40  # steps with one case before the next comes in
FOUND_WITHIN = 2_000
REFUSED = (CaseError, ClockError, IdentityError, IntegrityError, Shredded)


class Walk:
    """One case after another, and every door that there is to it."""

    def __init__(self, company: Company, dice: random.Random) -> None:
        self.company, self.dice = company, dice
        roles = (Role.OFFICER, Role.OFFICER, Role.LEAD, Role.DPO, Role.AUDITOR)
        self.people = [desk.person(role, company, name=f"p{n}") for n, role in enumerate(roles)]
        self.browsers = [self._browser(person) for person in self.people]
        _, token = create_key(
            company=company, name="Walk", scopes=Scope.values, is_test=False, actor="system",
            now=desk.MONDAY,
        )  # fmt: skip
        self.program = Client(headers={"Authorization": f"Bearer {token}"})
        self.now, self.calls = desk.MONDAY, 0
        self.seen: Counter[str] = Counter()

    def one_case(self, steps: int) -> None:
        """Undone in the end: what a step costs must not grow with the steps before it."""
        with transaction.atomic():
            self.begin()
            out = self.seen["answers out"]
            for _ in range(steps):
                self.step()
            answers = Message.objects.filter(kind="answer", direction="out").count()
            assert answers == self.seen["answers out"] - out, "an answer left unseen"
            assert self.broken() == []
            transaction.set_rollback(True)

    def broken(self) -> list[str]:
        """Who writes to the table by itself leaves no event (2), and the bytes of a file go when
        its change is committed, which none here is (11)."""
        invariants.LOOKED.clear()
        return afterwards.broken(but_for=("2", "11", *afterwards.ONLY_WHERE_SOMEBODY_SENDS))

    def begin(self) -> None:
        right = self.dice.choice(["access", "erasure", "portability", "marketing"])
        channel = self.dice.choice(["form", "api", "email", "phone"])
        self.case = desk.receive(self.company, right, channel=channel, at=self.now)

    def step(self) -> None:
        """Something happens, or is refused; then what must always hold is looked at."""
        self.now += timedelta(minutes=self.dice.randint(1, 120))
        onward = self.dice.random() < 0.6
        name = self.dice.choice(ONWARD[Status(self.case.status)] if onward else list(DOORS))
        before = self._state()
        try:
            with transaction.atomic():
                DOORS[name](self, self.dice.choice(self._actors()), self.now)
        except REFUSED:
            self.seen["refused"] += 1
        else:
            self.seen[name] += 1
        self.case = Case.objects.select_related(
            "company", "verification", "release_approval", "data_key__company_key"
        ).get(pk=self.case.pk)
        self._check(before, name)

    def _actors(self) -> list[str]:
        return [*(person.actor for person in self.people), "api:key", "system", "requester"]

    def _state(self) -> tuple[object, ...]:
        case = Case.objects.get(pk=self.case.pk)
        events = Event.objects.filter(subject=case.reference).count()
        return (case.status, case.outcome, case.released_at, case.identity_settled_at), events

    def _check(self, before: tuple[object, ...], name: str) -> None:
        after = self._state()
        if after[0] != before[0]:
            assert after[1] != before[1], f"{name} changed a case and left no trace"
        if self.case.erased_at:
            agreed = self.case.erase_requests.filter(agreed=True).latest("decided_at")
            assert agreed.decided_by != agreed.asked_by, f"{name}: erased by one person"
        # The desk's own pages have the clock of the machine, which is not that of the walk.
        if after[0][2] not in (None, before[0][2]):
            self._check_release(name)

    def _check_release(self, name: str) -> None:
        case, leave = self.case, self.case.release_approval
        assert case.identity_settled_at is not None, name
        assert leave is not None, name
        assert leave.approved_by not in leave.prepared_by, f"{name}: approved by who prepared it"
        approvers = {person.actor for person in self.people[2:4]}
        assert leave.approved_by in approvers, f"{name}: approved by nobody who may"
        assert leave.digest == digest_of(case), f"{name}: something else was approved"
        letter = case.messages.filter(kind="answer").latest("pk")
        mail = outbox.Message.objects.get(key=f"letter:{letter.pk}")
        assert unseal(mail, "payload")["to"] == unseal(case, "person")["email"], name
        if case.goes_to != GoesTo.UNPROVED:
            assert case.contact_confirmed_at is not None, f"{name}: to an address nobody proved"
        else:
            assert case.verification.reason == SkipReason.NO_DATA_LEAVES, name
        if case.documents.filter(kind="answer").exists():
            assert is_proved(case.verification), name
            assert case.verification.reason != SkipReason.NO_DATA_LEAVES, name
        self.seen["answers out"] += 1

    def _browser(self, person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        just_proved(browser, now=timezone.now())
        return browser

    def post(self, action: str, **sent: str) -> None:
        path = f"/desk/cases/{self.case.reference}/{action}/"
        self.dice.choice(self.browsers).post(path, sent)

    def call(self, action: str, **sent: str) -> None:
        """By a key that may do all that a key can."""
        self.calls += 1
        self.program.post(
            f"/api/v1/cases/{self.case.reference}/actions",
            {"action": action, **sent},
            content_type="application/json",
            headers={"Idempotency-Key": f"walk-{self.calls}"},
        )

    def any_file(self) -> Any:
        return self.case.documents.filter(kind="answer").first()


def change_contact(walk: Walk, actor: str, now: datetime) -> None:
    """However it comes about."""
    case = walk.case
    if case.erased_at:
        return
    seal(case, "person", unseal(case, "person") | {"email": f"m{now.minute}@example.org"})
    case.save(update_fields=["person"])


def take_file(walk: Walk, actor: str, now: datetime) -> None:
    if document := walk.any_file():
        downloading.take_file(case_id=walk.case.pk, document=document, now=now)


def remove_file(walk: Walk, actor: str, now: datetime) -> None:
    if document := walk.any_file():
        answering.remove_answer(case_id=walk.case.pk, document_id=document.pk, actor=actor, now=now)


Door = Callable[[Walk, str, datetime], object]
DOORS: dict[str, Door] = {
    "confirm": lambda w, a, n: verifying.confirm_address(case_id=w.case.pk, now=n),
    "accept": lambda w, a, n: verifying.accept_identity(
        case_id=w.case.pk, method="email_code", actor=a, now=n
    ),
    "skip": lambda w, a, n: verifying.skip_identity(
        case_id=w.case.pk, reason=w.dice.choice(SkipReason.values), actor=a, now=n
    ),
    "ask": lambda w, a, n: clarifying.ask_question(
        case_id=w.case.pk, question="Which?", which_data=True, actor=a, now=n
    ),
    "reply": lambda w, a, n: clarifying.answer_question(case_id=w.case.pk, text="This.", now=n),
    "extend": lambda w, a, n: extending.extend(
        case_id=w.case.pk, ground="complexity", reasons="Seven.", actor=a, now=n
    ),
    "attach": lambda w, a, n: answering.attach_answer(
        case_id=w.case.pk, file=desk.a_file(w.case, now=n), explanation="All.", actor=a, now=n
    ),
    "remove": remove_file,
    "record": lambda w, a, n: desk.done(w.case, now=n, actor=a),
    "draft": lambda w, a, n: answering.send_to_review(
        case_id=w.case.pk,
        answer="This.",
        withheld=next(iter(grounds_kept(w.case)), ""),
        actor=a,
        now=n,
    ),
    "send back": lambda w, a, n: answering.send_back(
        case_id=w.case.pk, reason="More.", actor=a, now=n
    ),
    "approve": lambda w, a, n: answering.approve(case_id=w.case.pk, actor=a, now=n),
    "release": lambda w, a, n: answering.release(case_id=w.case.pk, actor=a, now=n),
    "recall": lambda w, a, n: recalling.recall(case_id=w.case.pk, reason="Wrong.", actor=a, now=n),
    "download": take_file,
    "close": lambda w, a, n: closing.close(case_id=w.case.pk, outcome="fulfilled", actor=a, now=n),
    "reopen": lambda w, a, n: reopening.reopen(case_id=w.case.pk, reason="More.", actor=a, now=n),
    "refuse": lambda w, a, n: refusing.refuse(
        case_id=w.case.pk, ground="manifestly-unfounded", facts="Four.", actor=a, now=n
    ),
    "withdraw": lambda w, a, n: closing.withdraw(case_id=w.case.pk, actor="requester", now=n),
    "ask erasure": lambda w, a, n: erasing.ask_erasure(
        case_id=w.case.pk, ground="spam", reason="Spam.", actor=a, now=n
    ),
    "agree erasure": lambda w, a, n: erasing.agree_erasure(case_id=w.case.pk, actor=a, now=n),
    "another contact": change_contact,
    "change contact": lambda w, a, n: addressing.change_contact(
        case_id=w.case.pk, email=f"n{n.minute}@example.org", postal="", reason="R.", actor=a, now=n
    ),
    "sweep": lambda w, a, n: take_reminders(now=n),
    "desk approves": lambda w, a, n: w.post("approve", looked="on"),
    "desk releases": lambda w, a, n: w.post("release"),
    "key accepts": lambda w, a, n: w.call("accept_identity", method="email_code"),
    "key approves": lambda w, a, n: w.call("approve"),
    "key releases": lambda w, a, n: w.call("release"),
    # Whoever writes to the table leaves no trace, but gets no answer out that was not out.
    "sql moves the release": lambda w, a, n: Case.objects.filter(
        pk=w.case.pk, released_at__isnull=False
    ).update(released_at=n),
    "sql releases": lambda w, a, n: Case.objects.filter(pk=w.case.pk, released_at=None).update(
        released_at=n
    ),
}
# Most walks would stand still: three steps in five are the one that leads on from here.
ONWARD = {
    Status.RECEIVED: ("confirm", "accept"),
    Status.VERIFYING: ("accept",),
    Status.AWAITING_REQUESTER: ("reply",),
    Status.IN_PROGRESS: ("attach", "record", "draft", "draft"),
    Status.IN_REVIEW: ("approve", "desk approves", "key approves"),
    Status.READY: ("release", "desk releases", "key releases"),
    Status.CLOSED: ("recall", "reopen", "ask erasure", "agree erasure"),
}


def walk(company: Company, dice: random.Random, steps: int) -> Walk:
    found = Walk(company, dice)
    for _ in range(steps // A_CASE):
        found.one_case(A_CASE)
    return found


@pytest.fixture(autouse=True)
def _a_proof_lasts(settings: Settings) -> None:
    """The full size takes longer than the ten minutes that it is good for, and calls more often
    than a key may."""
    settings.PROOF_MINUTES, settings.API_CALLS_PER_MINUTE = 60 * 24, 10_000_000


@pytest.fixture
def company(db: None) -> Company:
    return desk.publish("nexus-ip")


def test_no_walk_gets_around_the_second_person(
    company: Company, dice: random.Random, figures: dict[str, Any]
) -> None:
    found = walk(company, dice, STEPS)

    figures |= {"steps": STEPS, "refused": found.seen["refused"]}
    figures |= {"answers_out": found.seen["answers out"], "around": 0}
    assert found.seen["answers out"] > 0, "a walk that answers nobody proves nothing"


def test_a_walk_finds_a_missing_guard(
    company: Company,
    dice: random.Random,
    figures: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Control: everybody counts as a desk of one."""
    monkeypatch.setattr(approving, "alone_because", lambda case, prepared: "Guard taken out.")

    with pytest.raises(AssertionError, match="approved by who prepared it"):
        walk(company, dice, FOUND_WITHIN)

    figures |= {"found": 1}
