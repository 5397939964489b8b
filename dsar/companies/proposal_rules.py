"""How each thing that can be read in a policy becomes a rule, and how that is undone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Literal

from django.utils.translation import gettext_noop

from dsar.companies.countries import COUNTRIES, authority_of
from dsar.companies.proposal_words import REGULATORS, right_of, shown
from dsar.companies.reading.proof import asks_everybody
from dsar.companies.rules import (
    RIGHTS,
    Cap,
    Channel,
    Extension,
    Fee,
    IdentityItem,
    Promise,
    Retention,
    Rules,
    Said,
)

Taking = Callable[[Rules, Said[Any]], Rules]
# These are shown to requesters in their language.
PROCESSOR: Final = gettext_noop(
    "If another company decides about your data, we tell you whom to ask, and pass your request on."
)
RECRUITMENT: Final = gettext_noop(
    "Applied for a job? That has its own notice. You can still ask here."
)
_UNFIT: Final = ("unfounded", "excessive", "repetitive")
_DOCUMENTS: Final = {
    "passport": gettext_noop("Passport"),
    "driving_licence": gettext_noop("Driving licence"),
    "national_id": gettext_noop("Identity card"),
    "proof_of_address": gettext_noop("Proof of address"),
}


def becomes_rule(field: str, value: Any) -> bool:
    """False for what the desk does for everybody anyway, and for what it cannot take."""
    if field == "regulator":
        return value in REGULATORS
    if field == "refuse_when":
        return any(one in _UNFIT for one in value)
    if field in ("channels.postal", "processor_redirect", "erasure.alternative_contact"):
        return bool(value)
    return field in TAKES


def without_policy(rules: Rules) -> Rules:
    """The rules with nothing left of what can be read in a text and came from one."""
    kept = tuple(said for said in rules.channels if not _from_text(said))
    promise = {right: _typed(said) for right, said in rules.promise.items()}
    words = {right: said for right, said in rules.promise_words.items() if not _from_text(said)}
    rights = {right: _typed(said) for right, said in rules.rights.items()}
    fee, identity = rules.fee, rules.identity
    grounds = tuple(said for said in fee.grounds if not _from_text(said))
    items = tuple(said for said in identity.items if not _from_text(said))
    letters = rules.correspondence
    country = rules.country.value if rules.country else ""
    authority = authority_of(country) if country in COUNTRIES else None
    return replace(
        rules,
        channels=kept,
        promise=promise,
        promise_words=words,
        rights=rights,
        informed=_typed(rules.informed),
        extension=_typed(rules.extension),
        extension_notice=_typed(rules.extension_notice),
        fee=Fee(_typed(fee.free), _typed(fee.cap), grounds, _typed(fee.may_refuse)),
        identity=replace(
            identity,
            when=_typed(identity.when) or IN_DOUBT,
            items=items,
            may_ask=_typed(identity.may_ask),
        ),
        regulator=_typed(rules.regulator) or authority,
        second_regulators=tuple(said for said in rules.second_regulators if not _from_text(said)),
        dpo=tuple(said for said in rules.dpo if not _from_text(said)),
        erasure=replace(
            rules.erasure, alternative_contact=_typed(rules.erasure.alternative_contact)
        ),
        automated=replace(rules.automated, used=_typed(rules.automated.used)),
        notes=replace(
            rules.notes,
            processor=_typed(rules.notes.processor),
            recruitment=_typed(rules.notes.recruitment),
        ),
        correspondence=letters if letters and not _from_text(letters.text) else None,
    )


IN_DOUBT: Final[Said[Any]] = Said("if-in-doubt", "law", "Art. 12(6)")


def _typed(said: Said[Any] | None) -> Said[Any] | None:
    return None if said is None or _from_text(said) else said


def _from_text(said: Said[Any]) -> bool:
    """Also where another value was taken than the sentence says: it keeps the sentence."""
    return said.source == "policy" or (said.source == "administrator" and bool(said.quote))


def _period(rules: Rules, said: Said[Any]) -> Rules:
    """A promise for every right; a longer time than the law's is none, and stays as words."""
    rights = [right for right in RIGHTS if right != "complaint"]
    promise = promise_of(said.value)
    if promise is None:
        words = replace(said, value=said.quote)
        return replace(rules, promise_words=rules.promise_words | dict.fromkeys(rights, words))
    promised: dict[str, Said[Promise] | None] = dict.fromkeys(rights, replace(said, value=promise))
    return replace(rules, promise=rules.promise | promised)


def promise_of(period: Mapping[str, Any]) -> Promise | None:
    """Days of work are counted as the calendar days they are without holidays, so that no holiday
    makes the date later than the policy can mean. None: longer than one month."""
    count, unit = period["amount"], period["unit"]
    if unit == "month":
        return Promise(count, "months") if count == 1 else None
    days = count if unit == "calendar_day" else count * 7 // 5
    return Promise(max(days, 1), "days") if days <= 30 else None


def _extension(rules: Rules, said: Said[Any]) -> Rules:
    grounds = rules.extension.value.grounds if rules.extension else ()
    count = said.value["amount"]
    unit: Literal["days", "months"] = "months" if said.value["unit"] == "month" else "days"
    if said.value["unit"] == "business_day":
        count = count * 7 // 5
    return replace(rules, extension=replace(said, value=Extension(count, unit, grounds)))


def _grounds(rules: Rules, said: Said[Any]) -> Rules:
    words = tuple(shown("extension_when", [one]) for one in said.value)
    if rules.extension is None:
        return replace(rules, extension=replace(said, value=Extension(None, "months", words)))
    known = rules.extension.value
    grown = replace(known, grounds=(*known.grounds, *words))
    return replace(rules, extension=replace(rules.extension, value=grown))


def _told_longer(rules: Rules, said: Said[Any]) -> Rules:
    return replace(rules, extension_notice=replace(said, value=said.quote))


def _free(rules: Rules, said: Said[Any]) -> Rules:
    return replace(rules, fee=replace(rules.fee, free=said))


def _cap(rules: Rules, said: Said[Any]) -> Rules:
    amount = f"{float(said.value['amount']):.2f}"
    cap = Cap(amount, said.value["currency"], "where the policy asks for money")
    return replace(rules, fee=replace(rules.fee, cap=replace(said, value=cap)))


def _charged(rules: Rules, said: Said[Any]) -> Rules:
    ground = replace(said, value=said.quote)
    return replace(rules, fee=replace(rules.fee, grounds=(*rules.fee.grounds, ground)))


def _refused(rules: Rules, said: Said[Any]) -> Rules:
    return replace(rules, fee=replace(rules.fee, may_refuse=replace(said, value=True)))


def _proof(rules: Rules, said: Said[Any]) -> Rules:
    when = {"always": "always", "if_in_doubt": "if-in-doubt"}[said.value]
    return replace(rules, identity=replace(rules.identity, when=replace(said, value=when)))


def _evidence(rules: Rules, said: Said[Any]) -> Rules:
    """What its sentence asks of everybody is asked in the form; else an officer may ask for it."""
    identity = rules.identity
    of_everybody = identity.when.value == "always" and asks_everybody(said.quote)
    if not of_everybody or not _items(said.value):
        asked = identity.may_ask or replace(said, value=said.quote)
        return replace(rules, identity=replace(identity, may_ask=asked))
    known = {one.value.code for one in identity.items}
    items = tuple(replace(said, value=one) for one in _items(said.value) if one.code not in known)
    return replace(rules, identity=replace(identity, items=(*identity.items, *items)))


def _items(codes: list[str]) -> list[IdentityItem]:
    found = [_ITEMS[code] for code in codes if code in _ITEMS]
    if names := tuple(_DOCUMENTS[code] for code in codes if code in _DOCUMENTS):
        label = " or ".join([names[0], *(name.lower() for name in names[1:])])
        choices = names if len(names) > 1 else ()
        found.append(
            IdentityItem("identity-document", "document", label, COVER, ELSE, False, True, choices)
        )
    return found


COVER: Final = gettext_noop(
    "Cover everything except your name, photo and expiry date."
    " We delete the copy when we have checked it."
)
ELSE: Final = gettext_noop("I do not have this: check me another way")
_ITEMS: Final = {
    "company_email": IdentityItem(
        "company-email",
        "email",
        gettext_noop("Your company email address"),
        gettext_noop("The address you used with us."),
    ),
    "account_or_contract_reference": IdentityItem(
        "contract-reference",
        "text",
        gettext_noop("Account or contract reference"),
        gettext_noop("It is usually on invoices."),
    ),
}


def _right(rules: Rules, said: Said[Any]) -> Rules:
    words = replace(said, value=said.quote)
    right = right_of(said.value)
    if right == "informed":
        return replace(rules, informed=words)
    return replace(rules, rights=rules.rights | {right: words})


def _channel(kind: Any) -> Taking:
    def take(rules: Rules, said: Said[Any]) -> Rules:
        """One that was typed in already is that one, and not a second."""
        value = said.value if isinstance(said.value, str) else ""
        known = [one for one in rules.channels if one.value.kind == kind]
        if any(one.value.value == value or not value for one in known):
            return rules
        return replace(rules, channels=(*rules.channels, replace(said, value=Channel(kind, value))))

    return take


def _regulator(rules: Rules, said: Said[Any]) -> Rules:
    named = replace(said, value=REGULATORS[said.value])
    if rules.regulator is not None and rules.regulator.source == "policy":
        return replace(rules, second_regulators=(*rules.second_regulators, named))
    return replace(rules, regulator=named)


def _processor(rules: Rules, said: Said[Any]) -> Rules:
    return replace(rules, notes=replace(rules.notes, processor=replace(said, value=PROCESSOR)))


def _officer(kind: Any) -> Taking:
    def take(rules: Rules, said: Said[Any]) -> Rules:
        if any(one.value.kind == kind and one.value.value == said.value for one in rules.dpo):
            return rules
        return replace(rules, dpo=(*rules.dpo, replace(said, value=Channel(kind, said.value))))

    return take


def _automated(rules: Rules, said: Said[Any]) -> Rules:
    """One sentence that says they are made weighs more than one that says they are not."""
    known = rules.automated.used
    used = known if known is not None and known.value else said
    return replace(rules, automated=replace(rules.automated, used=used))


def _somebody_else(rules: Rules, said: Said[Any]) -> Rules:
    return replace(rules, erasure=replace(rules.erasure, alternative_contact=said))


def _applicants(rules: Rules, said: Said[Any]) -> Rules:
    note = replace(said, value=RECRUITMENT)
    return replace(rules, notes=replace(rules.notes, recruitment=note))


def _letters(rules: Rules, said: Said[Any]) -> Rules:
    months = replace(said, value=said.value["amount"]) if said.value["unit"] == "month" else None
    return replace(rules, correspondence=Retention(replace(said, value=said.quote), months))


# In this order: a later one looks at what an earlier one took.
TAKES: Final[Mapping[str, Taking]] = MappingProxyType(
    {
        "response_period": _period,
        "extension": _extension,
        "extension_when": _grounds,
        "extension_notice_within": _told_longer,
        "fee.free": _free,
        "fee.fee_cap": _cap,
        "fee.fee_when": _charged,
        "refuse_when": _refused,
        "identity.required": _proof,
        "identity.evidence": _evidence,
        "rights": _right,
        "channels.email": _channel("email"),
        "channels.phone": _channel("phone"),
        "channels.postal": _channel("post"),
        "regulator": _regulator,
        "processor_redirect": _processor,
        "correspondence_retention": _letters,
        "dpo.email": _officer("email"),
        "dpo.phone": _officer("phone"),
        "dpo.post": _officer("post"),
        "automated.used": _automated,
        "erasure.alternative_contact": _somebody_else,
        "notes.recruitment": _applicants,
    }
)
