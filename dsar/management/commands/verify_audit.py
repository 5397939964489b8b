import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsar import audit_check
from dsar.audit import names, queries
from dsar.audit.verifying import Report, verify


class Command(BaseCommand):
    help = (
        "Walks the audit chains, holds them against their anchors and prints one line a company. "
        "Exit status 1 when a chain or an anchor is broken, or the table is unguarded. What was "
        "found is noted for /metrics; nothing else changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", help="number or short name; all companies without it")
        parser.add_argument("--json", action="store_true", help="for machines; the form is stable")

    def handle(self, *_: Any, **options: Any) -> None:
        company: str | None = options["company"]
        known, now = names.known(), timezone.now()
        try:
            asked_for = None if company is None else names.number(company)
            reports = verify(asked_for, now=now)
        except LookupError as unknown:
            raise CommandError(str(unknown), returncode=2) from None
        guards_off = queries.guards_off()
        clean = not guards_off and all(report.clean for report in reports)
        audit_check.note(clean=clean, whole=company is None, now=now)
        if options["json"]:
            self._print_json(reports, known, guards_off, clean)
        else:
            self._print_lines(reports, known, guards_off)
        if not clean:
            sys.exit(1)

    def _print_json(
        self, reports: list[Report], known: dict[int, str], guards_off: list[str], clean: bool
    ) -> None:
        companies = [_as_json(report, known.get(report.company_id)) for report in reports]
        found = {"clean": clean, "guards_off": guards_off, "companies": companies}
        self.stdout.write(json.dumps(found, indent=2))

    def _print_lines(
        self, reports: list[Report], known: dict[int, str], guards_off: list[str]
    ) -> None:
        for name in guards_off:
            self.stdout.write(f"the table is unguarded: trigger {name} is off, changed or missing")
        if not reports:
            self.stdout.write("no events yet")
        for report in reports:
            name = known.get(report.company_id, _unnamed(report.company_id))
            verdict = "clean" if report.clean else "BROKEN"
            events = f"{report.events} event{'' if report.events == 1 else 's'}"
            anchored = _anchored(report)
            self.stdout.write(f"{name}: {verdict}, {events}, head {report.head.hex()}{anchored}")
            for problem in report.problems:
                self.stdout.write(f"  {problem.what}")
            if report.more_problems:
                self.stdout.write(f"  and {report.more_problems} more")


def _unnamed(company_id: int) -> str:
    return f"company {company_id}" if company_id else "installation"


def _anchored(report: Report) -> str:
    if report.anchors is None:
        return ", no anchors kept"
    if not report.anchored_to:
        return ", not anchored"
    return f", anchored to row {report.anchored_to} at {report.anchored_at}"


def _as_json(report: Report, name: str | None) -> dict[str, Any]:
    return {
        "company_id": report.company_id,
        "company": name,
        "clean": report.clean,
        "events": report.events,
        "head": report.head.hex(),
        "anchors": report.anchors,
        "anchored_to": report.anchored_to,
        "anchored_at": report.anchored_at or None,
        "problems": [{"seq": problem.seq, "what": problem.what} for problem in report.problems],
        "more_problems": report.more_problems,
    }
