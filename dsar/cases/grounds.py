"""Closed lists of lawful grounds, each with its article. What is not here cannot be chosen.

EU and UK GDPR number these alike but for automated decisions (UK: Art. 22A-22D since 2026-02-05).
"""

from dataclasses import dataclass

# What Art. 12(5) and 11(2) speak of. To stop marketing (Art. 21(3)) and to take consent back
# (Art. 7(3)) are nobody's to refuse or to charge for.
_ALL = frozenset(
    {
        *("access", "rectification", "erasure", "restriction"),
        *("portability", "objection", "automated"),
    }
)


@dataclass(frozen=True)
class Ground:
    label: str
    article: str
    rights: frozenset[str] = _ALL
    uk: str = ""
    """Where UK law says it elsewhere."""

    def cite(self, regime: str) -> str:
        """The article with the law that this company answers under."""
        if regime == "uk-gdpr":
            return self.uk or f"{self.article} UK GDPR"
        return f"{self.article} GDPR"


# Art. 12(3) EU, 12A(3) UK. Being busy is not among them.
EXTENSION_GROUNDS = {
    "complexity": Ground("The request is complex", "Art. 12(3)", uk="Art. 12A(3)(a) UK GDPR"),
    "number": Ground(
        "This person has made many requests", "Art. 12(3)", uk="Art. 12A(3)(b) UK GDPR"
    ),
}

# The cost of searching is no ground; it only sizes a fee that is allowed on one of these.
FEE_GROUNDS = {
    "manifestly-unfounded": Ground("The request is manifestly unfounded", "Art. 12(5)(a)"),
    "manifestly-excessive": Ground(
        "The request is manifestly excessive, for example repeated", "Art. 12(5)(a)"
    ),
    "further-copies": Ground("They asked for further copies", "Art. 15(3)", frozenset({"access"})),
}

_ERASURE = frozenset({"erasure"})
REFUSAL_GROUNDS = {
    "manifestly-unfounded": Ground("The request is manifestly unfounded", "Art. 12(5)(b)"),
    "manifestly-excessive": Ground("The request is manifestly excessive", "Art. 12(5)(b)"),
    "cannot-identify": Ground("We cannot tell which data are theirs", "Art. 11(2) and 12(2)"),
    "rights-of-others": Ground(
        "An answer would harm the rights of others",
        "Art. 15(4) and 20(4)",
        frozenset({"access", "portability"}),
    ),
    "free-expression": Ground(
        "Free expression and information need the data", "Art. 17(3)(a)", _ERASURE
    ),
    "legal-obligation": Ground("A law obliges us to keep the data", "Art. 17(3)(b)", _ERASURE),
    "public-health": Ground("Public health needs the data", "Art. 17(3)(c)", _ERASURE),
    "archiving": Ground(
        "Archiving, research or statistics need the data", "Art. 17(3)(d)", _ERASURE
    ),
    "legal-claims": Ground("The data are needed for legal claims", "Art. 17(3)(e)", _ERASURE),
    "data-correct": Ground(
        "We checked the data and they are correct", "Art. 16", frozenset({"rectification"})
    ),
    "no-restriction-ground": Ground(
        "None of the four grounds for restriction is met",
        "Art. 18(1)",
        frozenset({"restriction"}),
    ),
    "not-portable": Ground(
        "The data are not held by consent or contract and by automated means",
        "Art. 20(1)",
        frozenset({"portability"}),
    ),
    "compelling-grounds": Ground(
        "Compelling legitimate grounds, or legal claims, weigh more",
        "Art. 21(1)",
        frozenset({"objection"}),
    ),
    "no-automated-decision": Ground(
        "A person took part in the decision",
        "Art. 22",
        frozenset({"automated"}),
        uk="Art. 22A UK GDPR",
    ),
    "exemption": Ground(
        "A named exemption in national law applies", "Art. 23", uk="Schedules 2 to 4 DPA 2018"
    ),
}
# These tell nothing of what is held, so they may be said before anybody knows who is asking.
SAID_TO_ANYBODY = frozenset({"manifestly-unfounded", "manifestly-excessive", "cannot-identify"})

# Why proof of identity beyond the address is asked for at all (Art. 12(6)).
DOUBTS = {
    "unknown-address": "The address is not one we have on file",
    "details-differ": "What they told us does not match what we hold",
    "sensitive-data": "The answer would hold data that could harm them in wrong hands",
    "signs-of-impersonation": "Something suggests that somebody else is asking",
    "representative": "Somebody asks on another person's behalf",
}


def for_right(grounds: dict[str, Ground], right: str) -> dict[str, Ground]:
    """Those that may be used against this right; none for marketing and consent."""
    return {code: ground for code, ground in grounds.items() if right in ground.rights}
