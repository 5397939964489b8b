"""Data that are corrected, and data that are deleted."""

from datetime import datetime

from .steps import Act, Asked, Mailed, Reads, Sees, Sends, Until, answered, closed, knows_them
from .story import ANSWERED, LONDON, UK, WHAT, Story, known

# 27 December 2026 is a Sunday; the 28th stands in for Boxing Day, which is a Saturday.
RECTIFICATION = Story(
    "rectification",
    "ConnexAI",
    datetime(2026, 11, 27, 14, 0, tzinfo=LONDON),
    [
        Sends(
            "ConnexAI",
            [
                Asked(WHAT, choose=["Correct my data"]),
                Asked(
                    "What should we correct?",
                    write={
                        "What is wrong or missing?": "My street is wrong.",
                        "What should it say?": "2 Example Street",
                    },
                ),
                known("ConnexAI"),
            ],
            due="We must answer by Tuesday 29 December 2026.",
            why=[UK, "Sun 27 Dec 2026"],
        ),
        Until(datetime(2026, 11, 30, 9, 30, tzinfo=LONDON)),
        knows_them(),
        Act(
            "Search and prepare the answer",
            "Send to review",
            refused="Record what was done about it.",
            write={"The answer": "Your street is right now."},
            shows=["What has to be done first"],
        ),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            write={
                "What was corrected": "Your street",
                "What it said before": "1 Example Street",
                "What it says now": "2 Example Street",
                "Who had received the data and was told": "Example Courier Ltd, on 30 November.",
            },
            tick=["The person asked who they are"],
            day={"Day on which it was done": "2026-11-30"},
            shows=["My street is wrong.", "2 Example Street"],
        ),
        Sees(["1 Example Street", "2 Example Street", "Example Courier Ltd"]),
        *answered("Your street is right now."),
        Reads(
            ANSWERED,
            [
                "Corrected on Monday 30 November 2026: Your street.",
                "Who had received the data from us: Example Courier Ltd",
                "Your street is right now.",
                "The clock stopped on Monday 30 November 2026",
            ],
        ),
        closed(),
    ],
    {
        "The date and how it was counted": "Due Tuesday 29 December 2026",
        "What was done": "Correction: done on Monday 30 November 2026, recorded by Asha",
        "Recipients told": "Recorded.",
        "Answer approved by a second person": "Approved by Dora",
    },
)

# 31 January 2027 is a Sunday.
ERASURE = Story(
    "erasure",
    "Nexus IP",
    datetime(2026, 12, 31, 10, 0, tzinfo=LONDON),
    [
        Sends(
            "Nexus IP",
            [
                Asked(WHAT, choose=["Delete my data"]),
                Asked("Delete my data", choose=["No"]),
                known("Nexus IP"),
            ],
            due="We must answer by Monday 1 February 2027.",
            why=[UK, "Sun 31 Jan 2027"],
        ),
        Until(datetime(2027, 1, 4, 9, 30, tzinfo=LONDON)),
        knows_them(),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            pick={
                "Customer relationship system (CRM): what became of it?": "Deleted",
                "Installation records: what became of it?": "Kept",
                "Installation records: if it is kept, the ground": (
                    "A law obliges us to keep the data (Art. 17(3)(b) UK GDPR)"
                ),
                "by remote access: what became of it?": "Nothing was found there",
            },
            write={
                "Installation records: if it is kept, why": (
                    "Tax law wants our invoices kept until 31 December 2032."
                ),
                "Who had received the data and was told": "Example Credit Agency, on 4 January.",
                "Who was not told, and why": "Example Directory Ltd no longer exists.",
            },
            tick=["The person asked who they are"],
        ),
        # What is kept is a refusal in part, which names its ground (Art. 12(4)).
        Act(
            "Search and prepare the answer",
            "Send to review",
            refused="Data are kept: choose the ground",
            write={"The answer": "We deleted what we need no longer."},
        ),
        *answered("We deleted what we need no longer.", kept="A law obliges us to keep the data"),
        Reads(
            "We have answered, with some things left out",
            [
                "Deleted on Monday 4 January 2027: Customer relationship system (CRM).",
                "Kept: Installation records. Tax law wants our invoices kept until 31 December"
                " 2032.",
                "Who had received the data from us: Example Credit Agency, on 4 January.",
                "Example Directory Ltd no longer exists.",
                "we keep a fingerprint of your email address",
            ],
        ),
        Mailed(
            [
                "A law obliges us to keep the data (Art. 17(3)(b) UK GDPR)",
                "complain to us",
                "Information Commission (ICO)",
                "court",
            ]
        ),
        closed("Partly fulfilled"),
    ],
    {
        "The date and how it was counted": "Due Monday 1 February 2027",
        "What was done": "Deletion: done on Monday 4 January 2027, recorded by Asha",
        "Recipients told": "Some could not be told, with the reason.",
        "Refusal or fee": "A law obliges us to keep the data (Art. 17(3)(b) UK GDPR)",
    },
)
