"""Closed lists of lawful grounds, each with its article. What is not here cannot be chosen.

EU and UK GDPR number these alike but for automated decisions (UK: Art. 22A-22D since 2026-02-05).
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

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
    """In English for the desk; a letter says it in the language of the person, and to them."""
    article: str
    rights: frozenset[str] = _ALL
    uk: str = ""
    """Where UK law says it elsewhere."""
    named: str = ""
    """The law under which alone it counts, and only for whoever named that law themselves."""

    def cite(self, regime: str) -> str:
        """The article with the law that the request is answered under, in the language in force.

        California's law has grounds of its own, without one article for each of these.
        """
        if regime == "ccpa":
            return "CCPA"
        if regime == "uk-gdpr" and self.uk:
            return gettext(self.uk)
        # Translators: {article} is for example “Art. 12(5)(b)”.
        law = gettext("{article} UK GDPR") if regime == "uk-gdpr" else gettext("{article} GDPR")
        return law.format(article=gettext(self.article))


# Art. 12(3) EU, 12A(3) UK. Being busy is not among them.
EXTENSION_GROUNDS = {
    "complexity": Ground(
        # Translators: the grounds are said to the person in a letter: “we need more time for your
        # request. The request is complex: …”, “because: …”, “The ground is: …”.
        _("The request is complex"),
        _("Art. 12(3)"),
        uk=_("Art. 12A(3)(a) UK GDPR"),
    ),
    "number": Ground(
        # Translators: said to that person themselves.
        _("This person has made many requests"),
        _("Art. 12(3)"),
        uk=_("Art. 12A(3)(b) UK GDPR"),
    ),
}

# The cost of searching is no ground; it only sizes a fee that is allowed on one of these.
FEE_GROUNDS = {
    "manifestly-unfounded": Ground(_("The request is manifestly unfounded"), _("Art. 12(5)(a)")),
    "manifestly-excessive": Ground(
        _("The request is manifestly excessive, for example repeated"), _("Art. 12(5)(a)")
    ),
    "further-copies": Ground(
        # Translators: said to the person themselves.
        _("They asked for further copies"),
        _("Art. 15(3)"),
        frozenset({"access"}),
    ),
}

_ERASURE = frozenset({"erasure"})
REFUSAL_GROUNDS = {
    "manifestly-unfounded": Ground(_("The request is manifestly unfounded"), _("Art. 12(5)(b)")),
    "manifestly-excessive": Ground(_("The request is manifestly excessive"), _("Art. 12(5)(b)")),
    "cannot-identify": Ground(_("We cannot tell which data are theirs"), _("Art. 11(2) and 12(2)")),
    "rights-of-others": Ground(
        _("An answer would harm the rights of others"),
        _("Art. 15(4) and 20(4)"),
        frozenset({"access", "portability"}),
    ),
    "free-expression": Ground(
        _("Free expression and information need the data"), _("Art. 17(3)(a)"), _ERASURE
    ),
    "legal-obligation": Ground(
        _("A law obliges us to keep the data"), _("Art. 17(3)(b)"), _ERASURE
    ),
    "public-health": Ground(_("Public health needs the data"), _("Art. 17(3)(c)"), _ERASURE),
    "archiving": Ground(
        _("Archiving, research or statistics need the data"), _("Art. 17(3)(d)"), _ERASURE
    ),
    "legal-claims": Ground(_("The data are needed for legal claims"), _("Art. 17(3)(e)"), _ERASURE),
    "data-correct": Ground(
        _("We checked the data and they are correct"), _("Art. 16"), frozenset({"rectification"})
    ),
    "no-restriction-ground": Ground(
        _("None of the four grounds for restriction is met"),
        _("Art. 18(1)"),
        frozenset({"restriction"}),
    ),
    "not-portable": Ground(
        _("The data are not held by consent or contract and by automated means"),
        _("Art. 20(1)"),
        frozenset({"portability"}),
    ),
    "compelling-grounds": Ground(
        _("Compelling legitimate grounds, or legal claims, weigh more"),
        _("Art. 21(1)"),
        frozenset({"objection"}),
    ),
    "no-automated-decision": Ground(
        _("A person took part in the decision"),
        _("Art. 22"),
        frozenset({"automated"}),
        uk=_("Art. 22A UK GDPR"),
    ),
    "exemption": Ground(
        _("A named exemption in national law applies"),
        _("Art. 23"),
        uk=_("Schedules 2 to 4 DPA 2018"),
    ),
    # Who is a “consumer”. Whether the company's own law gives them the right, an officer decides.
    "law-does-not-apply": Ground(
        # Translators: said to the person themselves: “The ground is: …”.
        _("The law that the request names does not cover them"),
        "Cal. Civ. Code 1798.140(i)",
        frozenset({"access", "rectification", "erasure"}),
        named="ccpa",
    ),
}
# A document or a system is left out on what is so about the data, not about who asks under what.
LEFT_OUT_GROUNDS = {code: ground for code, ground in REFUSAL_GROUNDS.items() if not ground.named}
# Who asks is turned away or made to pay for how they asked: never on the word of one person.
SECOND_PERSON = frozenset({"manifestly-unfounded", "manifestly-excessive"})
# These tell nothing of what is held, so they may be said before anybody knows who is asking.
SAID_TO_ANYBODY = frozenset(
    {"manifestly-unfounded", "manifestly-excessive", "cannot-identify", "law-does-not-apply"}
)

# Why proof of identity beyond the address is asked for at all (Art. 12(6)).
DOUBTS = {
    "unknown-address": "The address is not one we have on file",
    "details-differ": "What they told us does not match what we hold",
    "sensitive-data": "The answer would hold data that could harm them in wrong hands",
    "signs-of-impersonation": "Something suggests that somebody else is asking",
    "representative": "Somebody asks on another person's behalf",
}


def for_right(grounds: dict[str, Ground], right: str, *, named: str = "") -> dict[str, Ground]:
    """Those that may be used against this right; none for marketing and consent. `named` is the law
    that was named for the request, where the whole of it is refused."""
    return {
        code: ground
        for code, ground in grounds.items()
        if right in ground.rights and ground.named in ("", named)
    }
