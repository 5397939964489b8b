"""Data that are given to the person, or to another company for them."""

from datetime import datetime

from .steps import (
    Act,
    Asked,
    Gets,
    Mailed,
    Presses,
    Reads,
    Sees,
    Sends,
    Until,
    answered,
    closed,
    knows_them,
)
from .story import ANSWERED, EU, LONDON, STOCKHOLM, UK, WHAT, Story, known

# The ICO's own example: 1 January runs to the end of 1 February. The policy promises 28 days.
FOUND = b"call,day\nwith sales,2026-11-20\n"
ACCESS = Story(
    "access",
    "Nexus IP",
    datetime(2027, 1, 1, 10, 0, tzinfo=LONDON),
    [
        Sends(
            "Nexus IP",
            [
                Asked(WHAT, choose=["Get a copy of my data"]),
                Asked("Is there something specific you want?"),
                known("Nexus IP"),
            ],
            due="We must answer by Friday 29 January 2027.",
            why=[UK, "Mon 1 Feb 2027", "Fri 29 Jan 2027"],
        ),
        Until(datetime(2027, 1, 4, 9, 30, tzinfo=LONDON)),
        Sees(["Promised by Friday 29 January 2027; the law says Monday 1 February 2027."]),
        knows_them(),
        Act(
            "Ask for searches",
            "Ask them",
            "Asked.",
            untick=["Installation records", "Customers' telephone systems"],
        ),
        Act(
            "Record it : Customer relationship system (CRM)",
            "Record it",
            "Recorded.",
            choose=["Something was found"],
            write={
                "What was typed into the search?": "Robin; robin@",
                "What was found?": "One contact and its calls.",
                "Who searched?": "Olive Owner",
            },
        ),
        Act(
            "Attach the answer",
            "Attach",
            "File attached.",
            give=("calls.csv", FOUND),
            write={"What is in it?": "Your calls with us."},
        ),
        Act("Answer what the law lists", "Save", "Saved."),
        *answered("This is all that we hold."),
        Reads(ANSWERED, ["Your calls with us.", "This is all that we hold."]),
        Gets("calls.csv", FOUND),
        closed(),
    ],
    {
        "The date and how it was counted": "Due Friday 29 January 2027",
        "Searched and signed": "1 asked, 1 signed records",
        "What the law lists beside a copy": "Every item is answered",
        "Told how it ended": "First downloaded Monday 4 January 2027",
    },
    systems=True,
)

# November has no 31st.
CSV = b"event,day\nExample Day,2026-05-04\n"
PORTABILITY = Story(
    "portability",
    "Technology Nexus",
    datetime(2026, 10, 31, 10, 0, tzinfo=STOCKHOLM),
    [
        Sends(
            "Technology Nexus",
            [
                Asked(WHAT, choose=["Move my data to me or to another company"]),
                Asked("Where should we send your data?", choose=["Send it to another company"]),
                Asked(
                    "Where to, and what?",
                    tick_first=True,
                    write={
                        "The name of the other company": "Another Supplier",
                        "Where should we send it?": "in@example.com",
                    },
                ),
                known("Technology Nexus"),
            ],
            due="We must answer by Monday 30 November 2026.",
            why=[EU],
        ),
        Until(datetime(2026, 11, 2, 9, 30, tzinfo=STOCKHOLM)),
        knows_them(),
        Act(
            "Attach the answer",
            "Attach",
            "File attached.",
            give=("registrations.csv", CSV),
            write={"What is in it?": "Your registrations for our events."},
        ),
        *answered("This is what you gave us."),
        # Nothing goes to a third party before the person has seen what and where.
        Sees(["Send nothing yet: the requester has not said whether."]),
        Reads(ANSWERED, ["Your data are ready to go to Another Supplier. Nothing has been sent"]),
        Gets("registrations.csv", CSV),
        Reads(ANSWERED, ["Nothing has been sent to Another Supplier yet."]),
        Presses(
            "Look and decide",
            ["in@example.com", "registrations.csv"],
            "Send it now",
            "We are about to send it to Another Supplier",
        ),
        Act(
            "Close",
            "Close",
            refused="the requester wants the data sent to the other company",
            choose=["Fulfilled"],
        ),
        Act(
            "Record that it was sent on",
            "Record it and tell them",
            "Recorded.",
            write={"How was it sent?": "By their upload page, receipt 4711."},
            shows=["in@example.com"],
        ),
        Mailed(["Another Supplier", "Monday 2 November 2026"]),
        Reads(
            ANSWERED,
            ["Sent to Another Supplier, in@example.com on Monday 2 November 2026."],
        ),
        closed(),
    ],
    {
        "The date and how it was counted": "Due Monday 30 November 2026",
        "Sent to another company": "Sent Monday 2 November 2026",
    },
)
