"""Where a policy contradicts itself or sends people to the wrong place."""

import re
from collections.abc import Iterator
from typing import Final

from .concern import Checked, Concern, Phrase, concern

_SEE: Final = re.compile(r"\b(?:section|clause|paragraph|part) (\d{1,2})\b")
_NUMBERED: Final = re.compile(r"^(\d{1,2})[.)]? ")
_ACCESS: Final = re.compile(r"\bright (?:of|to) access\b|\bcopy of (?:your|the)\b")
_ABOUT_ACCESS: Final = re.compile(r"\baccess|\brights?\b|\brequest|\bcopy")
_CONTACT: Final = re.compile(
    r"\b(?:contact|write to|reach)\b[^.;]{0,50}\b(?:section|clause|" r"paragraph)"
)
_ABOUT_CONTACT: Final = re.compile(
    r"\bcontact|\bget in touch|\breach us|\bwho we are|\babout us|" r"\bquestions"
)
_INSIDE: Final = re.compile(
    r"\b(?:only|never|not)\b[^.;]{0,60}\b(?:stored|kept|processed|"
    r"held|hosted|transferred|leave)\b[^.;]{0,60}\b"
    r"(?:european economic area|eea|eu\b|european union|united kingdom|uk)\b"
)
_OUTSIDE: Final = re.compile(
    r"\b(?:san francisco|new york|california|usa|u\.s\.a|united "
    r"states|india|[a-z]+, (?:ca|ny|tx|wa|ma|il|fl) \d{5}|seattle|"
    r"boston|singapore)\b"
)
_CARRIES: Final = re.compile(
    r"\b(?:does not|if|resident|california (?:residents?|consumer)|" r"law|act)\b"
)
_LONGER: Final = re.compile(
    r"\bretain\w*\b[^.;]{0,60}\bfor a longer period\b|" r"\bkeep\b[^.;]{0,60}\blonger\b"
)
_NOT_SHARED: Final = re.compile(
    r"\b(?:no|not|never)\b[^.;]{0,25}\b(?:data sharing|" r"share)\b[^.;]{0,60}\bdata\b"
)
_SHARED: Final = re.compile(r"\bwe (?:may |will |only )*(?:also )?share your\b")

# An address of its own: where the text says that one visits it, and what follows the @ of its mail.
_SITE: Final = re.compile(
    r"\b(?:visit(?:ing)?|our (?:web ?)?sites?(?: at| is)?|this (?:web ?)?site(?: at| is)?)"
    r"[\s,:(]{1,3}(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24})\b"
)
_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24})\b")
_OURS: Final = re.compile(
    r"\b(?:contact|e-?mail|write to) us\b|\bour (?:\w+ ){0,3}(?:officer|team|dpo)\b|\byour rights\b"
)
# Mail of anybody, which names no company.
_ANYBODYS: Final = frozenset({"gmail", "outlook", "hotmail", "yahoo", "icloud", "proton", "gmx"})
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "ac", "gov", "net"})


def itself(policy: Checked) -> Iterator[Concern]:
    yield from _sections(policy)
    inside = _first(policy, _INSIDE)
    if inside and any(
        _OUTSIDE.search(one.words) and not _CARRIES.search(one.words) for one in policy.phrases
    ):
        yield concern(
            "conflict", "data outside after all", inside, "Art. 15(1)(c), 15(2), 44",
            "It says that data stays inside, and names recipients outside.",
            "Answers on recipients and transfers must follow the facts.",
        )  # fmt: skip
    longer = _first(policy, _LONGER)
    if policy.letters and longer:
        yield concern(
            "inconsistent", "two times of keeping", policy.letters, "Art. 15(1)(d)",
            "It gives a time after which letters go, and says elsewhere that it may be longer.",
            "The answer to an access request must pick one.",
        )  # fmt: skip
    closed, shared = _first(policy, _NOT_SHARED), _first(policy, _SHARED)
    if closed and shared:
        yield concern(
            "inconsistent", "shared after all", closed, "Art. 15(1)(c), 19",
            "It says that data is not shared, and says with whom it is shared.",
            "Recipients are listed in the answer and told of corrections.",
        )  # fmt: skip

    yield from _domains(policy)


def _domains(policy: Checked) -> Iterator[Concern]:
    """Visited under one name, written to under another: which of them is the company's?"""
    mails = {
        _registered(found[1]): one
        for one in policy.phrases
        if _OURS.search(one.words)
        for found in _MAIL.finditer(one.quote.lower())
    }
    sites = {
        _registered(found[1]): one
        for one in policy.phrases
        for found in _SITE.finditer(one.quote.lower())
    }
    mails = {name: one for name, one in mails.items() if name.split(".")[0] not in _ANYBODYS}
    if mails and sites and not mails.keys() & sites.keys():
        site, mail = next(iter(sites)), next(iter(mails))
        yield concern(
            "inconsistent", "two web domains", sites[site], "Art. 12(1), 12(2)",
            f"It is visited at {site} and written to at {mail}.",
            "Name on the form and in every mail the domain that people know.",
        )  # fmt: skip


def _registered(domain: str) -> str:
    """What somebody registered, without what they put before it."""
    labels = domain.split(".")
    taken = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-taken:])


def _first(policy: Checked, pattern: re.Pattern[str]) -> Phrase | None:
    return next((one for one in policy.phrases if pattern.search(one.words)), None)


def _sections(policy: Checked) -> Iterator[Concern]:
    """ "See section 8", where section 8 is about something else and another one is meant."""
    titles = {
        int(found[1]): one.words
        for one in policy.phrases
        if one.about == "heading" and (found := _NUMBERED.match(one.words))
    }
    for at in policy.phrases:
        found = _SEE.search(at.words)
        if not found or int(found[1]) not in titles or at.about == "heading":
            continue
        title, others = titles[int(found[1])], titles.values()
        for said, meant in ((_ACCESS, _ABOUT_ACCESS), (_CONTACT, _ABOUT_CONTACT)):
            if said.search(at.words) and not meant.search(title) and any(map(meant.search, others)):
                yield concern(
                    "conflict", "sent to the wrong section", at, "Art. 12(1), 12(2)",
                    f"Section {found[1]} is “{title}”, which is not what is looked for.",
                    "The form gives the way itself.",
                )  # fmt: skip
                break
