"""What a restored desk must show before anybody is let in: counts, and what does not hold."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from dsar.audit.verifying import verify
from dsar.outbox import held
from dsar.vault import checking, files
from dsar.vault.models import SealedFile
from dsar.vault.operations import RootKeyError, Shredded, Unreadable, unseal

from .models import Case

NAMED = 5


@dataclass
class Findings:
    """Numbers, and a sentence for each thing that is wrong."""

    cases: int = 0
    readable: int = 0
    erased: int = 0
    files: int = 0
    files_whole: int = 0
    events: int = 0
    mail_held: bool = False
    mail_waiting: int = 0
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return vars(self)


def look(*, sample: int | None = None) -> Findings:
    """Opens every case and every file, or the newest `sample` of each, and walks every chain."""
    found = Findings(problems=[*checking.not_opening()])
    if risen := checking.not_replayed():
        found.problems.append(risen)
    _cases(found, sample)
    _files(found, sample)
    for report in verify(now=timezone.now()):
        found.events += report.events
        found.problems += [f"Company {report.company_id}: {one.what}." for one in report.problems]
    found.mail_held, found.mail_waiting = held.is_held(), held.waiting()
    return found


def _cases(found: Findings, sample: int | None) -> None:
    cases = Case.objects.select_related("data_key__company_key").order_by("-pk")
    broken = []
    for case in cases[:sample] if sample else cases.iterator(chunk_size=500):
        found.cases += 1
        try:
            unseal(case, "person")
            found.readable += 1
        except Shredded:
            found.erased += 1
        except (RootKeyError, Unreadable):
            broken.append(case.reference)
    _say(found, broken, "Cases that do not open")


def _files(found: Findings, sample: int | None) -> None:
    rows = SealedFile.objects.filter(destroyed_at=None, data_key__wrapped__isnull=False)
    rows = rows.select_related("data_key__company_key").order_by("-pk")
    broken = []
    for file in rows[:sample] if sample else rows.iterator(chunk_size=500):
        found.files += 1
        try:
            for _ in files.read(file):
                pass
            found.files_whole += 1
        except (RootKeyError, Shredded, Unreadable, OSError):
            broken.append(str(file.pk))
    _say(found, broken, "Files that do not open")


def _say(found: Findings, broken: list[str], what: str) -> None:
    if broken:
        more = f" and {len(broken) - NAMED} more" if len(broken) > NAMED else ""
        found.problems.append(f"{what}: {', '.join(broken[:NAMED])}{more}.")
