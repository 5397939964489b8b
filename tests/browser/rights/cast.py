"""Who acts in a story: the person who asks, three people at the desk, and the time between them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests import desk
from tests.browser.clock import Clock
from tests.browser.people import Officer, Post, Requester

ASHA, LENA, DORA = "asha", "lena", "dora"
ROLES = {ASHA: Role.OFFICER, LENA: Role.LEAD, DORA: Role.DPO}
# Asked once more who they are after ten minutes, signed out after two hours.
SITS_THERE = timedelta(minutes=9)


@dataclass
class Cast:
    """`reference` is the case that the story is about, once there is one."""

    robin: Requester
    post: Post
    clock: Clock
    visit: Callable[..., BrowserContext]
    folder: Path
    site: str
    reference: str = ""
    _sitting: dict[str, tuple[Officer, datetime]] = field(default_factory=dict)

    def work_for(self, company: str) -> None:
        for name, role in ROLES.items():
            desk.person(role, Company.objects.get(name=company), name=name)

    def turn_to(self, moment: datetime) -> None:
        self.clock.forward(seconds=(moment - self.clock.now()).total_seconds())

    def officer(self, name: str) -> Officer:
        """At the desk in a browser of their own, signed in not long ago."""
        now = self.clock.now()
        there, since = self._sitting.get(name, (None, now))
        if there is None:
            there = Officer(self.visit().new_page())
        elif timedelta(0) <= now - since < SITS_THERE:
            return there
        there.sign_in(f"{name}@example.com")
        self._sitting[name] = (there, now)
        return there

    def at_the_case(self, name: str) -> Officer:
        there = self.officer(name)
        there.page.goto(f"/desk/cases/{self.reference}/")
        expect(there.page.locator("h1")).to_contain_text(self.reference)
        return there

    def their_page(self) -> Requester:
        """The page of the request, opened with a code."""
        self.clock.forward(minutes=2)  # no second code within a minute
        self.robin.follow(self.reference)
        return self.robin

    def case(self) -> Case:
        return Case.objects.select_related("clock", "company").get(reference=self.reference)

    def actor(self, name: str) -> str:
        return str(User.objects.get(email=f"{name}@example.com").actor)
