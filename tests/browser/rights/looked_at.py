"""What a person looks at again: a decision of a machine, and a complaint."""

from datetime import datetime

from .cast import LENA
from .steps import Act, Asked, Reads, Sends, Until, answered, closed, knows_them
from .story import AMSTERDAM, ANSWERED, EU, LONDON, WHAT, Story, known

# 24 January 2027 is a Sunday.
AUTOMATED = Story(
    "automated",
    "NexusCore",
    datetime(2026, 12, 24, 10, 0, tzinfo=AMSTERDAM),
    [
        Sends(
            "NexusCore",
            [
                Asked(WHAT, choose=["Have a person look at an automated decision"]),
                Asked(
                    "The decision",
                    choose=["I was blocked from an account"],
                    write={"When was it?": "on Tuesday"},
                ),
                Asked(
                    "What you would like",
                    choose=["Have a person look at it again", "Explain the decision to me"],
                    write={"Your view": "I did nothing unusual."},
                ),
                known("NexusCore"),
            ],
            due="We must answer by Monday 25 January 2027.",
            why=[EU, "Sun 24 Jan 2027"],
        ),
        Until(datetime(2026, 12, 28, 9, 30, tzinfo=AMSTERDAM)),
        knows_them(),
        # Whoever took the first decision does not look at it again.
        Act(
            "Record what was done",
            "Record it",
            refused="Somebody else has to look at it: you took or confirmed that decision.",
            **(
                review := {
                    "pick": {
                        "Who took or confirmed the first decision?": "Asha",
                        "What came of it?": "The decision was changed",
                    },
                    "write": {
                        "What had been decided": "Blocked, by the watch on sign-ins.",
                        "What the person says": "They did nothing unusual.",
                        "What you looked at": "The sign-ins of that week.",
                        "Why": "They were travelling, which is no risk.",
                    },
                    "shows": ["I did nothing unusual."],
                }
            ),
        ),
        Act("Record what was done", "Record it", "Recorded.", who=LENA, **review),
        *answered("We unblocked your account."),
        Reads(
            ANSWERED,
            [
                "A person looked at the decision on Monday 28 December 2026 and changed it.",
                "Why: They were travelling, which is no risk.",
            ],
        ),
        closed(),
    ],
    {
        "The date and how it was counted": "Due Monday 25 January 2027",
        "What was done": "Review by a person: done on Monday 28 December 2026, recorded by Lena",
        "Answer approved by a second person": "Approved by Dora",
    },
)

# DPA 2018 s.164A(3): thirty days, of which the day after receipt is the first, so until
# 1 January 2027, a Friday and a holiday: Monday the 4th.
COMPLAINT = Story(
    "complaint",
    "Nexus IP",
    datetime(2026, 12, 2, 11, 0, tzinfo=LONDON),
    [
        Sends(
            "Nexus IP",
            [
                Asked(
                    "Complain to Nexus IP",
                    write={
                        "What went wrong?": "Nobody answers my letters.",
                        "What would put it right?": "An answer.",
                    },
                ),
            ],
            due="We must confirm that we have your complaint by Monday 4 January 2027.",
            why=["s.164A(3)", "Fri 1 Jan 2027"],
            begins="Complain to Nexus IP",
        ),
        Until(datetime(2026, 12, 3, 9, 30, tzinfo=LONDON)),
        knows_them(),
        *answered("You were right, and here is the answer."),
        Reads(ANSWERED, ["This is our answer to your complaint", "You were right"]),
        closed(),
    ],
    {
        "Acknowledged": "Written Wednesday 2 December 2026",
        "The date and how it was counted": "Due Monday 4 January 2027",
    },
)
