"""F26: a mixed load for as long as is wanted, and every few seconds a fault that nobody chose.

`DSAR_SOAK_MINUTES=240 make faults ONLY=soak` for a night.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from django.utils import timezone

from dsar.accounts.roles import Role
from dsar.cases.models import Case
from dsar.local.valkey import Valkey
from tests import desk, many
from tests.faults import invariants, invariants_of_cases
from tests.faults.changed import EVERY, LEASE
from tests.faults.conftest import FULL
from tests.faults.crew import BEAT, WORKER, Crew, below, crew
from tests.faults.desks import left
from tests.faults.docker import Docker
from tests.faults.elsewhere import Elsewhere
from tests.faults.full_disk import full
from tests.faults.integrator import WORDS, Integrator, Load, loading
from tests.faults.sink import Sink
from tests.faults.test_the_broker_goes_away import WATCH, cut_off, flush, kill
from tests.faults.test_the_disk_is_full import SIZE, Uploader
from tests.faults.webserver import serving

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(6 * 3600),
    pytest.mark.django_db(transaction=True),
]

SECONDS = 60 * float(os.environ.get("DSAR_SOAK_MINUTES") or (5 if FULL else 1))
BETWEEN = 120.0 if SECONDS >= 3600 else 8.0  # from one fault to the next
CLIENTS = 3
LONG = 3600.0  # from so many seconds on, growth says something
GREW = 0.10


@dataclass
class Afloat:
    """A whole desk at work."""

    hands: Crew
    docker: Docker
    database: Elsewhere
    broker: Valkey
    web: int
    uploads: Uploader
    dice: random.Random
    cases: int = 1
    _files: int = 0

    def kill_one(self) -> None:
        self.hands.kill(self.dice.choice(self.docker.kept).process)

    def ask_one_to_end(self) -> None:
        self.dice.choice(self.docker.kept).process.send_signal(signal.SIGTERM)

    def stop_the_database(self) -> None:
        self.database.stop_at_once()
        time.sleep(self.dice.uniform(0, 2))
        self.database.start()

    def fill_the_disk(self) -> None:
        with full([self.web, *below(self.web)], room=self.dice.choice([0, SIZE // 2])):
            assert not self.upload()

    def upload(self) -> bool:
        self._files += 1
        if self._files % 50 == 0:  # a case takes a hundred
            self.uploads.case = desk.identified(desk.receive(self.uploads.case.company))
            self.cases += 1
        text = self.dice.randbytes(SIZE // 2).hex().encode()
        return self.uploads.add(f"file-{self._files}", text)

    def memory(self) -> int:
        """Bytes that the web processes hold."""
        pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in below(self.web)]
        return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")


FAULTS: dict[str, Callable[[Afloat], None]] = {
    "kill -9 of worker or beat": Afloat.kill_one,
    "SIGTERM to worker or beat": Afloat.ask_one_to_end,
    "FLUSHALL": lambda afloat: flush(afloat.broker),
    "kill -9 of the broker": lambda afloat: kill(afloat.broker),
    "lines to the broker cut": lambda afloat: cut_off(afloat.broker),
    "PostgreSQL stopped at once": Afloat.stop_the_database,
    "disk full under the web server": Afloat.fill_the_disk,
}


def soak(afloat: Afloat) -> tuple[Counter[str], list[int]]:
    """How often each fault came, and the memory at every one; each kind before any comes again."""
    came, memory, bag = Counter[str](), list[int](), list[str]()
    ends = time.monotonic() + SECONDS
    while (began := time.monotonic()) < ends:
        assert afloat.upload()
        memory.append(afloat.memory())
        bag = bag or afloat.dice.sample(list(FAULTS), len(FAULTS))
        came[fault := bag.pop()] += 1
        FAULTS[fault](afloat)
        afloat.docker.until(lambda began=began: time.monotonic() > began + BETWEEN, within=BETWEEN)
    return came, memory


def p95(load: Load, part: slice) -> float:
    return round(quantiles(load.took[part], n=20)[-1], 2)


def test_nothing_is_lost_whatever_comes(
    durable: Elsewhere,
    broker: Valkey,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    now = timezone.now()
    company = many.publish("nexus-ip", now=now)
    officer = desk.person(Role.LEAD, company)
    there = {
        "DATABASE_URL": durable.desks_url(),
        "REDIS_URL": broker.url(),
        "DSAR_FILES_DIR": str(files_of_now),
        LEASE: "5",
        EVERY: "1",
    }
    long_ago = (now - many.AGE).isoformat(timespec="seconds")  # so that a reminder is due
    with crew(tmp_path, sink, **there) as hands:
        docker = Docker(hands)
        with (
            serving(hands) as url,
            loading(url, company, clients=CLIENTS, received_at=long_ago) as load,
        ):
            web = hands.hands[-1].pid
            docker.keep((*WATCH, *WORKER, "--pool=solo"))
            docker.keep((*WATCH, *BEAT, f"--schedule={tmp_path / 'schedule'}"))
            uploads = Uploader(Integrator(url, company), desk.identified(desk.receive(company)))
            afloat = Afloat(hands, docker, durable, broker, web, uploads, dice)
            came, memory = soak(afloat)
            memory.append(afloat.memory())
        assert docker.until(lambda: left() == (0, 0, 0), within=300), hands.said()
        assert hands.hands[0].poll() is None, hands.said()

    told, half = list(load.taken.values()), len(load.took) // 2
    to_staff = sum(one.to == officer.email for one in sink.arrivals)
    figures |= {
        "minutes": SECONDS / 60,
        "faults": dict(sorted(came.items())),
        "references told": len(told),
        "files taken": len(uploads.taken),
        "lost": len(set(told) - set(Case.objects.values_list("reference", flat=True)))
        + uploads.lost(),
        "doubles": Case.objects.count() - len(set(told)) - afloat.cases,
        "mails": len(sink.ids),
        "of them reminders": to_staff,
        "mails repeated with the same id": sink.repeats,
        "starts of worker and beat": sum(one.starts for one in docker.kept),
        "oldest tick, seconds": round(docker.oldest_tick, 1),
        "answers": dict(sorted(load.answers.items())),
        "95 of 100 answers within, seconds, first half": p95(load, slice(half)),
        "95 of 100 answers within, seconds, second half": p95(load, slice(half, None)),
        "memory of the web processes grew, per cent": round(
            100 * (memory[-1] / memory[len(memory) // 3] - 1), 1
        ),
    }
    assert figures["lost"] == figures["doubles"] == 0
    assert "500" not in load.answers  # whoever hears it may give up
    assert to_staff > 0
    assert sink.repeats <= came.total()
    assert invariants.broken(sink) == []
    assert invariants_of_cases.broken(told=told, words=[*WORDS, "All of it."]) == []
    if SECONDS >= LONG:
        assert memory[-1] < (1 + GREW) * memory[len(memory) // 3]
