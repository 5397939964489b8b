"""All that was found in one text, and as the JSON that `manage.py read_policy` prints."""

from dataclasses import dataclass
from typing import Any, Final

from .answering import answering, reasons
from .besides import besides
from .channels import channels
from .elsewhere import agents, letters, processors
from .fees import fees
from .finding import Finding
from .missing import gaps
from .plain import read_part
from .proof import proof
from .refusing import refusals
from .regulators import regulators
from .rights import rights
from .topics import Document

READERS: Final = (
    answering, reasons, fees, refusals, proof, rights, channels, regulators, agents, processors,
    letters, besides,
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    text: str
    findings: tuple[Finding, ...]

    def quote(self, finding: Finding) -> str:
        return self.text[finding.start : finding.end]

    def all(self, field: str) -> list[Any]:
        return [one.value for one in self.findings if one.field == field]

    def one(self, field: str) -> Any:
        return next(iter(self.all(field)), None)

    def as_json(self) -> dict[str, Any]:
        names = self.all("regulator")
        return {
            "response_period": self.one("response_period"),
            "extension": self.one("extension"),
            "extension_when": self.all("extension_when"),
            "extension_notice_within": self.one("extension_notice_within"),
            "acknowledgement_within": self.one("acknowledgement_within"),
            "fee": {
                "free": self.one("fee.free"),
                "fee_cap": self.one("fee.fee_cap"),
                "fee_when": self.all("fee.fee_when"),
            },
            "refuse_when": self.all("refuse_when"),
            "identity": {
                "required": self.one("identity.required"),
                "evidence": self.all("identity.evidence"),
            },
            "rights": self.all("rights"),
            "channels": {
                "email": self.all("channels.email"),
                "postal": bool(self.all("channels.postal")),
                "phone": self.all("channels.phone"),
                "web_form": bool(self.all("channels.web_form")),
            },
            "regulator": names[0] if len(names) == 1 else names or None,
            "agents_allowed": self.one("agents_allowed"),
            "processor_redirect": self.one("processor_redirect"),
            "correspondence_retention": self.one("correspondence_retention"),
            "evidence": self.evidence(),
            "gaps": gaps(self),
        }

    def evidence(self) -> dict[str, str | list[str]]:
        """Field to the sentence, or the sentences, that it was taken from."""
        quotes: dict[str, list[str]] = {}
        for finding in self.findings:
            said = quotes.setdefault(finding.field, [])
            if (quote := self.quote(finding)) not in said:
                said.append(quote)
        return {field: said[0] if len(said) == 1 else said for field, said in quotes.items()}


def read(text: str) -> Reading:
    """Everything that the text says about requests, in the order in which it stands there."""
    document = Document(read_part(text))
    found = [finding for reader in READERS for finding in reader(document)]
    return Reading(
        text, tuple(sorted(found, key=lambda one: (one.field, -one.confidence, one.start)))
    )
