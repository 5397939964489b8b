"""Which law counts: by regime, by right, and by the day of receipt, never by today's date."""

from datetime import date

from .. import words
from .elsewhere import INDIA_COMMENCES
from .europe import GDPR_APPLIES, UK_12A, UK_COMPLAINTS, UK_DAY_OF_RECEIPT
from .kinds import UnknownRule

_BY_REGIME = {
    "ccpa": "ccpa-45",
    "us-state": "us-state-45",
    "us-ia": "us-ia-90",
    "lgpd": "lgpd-15",
    "pipeda": "pipeda-30",
    "quebec": "quebec-30",
    "ch-fadp": "ch-nfadp-30",
    "za-popia": "za-paia-30",
    "sa-pdpl": "sa-pdpl-30",
    "hk-pdpo": "hk-pdpo-40",
    "tr-kvkk": "tr-kvkk-30",
    "sg-pdpa": "sg-pdpa-30",
    "au-privacy": "au-app12-30",
    "au-agency": "au-agency-30",
    "kr-pipa": "kr-pipa-10",
    "jp-appi": "jp-appi",
    "ae-pdpl": "ae-pdpl",
    "ng-ndpa": "ng-ndpa",
}
# Where one right has another rule than the rest.
_BY_RIGHT = {
    ("ccpa", "marketing"): "ccpa-optout-15bd",
    ("ccpa", "marketing-opt-out"): "ccpa-optout-15bd",
    ("ccpa", "opt-out"): "ccpa-optout-15bd",
    ("ccpa", "limit"): "ccpa-optout-15bd",
    ("lgpd", "confirmation"): "lgpd-at-once",
    ("us-va", "appeal"): "us-va-appeal-60",
    ("us-co", "appeal"): "us-co-appeal-45",
}
# Every one there is a rule for now; `us-` and the two letters of any other state mean `us-state`.
REGIMES = ("uk-gdpr", "gdpr", "in-dpdp", "us-va", "us-co", *_BY_REGIME)


def pick_rule(*, regime: str, right: str, received_on: date) -> str:
    """The id of the rule for such a request; UnknownRule says in a sentence why there is none."""
    if rule := _BY_RIGHT.get((regime, right)):
        return rule
    if regime not in REGIMES and not _is_state(regime):
        raise UnknownRule(f"There is no regime {regime!r}; the regimes are: {', '.join(REGIMES)}.")
    if right == "appeal":
        raise UnknownRule(_no_appeal(regime))
    if regime == "uk-gdpr":
        return _kingdom(right, received_on)
    if regime == "gdpr":
        return _union(received_on)
    if regime == "in-dpdp":
        return _india(right, received_on)
    return _BY_REGIME.get(regime, "us-state-45")


def _is_state(regime: str) -> bool:
    return len(regime) == 5 and regime.startswith("us-") and regime[3:].isalpha()


def _no_appeal(regime: str) -> str:
    if regime == "us-state" or _is_state(regime):
        return (
            "How long an appeal may take is set by each state; it is known here for Colorado "
            "(us-co) and Virginia (us-va)."
        )
    return (
        f"The law of the regime {regime!r} has no appeal to whoever refused, so there is no "
        f"period for one; name the authority to complain to instead."
    )


def _kingdom(right: str, received_on: date) -> str:
    # An earlier complaint is counted like any request, the nearest a date could have been.
    if right == "complaint" and received_on >= UK_COMPLAINTS:
        return "uk-complaint-ack-30"
    if received_on >= UK_12A:
        return "uk-gdpr-12a"
    if received_on >= UK_DAY_OF_RECEIPT:
        return "uk-gdpr-ico"
    raise UnknownRule(
        "Requests received before 15 August 2019 were counted in another way, which is not here."
    )


def _union(received_on: date) -> str:
    if received_on >= GDPR_APPLIES:
        return "gdpr-eu-1182"
    raise UnknownRule(_not_yet("The GDPR applies", GDPR_APPLIES, received_on))


def _india(right: str, received_on: date) -> str:
    if received_on < INDIA_COMMENCES:
        law = "The Digital Personal Data Protection Act of India gives these rights"
        raise UnknownRule(_not_yet(law, INDIA_COMMENCES, received_on))
    return "in-dpdp-grievance-90" if right in {"complaint", "grievance"} else "in-dpdp-access"


def _not_yet(law: str, since: date, received_on: date) -> str:
    return (
        f"{law} to requests received from {words.long(since)}, "
        f"not to one received on {words.long(received_on)}."
    )
