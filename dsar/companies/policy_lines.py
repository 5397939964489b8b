"""A policy as a table to read: each rule in plain words, and whether policy or law says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from deadlines import words
from dsar.companies import keeping, ladder_words
from dsar.companies.effective import lawful_extension, time_limit
from dsar.companies.ladder_words import PEOPLE, days, joined, told
from dsar.companies.proof import LEAST
from dsar.companies.rights import NAMES, article
from dsar.companies.rules import Channel, Enough, Extension, Promise, Regulator, Rules, Said
from identity.models import Method

SOURCES = {
    "policy": "Policy",
    "law": "Law",
    "administrator": "Administrator",
    "example": "Invented",
}
CHANNELS = {"email": "By email", "post": "By letter", "phone": "By phone"}
WHEN = {"always": "Always", "if-in-doubt": "Only where there is doubt"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAW = "UK GDPR and DPA 2018", "GDPR"


@dataclass(frozen=True)
class Line:
    """One rule. `source` is a word of SOURCES, `where` the section or article behind it."""

    topic: str
    rule: str
    source: str
    where: str
    quote: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


def parts(rules: Rules) -> list[Part]:
    """Every rule of this version, in the order in which a request meets them."""
    found = (
        Part("Who answers", tuple(_company(rules))),
        Part("How people can ask", tuple(_channels(rules))),
        Part("Rights", tuple(_rights(rules))),
        Part("Time to answer", tuple(_time(rules))),
        Part("Proof of identity", tuple(_identity(rules))),
        Part("Fees", tuple(_fees(rules))),
        Part("Special handling", tuple(_special(rules))),
        Part("Where to complain", tuple(_regulators(rules))),
        Part("Notes that requesters see", tuple(_notes(rules))),
        Part("Places to search", tuple(_places(rules))),
        Part("Data held", tuple(_line("Held", said) for said in rules.data_held)),
        Part("Correspondence", tuple(_correspondence(rules))),
        Part("How long a request is kept", tuple(_kept(rules))),
        Part("Release", tuple(_release(rules))),
        Part("Reminders", tuple(_ladder(rules))),
        Part("Hours of the office", tuple(_hours(rules))),
    )
    return [part for part in found if part.lines]


def _line(topic: str, said: Said[Any], rule: str = "") -> Line:
    words = rule or str(said.value)
    quote = said.quote if said.quote != words else ""
    return Line(topic, words, SOURCES[said.source], said.where, quote)


def _law(topic: str, rule: str, where: str) -> Line:
    return Line(topic, rule, SOURCES["law"], where)


def _maybe(topic: str, said: Said[Any] | None, rule: str = "") -> Iterator[Line]:
    if said is not None:
        yield _line(topic, said, rule)


def _company(rules: Rules) -> Iterator[Line]:
    regime = {"uk-gdpr": "UK GDPR", "gdpr": "GDPR"}[rules.regime.value]
    yield _line("Law", rules.regime, regime)
    for said in rules.laws_named:
        yield _line("Named by the policy", said)
    yield from _maybe("Legal entity", rules.legal_name)
    yield from _maybe("Town", rules.town)
    yield from _maybe("Country", rules.country)
    yield from _maybe("Public holidays", rules.calendar)
    yield from _maybe("Time zone", rules.timezone)
    yield _line("Languages", rules.languages, ", ".join(rules.languages.value))
    yield _line("Our mail comes from", rules.sender_email)
    for channel in rules.dpo:
        yield _line("Data protection officer", channel, _channel(channel.value))


def _channels(rules: Rules) -> Iterator[Line]:
    for said in rules.channels:
        yield _line(CHANNELS[said.value.kind], said, _channel(said.value))
    yield from _maybe("In writing", rules.in_writing, "The policy asks for writing")
    yield _law("In any way", "A request counts however it reaches the company", "Art. 12(2), 15-22")


def _channel(channel: Channel) -> str:
    rights = ", ".join(NAMES[right].lower() for right in channel.rights)
    more = [channel.note, f"for {rights} only" if rights else ""]
    return "; ".join([channel.value or "No address given yet", *filter(None, more)])


def _rights(rules: Rules) -> Iterator[Line]:
    yield from _maybe("To be informed", rules.informed)
    for right, name in NAMES.items():
        if said := rules.rights.get(right):
            yield _line(name, said)
        else:
            words = "Offered all the same: the policy does not name it"
            yield _law(name, words, article(rules.regime.value, right))


def _time(rules: Rules) -> Iterator[Line]:
    for said, rights in _same(rules.promise):
        yield _line(rights, said, f"Within {_length(said.value)} of receipt")
    for said, rights in _same(rules.promise_words):
        yield _line(rights, said)
    for law, rights in _same({right: time_limit(rules, right)[1] for right in NAMES}):
        yield _law(rights, law, LAW[rules.regime.value == "gdpr"])
    if said := rules.extension:
        longer = f"{_length(said.value)} more" if said.value.count else "No figure"
        yield _line("Extension", said, f"{longer}: {', '.join(said.value.grounds)}")
    lawful = lawful_extension(rules)
    yield _line("Extension", lawful, "2 more months: complexity, or number of the requests")
    yield from _maybe("Told of an extension", rules.extension_notice)
    yield from _maybe("Told of the outcome", rules.outcome_notice)


def _same(by_right: dict[str, Any]) -> list[tuple[Any, str]]:
    """What several rights share stands once, with their names."""
    grouped: dict[Any, list[str]] = {}
    for right, value in by_right.items():
        if value is not None:
            grouped.setdefault(value, []).append(NAMES[right])
    return [(value, _names(names)) for value, names in grouped.items()]


def _names(names: list[str]) -> str:
    if len(names) >= len(NAMES) - 1:
        return "Every request"
    return ", ".join([names[0], *(name.lower() for name in names[1:])])


def _length(length: Promise | Extension) -> str:
    return f"{length.count} {length.unit[:-1] if length.count == 1 else length.unit}"


def _identity(rules: Rules) -> Iterator[Line]:
    yield _line("When", rules.identity.when, WHEN[rules.identity.when.value])
    for item in rules.identity.items:
        yield _line("Asked for", item, item.value.label)
    yield from _maybe("May be asked for", rules.identity.may_ask)
    yield from _maybe("May be clarified", rules.identity.clarify)
    for said in _enough(rules):
        yield _line(_for_whom(said.value), said, _ways(said.value))
    cool_down = rules.identity.cool_down
    yield _line(
        "After a change of address", cool_down, f"Nothing leaves for {cool_down.value} hours"
    )
    yield _law("Limit", "More only where there are reasonable doubts", "Art. 12(6)")


def _enough(rules: Rules) -> list[Said[Enough]]:
    """The policy's own, and the law's for whatever it leaves open."""
    named = [(said.value.rights, said.value.risk) for said in rules.identity.enough]
    law = [said for said in LEAST if (said.value.rights, said.value.risk) not in named]
    return [*rules.identity.enough, *law]


def _for_whom(enough: Enough) -> str:
    if enough.risk == "higher":
        return "Enough where somebody asks for another person, or has a new address"
    if not enough.rights:
        return "Enough"
    return f"Enough for {joined([NAMES[right].lower() for right in enough.rights])}"


def _ways(enough: Enough) -> str:
    """“A code sent to their address; …”, least intrusive first."""
    labels = {value: str(label) for value, label in Method.choices}
    ways = [
        " and ".join(labels[way].lower() if place else labels[way] for place, way in enumerate(one))
        for one in enough.ways
    ]
    return "; or ".join([ways[0], *(f"{way[:1].lower()}{way[1:]}" for way in ways[1:])])


def _fees(rules: Rules) -> Iterator[Line]:
    free = rules.fee.free
    yield from _maybe("Ordinary requests", free, "Free" if free and free.value else "Not free")
    if cap := rules.fee.cap:
        yield _line("At most", cap, f"{cap.value.amount} {cap.value.currency}, {cap.value.when}")
    for ground in rules.fee.grounds:
        yield _line("The policy would charge for", ground)
    yield from _maybe("Instead of a fee", rules.fee.may_refuse, "May refuse")
    grounds = "Manifestly unfounded or excessive requests, and further copies, only"
    yield _law("A fee may be asked for", grounds, "Art. 12(5), 15(3)")


def _special(rules: Rules) -> Iterator[Line]:
    contact = "While the business continues, another contact takes the person's place"
    yield from _maybe("Erasure", rules.erasure.alternative_contact, contact)
    yield from _maybe("Erasure: when", rules.erasure.when)
    yield from _maybe("Erasure: identity", rules.erasure.identity_always, "Always checked")
    yield from _maybe("Erasure: what is kept", rules.erasure.may_keep)
    stop = rules.erasure.days_to_stop
    yield _line(
        "Erasure: time to stop it",
        stop,
        f"{days(stop.value)} from the day on which they are told" if stop.value else "None",
    )
    yield from _maybe("Portability: form", rules.portability.format)
    yield from _maybe("Portability: of what", rules.portability.basis)
    yield from _maybe("Portability: to others", rules.portability.transmit, "Sent when asked")
    for topic, said in (
        ("Restriction: grounds", rules.restriction.grounds),
        ("Restriction: meanwhile", rules.restriction.while_pending),
    ):
        yield from _maybe(topic, said, ", ".join(said.value).replace("-", " ") if said else "")
    yield from _maybe("Restriction: refusal", rules.restriction.may_refuse)
    if used := rules.automated.used:
        yield _line("Automated decisions", used, "May be made" if used.value else "Never made")
    for right in rules.automated.entitled_to:
        yield _line("Automated decisions", right, right.quote)


def _regulators(rules: Rules) -> Iterator[Line]:
    every = ([rules.regulator] if rules.regulator else []) + list(rules.second_regulators)
    for said in every:
        regulator: Regulator = said.value
        yield _line("Authority" if said is rules.regulator else "Also", said, regulator.name)


def _notes(rules: Rules) -> Iterator[Line]:
    yield from _maybe("Data of a customer", rules.notes.processor)
    yield from _maybe("Job applicants", rules.notes.recruitment)
    yield from _maybe("Sensitive data", rules.notes.sensitive)
    yield from _maybe("Who writes", rules.notes.sender)


def _places(rules: Rules) -> Iterator[Line]:
    for said in rules.search_places:
        yield _line(said.value.name, said, said.value.note or "Search here")


def _correspondence(rules: Rules) -> Iterator[Line]:
    if kept := rules.correspondence:
        yield _line("Kept", kept.text)
        yield from _maybe(
            "Deleted",
            kept.months,
            f"{kept.months.value} months after it came" if kept.months else "",
        )


def _kept(rules: Rules) -> Iterator[Line]:
    for kind, name in keeping.CLASSES.items():
        said = keeping.term(rules, kind)
        yield _line(name, said, keeping.told(said.value))


def _ladder(rules: Rules) -> Iterator[Line]:
    for step in rules.ladder.value:
        yield _line(capfirst(ladder_words.rung(step)), rules.ladder, capfirst(told(step)))
    escalating = rules.escalating.value
    levels = joined([PEOPLE.get(level, level) for level in escalating.levels])
    within = (
        f"{escalating.answer_within} working hour{'s' if escalating.answer_within != 1 else ''}"
    )
    yield _line(
        "Nobody has said “seen”",
        rules.escalating,
        f"After {within} the next is told: {levels}",
    )
    digest = rules.digest_from.value
    together = f"{digest} or more at once leave as one mail" if digest else "Each is a mail"
    yield _line("Many at once", rules.digest_from, together)
    yield _line(
        "Each morning",
        rules.morning_summary,
        "A summary" if rules.morning_summary.value else "None",
    )
    if aim := rules.internal_target.value:
        yield _line("We aim to answer", rules.internal_target, f"{days(aim)} before the due date")


def _release(rules: Rules) -> Iterator[Line]:
    approval = rules.approval.value
    alone = f"One person may approve their own, while there is nobody else: {approval.reason}"
    yield _line(
        "Before an answer is released",
        rules.approval,
        alone if approval.alone else "Somebody else approves it",
    )


def _hours(rules: Rules) -> Iterator[Line]:
    said, hours = rules.hours, rules.hours.value
    weekdays = joined([WEEKDAYS[day] for day in sorted(hours.weekdays) if day in range(7)])
    yield _line("Working days", said, weekdays or "None")
    yield _line("People are told", said, f"From {hours.opens} to {hours.closes}")
    holidays = "As on other days" if hours.holidays else "Nobody is told"
    yield _line("Public holidays", said, holidays)
    for quiet in hours.quiet:
        yield _line(
            "Quiet days",
            said,
            f"{_iso_words(quiet.first)} to {_iso_words(quiet.last)}: {quiet.why}",
        )


def _iso_words(text: str) -> str:
    try:
        return words.long(date.fromisoformat(text))
    except ValueError:  # a draft that nobody has checked yet
        return text
