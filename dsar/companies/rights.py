"""The rights every company offers: the law gives them, whether or not its policy names them."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Plain words for people who have never heard of a right; the order of the form.
RIGHTS: Final[dict[str, str]] = {
    "access": _("Get a copy of my data"),
    "rectification": _("Correct my data"),
    "erasure": _("Delete my data"),
    "objection": _("Stop using my data for some things"),
    "marketing": _("Stop sending me marketing"),
    "consent": _("Take back a permission I gave"),
    "portability": _("Move my data to me or to another company"),
    "restriction": _("Limit how my data is used while something is sorted out"),
    "automated": _("Have a person look at an automated decision"),
    "complaint": _("Complain about how my data was handled"),
}

OTHER: Final = "other"

# As easy as agreeing was: nobody is asked who they are, since nothing leaves or is lost (GDPR
# Art. 7(3) and 21(3)).
AT_ONCE: Final = frozenset({"marketing", "consent"})

# The first page of a form. A complaint has its own way in; somebody who does not know which right
# is theirs can still ask (GDPR Art. 12(2): facilitate), so the tenth choice is no right.
CHOICES: Final[tuple[tuple[str, str], ...]] = (
    *((code, label) for code, label in RIGHTS.items() if code != "complaint"),
    (OTHER, _("Something else, or I'm not sure")),
)


def choices() -> tuple[tuple[str, str], ...]:
    """`CHOICES` in the language in force."""
    return tuple((code, gettext(label)) for code, label in CHOICES)


def asked_for(right: str) -> str:
    """What somebody asked for, in plain words of the language in force."""
    return gettext(RIGHTS.get(right, _("Something else")))


# For officers, letters and registers.
NAMES: Final[dict[str, str]] = {
    "access": "Access",
    "rectification": "Rectification",
    "erasure": "Erasure",
    "objection": "Objection",
    "marketing": "Marketing opt-out",
    "consent": "Consent withdrawal",
    "portability": "Portability",
    "restriction": "Restriction",
    "automated": "Automated-decision review",
    "complaint": "Complaint",
}

_ARTICLES: Final[dict[str, str]] = {
    "access": "Art. 15",
    "rectification": "Art. 16",
    "erasure": "Art. 17",
    "objection": "Art. 21(1)",
    "marketing": "Art. 21(2)-(3)",
    "consent": "Art. 7(3)",
    "portability": "Art. 20",
    "restriction": "Art. 18",
}


def article(regime: str, right: str) -> str:
    """Where the law gives this right, e.g. "UK GDPR Art. 15"."""
    law = "UK GDPR" if regime == "uk-gdpr" else "GDPR"
    if right == "complaint":
        return "DPA 2018 s.164A" if regime == "uk-gdpr" else "GDPR Art. 77"
    if right == "automated":
        # Art. 22 UK GDPR gave way to Arts. 22A-22D on 5 February 2026.
        return "UK GDPR Arts. 22A-22D" if regime == "uk-gdpr" else "GDPR Art. 22"
    return f"{law} {_ARTICLES[right]}"
