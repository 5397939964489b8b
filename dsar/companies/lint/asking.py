"""What a policy asks of people: money, proof, writing; and for what it turns them away."""

import re
from collections.abc import Iterator
from typing import Final

from .concern import Checked, Concern, concern

_IN_WRITING: Final = re.compile(
    r"\b(?:must|should|shall|need(?:s)? to|has to|have to|required "
    r"to|only)\b[^.;]{0,60}\bin writing\b"
    r"(?! (?:of|about) )|\b(?:requests?) (?:\w+ ){0,6}in writing (?:only|are accepted)"
)
_UNREASONABLE: Final = re.compile(r"\bunreasonabl\w+|\binconvenient|\bburdensome")
_FEE_OR_REFUSAL: Final = re.compile(r"\b(?:fees?|charge|refus\w+|reject|decline)\b")


def asking(policy: Checked) -> Iterator[Concern]:
    if policy.european:
        yield from _fees(policy)
        yield from _proof(policy)
        yield from _form(policy)
        yield from _refusal(policy)


def _fees(policy: Checked) -> Iterator[Concern]:
    article = "Art. 12(5), 15(3)"
    grounds = dict(reversed(policy.fee_when))
    for ground in ("substantial_cost", "any"):
        if ground in grounds:
            yield concern(
                "conflict", "fee for an ordinary request", grounds[ground], article,
                "A request is free; what it costs the company is no ground for a fee.",
                "No fee is asked but for manifestly unfounded or excessive requests and copies.",
            )  # fmt: skip
            break
    else:
        if policy.fee_cap and policy.free is False:
            yield concern(
                "conflict", "fee for an ordinary request", policy.fee_cap, article,
                "A request is free; a fixed sum cannot be asked.", "No fee is asked.",
            )  # fmt: skip
    if "repetitive" in grounds and "excessive" in grounds:
        yield concern(
            "weaker", "repetition as a ground of its own", grounds["repetitive"], article,
            "Repetition is a sign that a request is excessive, not another ground.",
            "The officer records why a request is manifestly excessive.",
        )  # fmt: skip
    wider = [
        at
        for at in policy.phrases
        if _UNREASONABLE.search(at.words)
        and (at.about == "grounds" or (_FEE_OR_REFUSAL.search(at.words) and "request" in at.words))
    ]
    if wider:
        yield concern(
            "conflict", "wider than manifestly excessive", wider[0], "Art. 12(5)",
            "The test is “manifestly unfounded or excessive”, for the company to show;"
            " unreasonable is wider.",
            "Fees and refusals are offered on the law's grounds only.",
        )  # fmt: skip


def _proof(policy: Checked) -> Iterator[Concern]:
    if policy.proof is None:
        return
    need, at = policy.proof
    if need == "always":
        yield concern(
            "conflict", "proof of everybody", at, "Art. 12(6)",
            "Proof may be asked only with reasonable doubts about who somebody is.",
            "Proof is asked for case by case, and can be answered with “I do not have this”.",
        )  # fmt: skip
        for other in policy.phrases:
            if other != at and re.search(
                r"\bidentity\b.*\bin all (?:circumstances|cases)", other.words
            ):
                yield concern(
                    "conflict", "proof of everybody", other, "Art. 12(6)",
                    "Proof may be asked only with reasonable doubts about who somebody is.",
                    "Proof is asked for case by case.",
                )  # fmt: skip
    elif not re.search(r"\bdoubts?\b", at.words):
        yield concern(
            "weaker", "proof without a reason", at, "Art. 12(6)",
            "It does not say that only reasonable doubts allow this.",
            "An officer who asks records the doubt.",
        )  # fmt: skip


def _form(policy: Checked) -> Iterator[Concern]:
    for at in policy.phrases:
        if _IN_WRITING.search(at.words) and at.topic in ("requests", "contact", ""):
            yield concern(
                "conflict", "only in writing", at, "Art. 12(2)",
                "No form is required: a request made by phone or in person counts.",
                "A spoken request is logged, and its clock runs from that day.",
            )  # fmt: skip
            return


_TOLD: Final = re.compile(
    r"\b(?:reasons?|why|explain\w*)\b[^.;]{0,90}\b(?:refus\w+|not|"
    r"deny|denial|declin\w+|reject\w*)|"
    r"\b(?:refus\w+|not (?:act|comply)|deny|declin\w+|"
    r"reject\w*)\b[^.;]{0,120}\b(?:reasons?|why|explain\w*)"
)


def _refusal(policy: Checked) -> Iterator[Concern]:
    if policy.refuse_when and not any(_TOLD.search(one.words) for one in policy.phrases):
        yield concern(
            "weaker", "refusal without reasons", policy.refuse_when[0][1], "Art. 12(4)",
            "It does not say that a refusal comes with reasons and the ways to complain.",
            "The letter gives the reasons, the authority and the courts.",
        )  # fmt: skip
