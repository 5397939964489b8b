"""F9: the disk is full, under the files, the logs or the database. What was answered is kept."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from dsar.cases.models import Case, Document
from dsar.companies.models import Company
from dsar.local import processes
from dsar.vault import files
from dsar.vault.operations import Unreadable
from tests import desk
from tests.faults import invariants, invariants_of_cases
from tests.faults.changed import LEASE, WITHOUT
from tests.faults.conftest import FULL
from tests.faults.crew import TICK, Crew, below, crew, wait_until
from tests.faults.desks import left
from tests.faults.elsewhere import Elsewhere
from tests.faults.full_disk import full
from tests.faults.integrator import WORDS, Integrator, Load, loading
from tests.faults.sink import Sink
from tests.faults.webserver import serving

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True),
]

ROUNDS = 5 if FULL else 1
UPLOADS = 8 if FULL else 2  # each time that the disk is full; a case takes a hundred
SIZE = 200_000  # bytes of a file; half of it has room
CLIENTS = 4
WITHOUT_FILES = 10 if FULL else 5  # requests without any file that go through meanwhile
BACK_WITHIN = 60.0
ABOVE_ANY_DISK = "1000000000"  # megabytes


@dataclass
class Uploader:
    """Adds files to one case, over HTTP, and remembers which were taken."""

    integrator: Integrator
    case: Case
    taken: dict[str, bytes] = field(default_factory=dict)  # each document's id and its bytes
    refused: list[int] = field(default_factory=list)

    def add(self, key: str, content: bytes) -> bool:
        host, port = self.integrator.address
        answer = requests.post(
            f"http://{host}:{port}/api/v1/cases/{self.case.reference}/files",
            headers={
                "Authorization": f"Bearer {self.integrator.token}",
                "Idempotency-Key": key,
            },
            files={"file": ("all.txt", content)},
            data={"explanation": "All of it."},
            timeout=60,
        )
        if answer.ok:
            self.taken[str(answer.json()["id"])] = content
        else:
            self.refused.append(answer.status_code)
        return answer.ok

    def lost(self) -> int:
        """How many of them do not come back as they were sent."""
        return sum(not _is_whole(one, content) for one, content in self.taken.items())


def _is_whole(document: str, content: bytes) -> bool:
    found = Document.objects.filter(pk=document).first()
    try:
        return found is not None and b"".join(files.read(found.file)) == content
    except Unreadable:
        return False


@dataclass
class Work:
    """What is done while the disk fills: requests without files, and files."""

    load: Load
    uploads: Uploader
    dice: random.Random
    done: int = 0

    def fill_under_the_files(self, web: list[int], room: int) -> list[float]:
        """Seconds of each round from the moment there is room until every file was taken."""
        took = []
        for _ in range(ROUNDS):
            texts = {f"file-{self.done + n}": self._a_text() for n in range(UPLOADS)}
            self.done += len(texts)
            before = len(self.load.taken)
            with full(web, room=room):
                for key, text in texts.items():
                    self.uploads.add(key, text)
                assert wait_until(
                    lambda before=before: len(self.load.taken) >= before + WITHOUT_FILES, within=60
                ), self.load.answers
            began = time.monotonic()
            assert all(self.uploads.add(key, text) for key, text in texts.items())
            took.append(time.monotonic() - began)
        return took

    def fill_under(self, database: Elsewhere) -> list[float]:
        took = []
        for _ in range(ROUNDS):
            goal = len(self.load.taken) + WITHOUT_FILES
            assert wait_until(lambda goal=goal: len(self.load.taken) >= goal, within=60)
            with full(processes.working_in(database.server.data)):
                refused = self.load.answers["503"]
                assert wait_until(
                    lambda refused=refused: self.load.answers["503"] > refused + CLIENTS, within=60
                ), self.load.answers
            began = time.monotonic()
            # It ends itself; whatever keeps it running starts it again.
            assert processes.wait_until(lambda: ended(database), within=30)
            database.start()
            assert wait_until(lambda began=began: self.load.at[-1] > began, within=BACK_WITHIN), (
                self.load.answers
            )
            took.append(time.monotonic() - began)
        return took

    def _a_text(self) -> bytes:
        return self.dice.randbytes(SIZE // 2).hex().encode()


def ended(database: Elsewhere) -> bool:
    database.server._reap()
    return not processes.working_in(database.server.data)


def at_work(hands: Crew, url: str, company: Company, load: Load, dice: random.Random) -> Work:
    case = desk.identified(desk.receive(company))
    return Work(load, Uploader(Integrator(url, company), case), dice)


def test_a_full_disk_takes_nothing_back(
    durable: Elsewhere,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    company = desk.publish("nexus-ip")
    there = {"DATABASE_URL": durable.desks_url(), "DSAR_FILES_DIR": str(files_of_now)}
    with crew(tmp_path, sink, **there) as hands:
        hands.start(TICK, **{LEASE: "5"})
        with serving(hands) as url, loading(url, company, clients=CLIENTS) as load:
            web = hands.hands[-1].pid
            work = at_work(hands, url, company, load, dice)
            back = {
                "half a file fits": work.fill_under_the_files([web, *below(web)], SIZE // 2),
                "no file, no log": work.fill_under_the_files([web, *below(web)], 0),
            }
            durable.forget_connection()
            back["the database"] = work.fill_under(durable)
        assert not hands.dead(), hands.said()
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()

    told = set(load.taken.values())
    on_disk = sum(one.is_file() for one in files_of_now.rglob("*"))
    figures |= {
        "times the disk was full": len(back) * ROUNDS,
        "references told": len(load.taken),
        "files refused": len(work.uploads.refused),
        "answers to them": sorted(set(work.uploads.refused)),
        "files taken once there was room": len(work.uploads.taken),
        "lost": len(told - set(Case.objects.values_list("reference", flat=True)))
        + work.uploads.lost(),
        "half files left on the disk": on_disk - len(work.uploads.taken),
        "answers to requests without files": dict(sorted(load.answers.items())),
        "seconds until work went on, at worst": {
            where: round(max(seconds), 1) for where, seconds in back.items()
        },
    }
    assert figures["lost"] == figures["half files left on the disk"] == 0
    assert figures["answers to them"] == [507]
    assert len(work.uploads.refused) == len(work.uploads.taken) == 2 * ROUNDS * UPLOADS
    # 503: "send this again". Who hears 500 may give up.
    assert "500" not in load.answers
    assert Document.objects.count() == len(work.uploads.taken)
    assert max(max(seconds) for seconds in back.values()) <= BACK_WITHIN
    assert invariants.broken(sink) == []
    assert invariants_of_cases.broken(told=told, words=[*WORDS, "All of it."]) == []


def at_the_floor(
    hands: Crew, company: Company, dice: random.Random, floor: str
) -> tuple[Uploader, Load]:
    """Files and requests without any, at a web server that wants so many megabytes left free."""
    case = desk.identified(desk.receive(company))
    with serving(hands, DSAR_FILES_FLOOR_MB=floor) as url:
        uploads = Uploader(Integrator(url, company), case)
        with loading(url, company, clients=CLIENTS) as load:
            for number in range(UPLOADS):
                uploads.add(f"file-{number}", dice.randbytes(SIZE // 2).hex().encode())
            assert wait_until(lambda: len(load.taken) >= WITHOUT_FILES, within=60), load.answers
    return uploads, load


def test_below_the_floor_only_files_are_refused(
    desks: object,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    company = desk.publish("nexus-ip")
    with crew(tmp_path, sink, DSAR_FILES_DIR=str(files_of_now)) as hands:
        hands.start(TICK, **{LEASE: "5"})
        uploads, load = at_the_floor(hands, company, dice, ABOVE_ANY_DISK)
        assert wait_until(lambda: left() == (0, 0, 0), within=300), hands.said()

    told = set(load.taken.values())
    on_disk = sum(one.is_file() for one in files_of_now.rglob("*"))
    figures |= {
        "files refused": len(uploads.refused),
        "answers to them": sorted(set(uploads.refused)),
        "taken below the floor": len(uploads.taken) + on_disk,
        "references told": len(told),
        "answers to requests without files": dict(sorted(load.answers.items())),
        "lost": len(told - set(Case.objects.values_list("reference", flat=True))),
    }
    assert (len(uploads.refused), figures["answers to them"]) == (UPLOADS, [507])
    assert figures["lost"] == figures["taken below the floor"] == 0
    assert set(load.answers) == {"201"}
    assert invariants.broken(sink) == []


def test_without_a_floor_files_take_what_is_left(
    desks: object,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    """The control: the same disk and the same files."""
    company = desk.publish("nexus-ip")
    with crew(tmp_path, sink, DSAR_FILES_DIR=str(files_of_now)) as hands:
        uploads, _ = at_the_floor(hands, company, dice, "0")

    figures["taken below the floor"] = len(uploads.taken)
    assert len(uploads.taken) == UPLOADS


def test_who_does_not_ask_whether_the_disk_took_it_keeps_half(
    desks: object,
    files_of_now: Path,
    sink: Sink,
    tmp_path: Path,
    dice: random.Random,
    figures: dict[str, Any],
) -> None:
    company = desk.publish("nexus-ip")
    there = {"DSAR_FILES_DIR": str(files_of_now), WITHOUT: "a look at the disk"}
    with crew(tmp_path, sink, **there) as hands, serving(hands) as url:
        web = hands.hands[-1].pid
        case = desk.identified(desk.receive(company))
        uploads = Uploader(Integrator(url, company), case)
        with full([web, *below(web)], room=SIZE // 2):
            for number in range(UPLOADS):
                uploads.add(f"file-{number}", dice.randbytes(SIZE // 2).hex().encode())

    figures |= {"files taken": len(uploads.taken), "lost": uploads.lost()}
    assert figures["lost"] > 0
