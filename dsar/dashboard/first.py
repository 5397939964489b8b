"""What has to be done before an answer goes a step further: each sentence leads to where it is
done."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsar.cases import gates
from dsar.cases.models import Case

from .actions import ACTS


def linked(case: Case, reasons: Iterable[gates.Reason]) -> list[SafeString]:
    address = reverse("desk:case", args=[case.reference])
    return [format_html('<a href="{}">{}</a>', address + r.place, r.sentence) for r in reasons]


def before(case: Case, action: str) -> list[SafeString]:
    """Nothing where work that is left does not hold this action back."""
    return linked(case, gates.reasons_of(case)) if ACTS[action].gated else []
