"""Where a policy and the law part, for officers: what each says, and what the desk does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dsar.companies.effective import lawful_extension, time_limit
from dsar.companies.rights import NAMES
from dsar.companies.rules import Rules, Said


@dataclass(frozen=True)
class Difference:
    topic: str
    policy: str
    """The policy's words; empty where it is silent."""
    where: str
    law: str
    article: str
    we_do: str


def differences(rules: Rules) -> list[Difference]:
    return [
        *_time(rules),
        *_extension(rules),
        *_fee(rules),
        *_identity(rules),
        *_form(rules),
        *_erasure(rules),
        *_rectification(rules),
        *_unnamed_rights(rules),
    ]


def concerning(rules: Rules, right: str) -> list[Difference]:
    """What whoever works on a request for this right must know before they follow the policy."""
    special = {"erasure": _erasure, "rectification": _rectification}.get(right)
    return list(special(rules)) if special else []


def _between(
    topic: str, said: Said[Any] | None, *, law: str, article: str, we_do: str
) -> Difference:
    words, where = (said.quote, said.where) if said else ("", "")
    return Difference(topic, words, where, law, article, we_do)


def _time(rules: Rules) -> Iterator[Difference]:
    for right, promise in rules.promise.items():
        own, law = time_limit(rules, right)
        if promise and own:
            yield _between(
                f"Time for {NAMES[right].lower()}",
                promise,
                law=law,
                article="Art. 12(3)",
                we_do="Both dates are shown. The earlier one is the due date.",
            )
    # The same sentence often stands for every right: say it once.
    vague = {said.quote: said for said in rules.promise_words.values() if _falls_short(rules, said)}
    for said in vague.values():
        yield _between(
            "Time to answer",
            said,
            law="One month at the latest, and it is a duty.",
            article="Art. 12(3)",
            we_do="The law's month is the due date.",
        )


def _falls_short(rules: Rules, said: Said[str]) -> bool:
    """No figure beside the words, or a month that is only tried for."""
    rights = [right for right, words in rules.promise_words.items() if words == said]
    return "try" in said.value.split() or not any(rules.promise.get(right) for right in rights)


def _extension(rules: Rules) -> Iterator[Difference]:
    said, lawful = rules.extension, lawful_extension(rules)
    if said and (said.value.count, said.value.grounds) == (2, lawful.value.grounds):
        return
    yield _between(
        "Extension",
        said,
        law="Up to two further months, because of the complexity or the number of the requests"
        " that this person made. Told within the first month, with reasons.",
        article=lawful.where,
        we_do="The form offers the law's grounds and the law's length. Being busy is neither.",
    )


def _fee(rules: Rules) -> Iterator[Difference]:
    for ground in rules.fee.grounds:
        yield _between(
            "Fee",
            ground,
            law="Free, unless the company shows that a request is manifestly unfounded or"
            " excessive, or further copies are asked for. What a search costs is no ground.",
            article="Art. 12(5), 15(3)",
            we_do="A fee can be asked on the law's grounds only. The requester is never shown"
            " another.",
        )


def _identity(rules: Rules) -> Iterator[Difference]:
    if rules.identity.when.value == "always":
        yield _between(
            "Identity",
            rules.erasure.identity_always or rules.identity.when,
            law="More may be asked only with reasonable doubts about who somebody is.",
            article="Art. 12(6)",
            we_do="Every proof can be skipped by the officer, with a reason, and answered with"
            " “I do not have this” by the requester.",
        )


def _form(rules: Rules) -> Iterator[Difference]:
    if rules.in_writing and rules.in_writing.value:
        yield _between(
            "How to ask",
            rules.in_writing,
            law="No form is required: a request made by phone or in person counts.",
            article="Art. 12(2)",
            we_do="A spoken request is logged, and its clock runs from that day.",
        )


def _erasure(rules: Rules) -> Iterator[Difference]:
    if rules.erasure.alternative_contact and rules.erasure.alternative_contact.value:
        yield _between(
            "Erasure while the business continues",
            rules.erasure.alternative_contact,
            law="A continuing relationship is no ground to refuse, nor is a missing replacement.",
            article="Art. 17(1), 17(3)",
            we_do="A replacement may be offered and is never demanded. What is kept is refused in"
            " part, with reasons.",
        )


def _rectification(rules: Rules) -> Iterator[Difference]:
    for place in rules.search_places:
        if place.value.never_updated:
            yield _between(
                f"Rectification: {place.value.name.lower()}",
                place,
                law="Wrong data is corrected or completed wherever it is kept.",
                article="Art. 16, 5(1)(d)",
                we_do="The place is searched, and a correction is recorded beside the old entry.",
            )


def _unnamed_rights(rules: Rules) -> Iterator[Difference]:
    unnamed = [name for right, name in NAMES.items() if not rules.right_wording(right)]
    if unnamed:
        yield _between(
            "Rights it does not name",
            None,
            law=", ".join(unnamed) + ": the law gives them all the same.",
            article="Art. 12-22",
            we_do="The form offers every right.",
        )
