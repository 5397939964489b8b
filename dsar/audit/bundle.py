"""The evidence of a case with what is needed to check it, in one archive for an authority."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings

VERIFIER = "verify_audit.py"
READ_ME = """What was done with the request {reference}
Made on {made_at}

{events}

Times are UTC. "user:7" is a person at the desk of the company, who can say which one.

How to check it
---------------
1. Get the company's public key in another way than with this archive, from its data protection
   officer for example. It should be {public_key}
2. python3 {verifier} --evidence {reference}.json --key {public_key}
   needs Python 3.11 or later and nothing else. You may take the program from elsewhere too.

It says "clean" if each of these events stood in the company's log, in this order and just so, when
the log was signed. That there were no others is shown only by the whole log, which tells of other
people's requests too: ask to see it on the spot.
"""


def archive(evidence: dict[str, Any]) -> bytes:
    """A ZIP of the evidence, a verifier, and a page that says what happened and how to check it."""
    reference, made = evidence["reference"], BytesIO()
    words = READ_ME.format(
        **evidence | {"events": _table(evidence)},
        verifier=VERIFIER,
    )
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr(f"{reference}.json", json.dumps(evidence, indent=1))
        file.writestr("READ-ME.txt", words)
        file.write(settings.BASE_DIR / "tools" / VERIFIER, VERIFIER)
    return made.getvalue()


def _table(evidence: dict[str, Any]) -> str:
    rows = [entry["row"] for entry in evidence["events"]]
    return "\n".join(
        f"{row['seq']:>8}  {_moment(row['at'])}  {row['event']} by {row['actor']} {row['facts']}"
        for row in rows
    )


def _moment(microseconds: str) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    return f"{moment:%Y-%m-%d %H:%M:%S}"
