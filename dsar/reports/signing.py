"""A report is signed: from then on there is a copy that no later change of a case touches."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from dsar.audit.operations import record
from dsar.companies.models import Company
from dsar.vault.operations import new_key, seal, unseal

from .document import Report
from .models import SignedReport


@dataclass(frozen=True)
class Signed:
    """What stands in a signed copy."""

    report: Report
    note: str
    whole: bool
    """Its content still has the digest that was kept beside it."""


@transaction.atomic
def sign(
    *,
    company_id: int,
    month: date,
    invented: bool,
    report: Report,
    note: str,
    actor: str,
    now: datetime,
) -> SignedReport:
    """The report as it stands, kept sealed with its digest as the month's next version."""
    # Its row is the lock: two who sign at once make two versions.
    lock([company_id])
    content = {"report": report.to_json(), "note": note.strip()}
    made = SignedReport(
        company_id=company_id,
        data_key=new_key(company_id=company_id, now=now),
        month=month,
        version=1 + newest_version(company_id, month, invented=invented),
        invented=invented,
        sha256=digest_of(content),
        signed_by=actor,
        signed_at=now,
    )
    seal(made, "content", content)
    made.save(force_insert=True)
    record(
        company_id=company_id,
        event="report.signed",
        subject=f"report:{month:%Y-%m}",
        actor=actor,
        now=now,
        facts={"version": made.version, "sha256": made.sha256},
    )
    return made


def signed_reports(company_id: int, month: date, *, invented: bool) -> QuerySet[SignedReport]:
    """Newest version first."""
    found = SignedReport.objects.filter(company=company_id, month=month, invented=invented)
    return found.order_by("-version")


def newest_version(company_id: int, month: date, *, invented: bool) -> int:
    """0 where nobody has signed yet."""
    found = signed_reports(company_id, month, invented=invented)
    return found.aggregate(last=Max("version"))["last"] or 0


def lock(companies: Iterable[int]) -> None:
    """Until the transaction ends nobody else signs a report of these."""
    rows = Company.objects.select_for_update(no_key=True).filter(pk__in=companies)
    list(rows.order_by("pk").values_list("pk"))


def opened(signed: SignedReport) -> Signed:
    """What was signed. Raises what `unseal` raises."""
    content = unseal(signed, "content")
    return Signed(
        report=Report.from_json(content["report"]),
        note=content["note"],
        whole=digest_of(content) == signed.sha256,
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the JSON with sorted keys and no spaces, in UTF-8."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
