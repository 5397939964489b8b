"""A use that is limited for a while, or stopped for good."""

from datetime import datetime

from .steps import Act, Asked, Logs, Mailed, Reads, Sees, Sends, Until, answered, closed, knows_them
from .story import AMSTERDAM, ANSWERED, EU, LONDON, STOCKHOLM, WHAT, Story, known

# 6 January is a public holiday in Sweden.
RESTRICTION = Story(
    "restriction",
    "Technology Nexus",
    datetime(2026, 12, 6, 11, 0, tzinfo=STOCKHOLM),
    [
        Sends(
            "Technology Nexus",
            [
                Asked(WHAT, choose=["Limit how my data is used while something is sorted out"]),
                Asked(
                    "Limit how my data is used",
                    choose=["The data may be wrong, and you need time to check them"],
                    write={"Which data do you mean?": "My address."},
                ),
                known("Technology Nexus"),
            ],
            due="We must answer by Thursday 7 January 2027.",
            why=[EU, "Wed 6 Jan 2027"],
        ),
        Until(datetime(2026, 12, 7, 9, 30, tzinfo=STOCKHOLM)),
        knows_them(),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            write={
                "What is no longer used": "Your address, for anything, until we have checked it",
                "Who had received the data and was told": "Nobody had received it.",
            },
        ),
        *answered("We use your address for nothing until we have checked it."),
        Reads(
            ANSWERED,
            ["Limited since Monday 7 December 2026: Your address, for anything, until we have"],
        ),
        closed(),
        # Art. 18(3): the person is told before it ends. A week is too short by our own measure.
        Until(datetime(2027, 2, 1, 9, 30, tzinfo=STOCKHOLM)),
        Act(
            "Say when the restriction ends",
            "Send the notice",
            refused="it can end on Monday 15 February 2027 at the earliest (Art. 18(3))",
            day={"Day on which it ends": "2027-02-08"},
            write={"Why does it end?": "We checked your address: it is right."},
        ),
        Act(
            "Say when the restriction ends",
            "Send the notice",
            "The restriction stays until that day.",
            day={"Day on which it ends": "2027-02-15"},
            write={"Why does it end?": "We checked your address: it is right."},
        ),
        Mailed(["Monday 15 February 2027", "We checked your address: it is right."]),
        Reads(ANSWERED, ["We checked your address: it is right."]),
        Until(datetime(2027, 2, 15, 9, 30, tzinfo=STOCKHOLM)),
        Sees(["Restrictions to lift"], place="/desk/"),
        Act(
            "Record that the restriction was lifted",
            "Record it",
            "The restriction is over.",
            write={"How was it lifted": "The block on the address was taken off."},
            day={"Day on which it was lifted": "2027-02-15"},
        ),
    ],
    {
        "The date and how it was counted": "Due Thursday 7 January 2027",
        "What was done": "Restriction: done on Monday 7 December 2026",
        "Recipients told": "Recorded.",
        "Restriction": "Since Monday 7 December 2026, lifted Monday 15 February 2027 after notice.",
    },
)

# There is no 31 February, and the 28th is a Sunday.
OBJECTION = Story(
    "objection",
    "Next Connex",
    datetime(2027, 2, 1, 9, 30, tzinfo=LONDON),
    [
        Logs(
            "Stop using my data for some things",
            "Robin Requester",
            "Please stop watching how I use the line: I am ill and at home.",
            on="2027-01-31",
            at="18:30",
        ),
        Reads("We need to check who you are", ["Due Monday 1 March 2027"]),
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
            write={"What was stopped": "Watching how you use the line"},
            shows=["I am ill and at home"],
        ),
        # Art. 18(1)(d), 18(2): while it is weighed, the data are only stored.
        Sees(["the data that they name may only be stored"]),
        *answered("We weighed it, and stop."),
        Reads(ANSWERED, ["Stopped on Monday 1 February 2027: Watching how you use the line."]),
        closed(),
    ],
    {
        "The date and how it was counted": "Due Monday 1 March 2027",
        "What was done": "Use that was stopped: done on Monday 1 February 2027",
    },
)

# 25 December 2026 is a Friday and the 26th, a Saturday, is a holiday too: Monday the 28th.
MARKETING = Story(
    "marketing",
    "Technology Nexus",
    datetime(2026, 11, 25, 9, 0, tzinfo=STOCKHOLM),
    [
        Sends(
            "Technology Nexus",
            [Asked(WHAT, choose=["Stop sending me marketing"])],
            due="We must answer by Monday 28 December 2026.",
            why=[EU, "Fri 25 Dec 2026"],
            name=False,
        ),
        Mailed(["We stop, without asking for anything else."]),
        # Art. 21(3): at once, and nobody is asked who they are or can say no.
        Sees(["Before that", "Record what was done about it."]),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            write={"What was stopped": "All marketing, by mail and by telephone"},
        ),
        Reads(
            "We are working on it",
            ["Stopped on Wednesday 25 November 2026: All marketing, by mail and by telephone."],
        ),
        *answered("You get no more marketing from us."),
        Reads(
            ANSWERED,
            [
                "Stopped on Wednesday 25 November 2026: All marketing, by mail and by telephone.",
                "The clock stopped on Wednesday 25 November 2026",
            ],
        ),
        closed(),
    ],
    {
        "Who is asking": "Nothing is disclosed or changed that could harm anyone",
        "The date and how it was counted": "Due Monday 28 December 2026",
        "What was done": "Use that was stopped: done on Wednesday 25 November 2026",
    },
)

# 1 January 2027 is a Friday.
CONSENT = Story(
    "consent",
    "NexusCore",
    datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM),
    [
        Sends(
            "NexusCore",
            [
                Asked(WHAT, choose=["Take back a permission I gave"]),
            ],
            due="We must answer by Monday 4 January 2027.",
            why=[EU, "Fri 1 Jan 2027"],
            name=False,
        ),
        Act(
            "Record what was done",
            "Record it",
            "Recorded.",
            write={"What was stopped": "Recording your calls, and our newsletter"},
            shows=["Everything that rests on their permission, unless they said which."],
        ),
        *answered("We use nothing any more that you had permitted."),
        Reads(
            ANSWERED,
            ["Stopped on Tuesday 1 December 2026: Recording your calls, and our newsletter."],
        ),
        closed(),
    ],
    {
        "Who is asking": "Nothing is disclosed or changed that could harm anyone",
        "The date and how it was counted": "Due Monday 4 January 2027",
        "What was done": "Use that was stopped: done on Tuesday 1 December 2026",
    },
)
