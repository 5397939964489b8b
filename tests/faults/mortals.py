"""Who is told, one thing after another, what to do to the desk and where to die of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.crew import Crew
from tests.faults.sink import Sink
from tests.outbox.owing import ROOT

DIED = 137


@contextmanager
def mortals(folder: Path, sink: Sink, **environment: str) -> Iterator[Callable[..., int]]:
    """To be called with the name of a work in dying.py, when it is, where to die ("" for who lives)
    and ids; says how it ended."""
    with (folder / "dying.log").open("wb") as log:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.dying"],
            cwd=ROOT,
            env=Crew(folder, sink, environment).environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            bufsize=1,
        )

    def do(work: str, *, at: datetime, place: str = "", **ids: Any) -> int:
        asked = {"work": work, "at": at.isoformat(), "place": place, "ids": ids}
        assert parent.stdin
        assert parent.stdout
        print(json.dumps(asked, default=str), file=parent.stdin)
        ended = parent.stdout.readline()
        assert ended, (folder / "dying.log").read_text()[-2000:]
        return int(ended)

    try:
        yield do
    finally:
        parent.kill()
        parent.communicate()
