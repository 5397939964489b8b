"""What is undecided holds an answer back; what is withheld is told with it."""

from dsar.cases.gates import Reason
from dsar.cases.left_out import LeftOut
from dsar.cases.models import Case, Document
from dsar.cases.transitions import Status
from dsar.vault.operations import unseal

from .models import Finding

_PUT_FORWARD = (Status.IN_REVIEW, Status.READY)


def findings_of(case: Case) -> list[Finding]:
    """In the order in which their documents came; each with the case's own key."""
    found = case.findings.select_related("document__file", "copy__file")
    findings = list(found.order_by("document__added_at", "document_id"))
    for finding in findings:
        finding.case = case
        finding.document.file.data_key = case.data_key
    return findings


def what_is_missing(case: Case) -> list[Reason]:
    """Registered with dsar.cases.gates."""
    # One that was taken out of the answer again waits for nobody.
    found = Document.Kind.FOUND
    findings = [finding for finding in findings_of(case) if finding.document.kind != found]
    missing = []
    if undecided := sum(not finding.decision for finding in findings):
        noun = "document waits" if undecided == 1 else "documents wait"
        missing.append(Reason(f"{undecided} {noun} for a decision: decide there.", "review/"))
    if any(one.decision == Finding.Decision.REDACT and one.copy is None for one in findings):
        sentence = "The redacted copy of a document was removed: decide about it anew."
        missing.append(Reason(sentence, "review/"))
    withheld = any(finding.is_withheld for finding in findings)
    if withheld and case.status in _PUT_FORWARD and not case.withheld_ground:
        sentence = "Something is withheld, and the answer does not say so: send it back for that."
        missing.append(Reason(sentence, "send_back/"))
    return missing


def left_out_of(case: Case) -> list[LeftOut]:
    """Registered with dsar.cases.left_out. In the order of their numbers."""
    found = [
        LeftOut(
            number=number_of(finding),
            whole=finding.decision == Finding.Decision.WITHHOLD,
            ground=finding.ground,
        )
        for finding in findings_of(case)
        if finding.is_withheld
    ]
    return sorted(found, key=lambda one: one.number)


def deciders_of(case: Case) -> list[str]:
    """Registered with dsar.cases.answers: giving a document or not is part of the answer."""
    decided = Finding.objects.filter(case=case).exclude(decided_by="")
    return list(decided.values_list("decided_by", flat=True))


def number_of(finding: Finding) -> int:
    """What it is called by where something of it stays here, once decided; 0 for no number yet."""
    return int((unseal(finding, "facts") or {}).get("number", 0))
