"""A deletion under the law of California, which an authorised agent asks for by its protocol."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dsar.agents.enrolling import enrol
from dsar.cases.models import Case
from dsar.companies.models import Company
from tests.api.drp.agent import Agent

from .cast import DORA, Cast
from .steps import Act, Mailed, Reads, Sees, Until, answered, closed
from .story import ANSWERED, LONDON, Story


@dataclass(frozen=True)
class Files:
    """The agent, over HTTP, with nothing of ours."""

    company: str
    exercise: str
    expected_by: str

    def play(self, cast: Cast) -> None:
        company = Company.objects.get(name=self.company)
        business = company.slug.upper().replace("-", "_")
        agent = Agent(f"{cast.site}/drp", "AGENT_1", business, clock=cast.clock.now)
        enrol(
            company=company, text=json.dumps([agent.entry()]), actor="system", now=cast.clock.now()
        )
        agent.set_up()
        filed = agent.exercise(exercise=self.exercise)
        assert filed.status == 200, filed
        assert filed.json["expected_by"].startswith(self.expected_by)
        cast.reference = Case.objects.get(agent_request=filed.json["request_id"]).reference


@dataclass(frozen=True)
class Counted:
    """What the page of the yearly figures says."""

    words: Sequence[str]

    def play(self, cast: Cast) -> None:
        page = cast.officer(DORA).page
        page.goto("/desk/reports/california/2026/")
        said = " ".join(page.locator("main").inner_text().split())
        for one in self.words:
            assert one in said, f"{one!r} not in:\n{said}"


# 11 CCR 7021(b): 45 calendar days of receipt, whatever the check of who asks may take; nothing
# rolls here. (a): confirmed within ten business days, and Thanksgiving is the 26th.
DELETION = Story(
    "erasure",
    "Nexus IP",
    datetime(2026, 11, 23, 9, 0, tzinfo=LONDON),
    [
        Files("Nexus IP", "deletion", expected_by="2027-01-07"),
        Mailed(["Thursday 7 January 2027"]),
        Reads("We need to check who you are", ["Due Thursday 7 January 2027", "Tue 8 Dec 2026"]),
        Until(datetime(2026, 11, 30, 9, 30, tzinfo=LONDON)),
        Sees(["Due Thursday 7 January 2027", "Tue 8 Dec 2026", "7021(a)", "7021(b)"]),
        Act(
            "Check who is asking",
            "Accept identity",
            "Identity accepted.",
            choose=["An officer recognised them"],
        ),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            pick={
                "Customer relationship system (CRM): what became of it?": "Deleted",
                "Installation records: what became of it?": "Deleted",
                "by remote access: what became of it?": "Nothing was found there",
            },
            write={"Who had received the data and was told": "Nobody had received them."},
        ),
        *answered("We deleted it."),
        Mailed(["Deleted on Monday 30 November 2026", "go to court."]),
        Reads(ANSWERED, ["Deleted on Monday 30 November 2026: Customer relationship system (CRM)"]),
        closed(),
        Counted(["Requests to delete 1 1 0"]),
    ],
    {
        "Acknowledged": "Written Monday 23 November 2026",
        "The date and how it was counted": "Due Thursday 7 January 2027",
        "What was done": "Deletion: done on Monday 30 November 2026",
    },
)
