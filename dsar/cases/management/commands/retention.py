import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar.cases import retaining
from dsar.cases.dates import in_words
from dsar.companies import keeping
from dsar.companies.models import Company

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Erase what has been kept as long as the policies say, as a sweep does every night. With "
        "--dry-run only say what that would be. Killed on the way, run it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--company", metavar="SLUG", help="all companies without it")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--on", type=_day, metavar="YYYY-MM-DD", help="with --dry-run: what is due by that day"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["on"] and not options["dry_run"]:
            raise CommandError("--on is for a dry run: only today's date erases anything.")
        for company in _companies(options["company"]):
            now = _noon(company, options["on"]) if options["on"] else timezone.now()
            if options["dry_run"]:
                lines = _as_json(company, now) if options["json"] else _as_text(company, now)
                for line in lines:
                    self.stdout.write(line)
                continue
            counts = retaining.forget_due(company, now=now)
            if options["json"]:
                self.stdout.write(json.dumps({"company": company.slug, "erased": counts}))
            else:
                said = ", ".join(f"{kind} {count}" for kind, count in counts.items())
                self.stdout.write(f"{company.slug}: {said}")


def _companies(slug: str | None) -> list[Company]:
    found = Company.objects.filter(policies__published_at__isnull=False).distinct()
    chosen = list(found.filter(slug=slug) if slug else found.order_by("slug"))
    if slug and not chosen:
        raise CommandError(f"There is no company {slug} with a policy.")
    return chosen


def _as_json(company: Company, now: datetime) -> Iterator[str]:
    for kind in keeping.CLASSES:
        said = keeping.term(company.policy.rules, kind)
        found = list(_due(company, kind, now))
        yield json.dumps(
            {
                "company": company.slug,
                "class": kind,
                "kept": keeping.told(said.value),
                "source": said.source,
                "where": said.where,
                "due": _count(company, kind, now, found),
                "held": sum(one.held for one in found),
                "cases": [
                    {
                        "reference": one.reference,
                        "on": one.on.isoformat(),
                        "rows": one.rows,
                        "held": one.held,
                        "why": one.why,
                        "source": one.source,
                    }
                    for one in found
                ],
            }
        )


def _as_text(company: Company, now: datetime) -> Iterator[str]:
    yield f"{company.slug}"
    for kind, name in keeping.CLASSES.items():
        said = keeping.term(company.policy.rules, kind)
        found = list(_due(company, kind, now))
        held = sum(one.held for one in found)
        count = _count(company, kind, now, found)
        yield f"  {name}: {keeping.told(said.value)} ({said.source}). Due: {count}, held: {held}"
        for one in found[:SHOWN]:
            stays = ", under a legal hold" if one.held else ""
            yield f"    {one.reference} since {in_words(one.on)}: {one.why}{stays}"
        if len(found) > SHOWN:
            yield f"    and {len(found) - SHOWN} more; --json names them all"


def _due(company: Company, kind: str, now: datetime) -> Iterator[retaining.Due]:
    return retaining.due(company, kind, now=now) if kind in retaining.OF_CASES else iter(())


def _count(company: Company, kind: str, now: datetime, found: list[retaining.Due]) -> int:
    """Cases, or messages of the outbox, or entries of a list; nothing of what is kept for good, or
    goes at once."""
    if kind == "outbox":
        return retaining.outbox(company, now=now).filter(data_key__held_at=None).count()
    if kind == "suppression":
        return retaining.suppressed(company, now=now).count()
    return sum(not one.held for one in found)


def _noon(company: Company, on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=ZoneInfo(company.timezone or "UTC"))


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day, not a moment
