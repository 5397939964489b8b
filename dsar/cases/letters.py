"""Letters to the requester: written from the case's own facts, kept sealed, owed to the outbox.

A letter is one text, in the language of the case; its HTML body is made from the same text, so
the two cannot differ. The subject carries company and reference and nothing else: others may see
it.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import number_format

from deadlines import telling
from deadlines.models import Clock
from deadlines.working import Working
from dsar import languages
from dsar.companies.letter_words import Where, Words, filled, words_for
from dsar.companies.models import Company
from dsar.companies.rights import AT_ONCE, asked_for
from dsar.outbox.operations import enqueue
from dsar.typeset.mail import as_html
from dsar.vault.operations import seal, unseal

from . import on_paper
from .dates import civil_date, in_words
from .grounds import Ground
from .letter_kinds import has_own
from .models import Case, Message

# Ends greeting and opening while the letter is written: nobody can have it in their words.
_END = "\x1e"
_GREETING_ENDS = re.compile(rf"{_END}\s*(.)")
# Where what follows the comma of a greeting goes on in small letters.
_GOES_ON_SMALL = {"de"}
# How the outbox calls what `owe_mail` owes: nothing else that it has goes to a requester.
TO_REQUESTER = ("letter:", "code:", "contact-changed:")


def send(
    case: Case, kind: str, *, actor: str, now: datetime, holds_while: str = "", **facts: Any
) -> Message:
    """Write letter `kind` (a file of templates/letters/), keep it, and owe it to the requester.

    `holds_while` names a reason that is asked again about the letter before it leaves. Without an
    e-mail address it is kept as “to be printed and posted”.
    """
    person = unseal(case, "person")
    text = write(case, kind, person=person, today=civil_date(case.company, now), **facts)
    by_post = not person.get("email")
    message = keep(
        case, kind, text, to=on_paper.address(person), by_post=by_post, actor=actor, now=now
    )
    if not by_post:
        owe_mail(
            case,
            key=f"letter:{message.pk}",
            to=person["email"],
            text=text,
            now=now,
            reason=holds_while,
            about=str(message.pk) if holds_while else "",
        )
    return message


def leave(case: Case, kind: str, *, actor: str, now: datetime, **facts: Any) -> Message:
    """Write letter `kind` and leave it on the page of the request: the mail says only that it is
    there. Without an e-mail address it goes on paper, as any letter."""
    person = unseal(case, "person")
    if not person.get("email"):
        return send(case, kind, actor=actor, now=now, **facts)
    today = civil_date(case.company, now)
    text = write(case, kind, person=person, today=today, **facts)
    to = on_paper.address(person)
    message = keep(case, kind, text, to=to, by_post=False, actor=actor, now=now)
    owe_mail(
        case,
        key=f"letter:{message.pk}",
        to=person["email"],
        text=write(case, "message_waiting", person=person, today=today),
        now=now,
    )
    return message


def keep(
    case: Case, kind: str, text: str, *, to: str, by_post: bool, actor: str, now: datetime
) -> Message:
    """The letter is kept, sealed, as it is now; `by_post` owes it on paper, to `to`."""
    message = Message(
        company=case.company,
        case=case,
        direction=Message.Direction.OUT,
        kind=kind,
        by_post=by_post,
        language=languages.known(case.language),
        actor=actor,
        at=now,
    )
    fixed = on_paper.fixed(case, text=text, to=to, by_post=by_post)
    seal(message, "body", {"subject": subject_of(case), "text": text, **fixed})
    message.save(force_insert=True)
    return message


def subject_of(case: Case) -> str:
    return f"{case.company.name}: {case.reference}"


def send_code(
    case: Case, *, code: str, purpose: str, challenge_id: object, now: datetime, link: str = ""
) -> None:
    """Owe a six-digit code by mail, and the link that does the same if there is one. Neither is
    kept with the case: they are keys, not letters."""
    person = unseal(case, "person")
    text = write(case, "code", person=person, code=code, purpose=purpose, link=link)
    owe_mail(case, key=f"code:{challenge_id}", to=person["email"], text=text, now=now)


def owe_mail(
    case: Case,
    *,
    key: str,
    to: str,
    text: str,
    now: datetime,
    reason: str = "",
    about: str = "",
) -> None:
    language = languages.known(case.language)
    mail = mail_of(case.company, to=to, subject=subject_of(case), text=text, language=language)
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=key,
        payload=mail | {"thread": case.reference},
        now=now,
        reason=reason,
        subject=about,
    )


def mail_of(company: Company, *, to: str, subject: str, text: str, language: str) -> dict[str, str]:
    """What the outbox sends: from the company, as text and as the same text in HTML."""
    return {
        "from": company.sender_email,
        "from_name": company.name,
        "to": to,
        "reply_to": company.sender_email,
        "subject": subject,
        "text": text,
        "html": as_html(text, subject=subject, language=language),
    }


def write(
    case: Case,
    kind: str,
    *,
    person: dict[str, Any],
    today: date | None = None,
    words: Words | None = None,
    **facts: Any,
) -> str:
    """The text of a letter. Plain words: no article numbers but where the law wants them named.

    With `today`, a promise whose day has passed is named as such beside the law's date. Facts are
    given in English, and as dates: the template says them in the language of the case. `words`
    are the company's own, where they are not those in force.
    """
    with languages.spoken(case.language):
        own = _own_words(case, kind, words)
        text = _rendered(case, kind, person=person, today=today, own=own, **facts)
    small = not own.opening and languages.known(case.language) in _GOES_ON_SMALL
    return tidied(text.replace(_END, "") if small else _after_greeting(text))


def _own_words(case: Case, kind: str, words: Words | None) -> Words:
    """What the company says itself in this letter, with its fields filled."""
    if not has_own(kind):
        return Words()
    if words is None:
        where = Where(kind, languages.known(case.language), case.right, case.law)
        words = words_for(case.company, where)
    return filled(
        words,
        {
            "reference": case.reference,
            "company": case.company.name,
            "email": case.company.sender_email,
            "received": in_words(civil_date(case.company, case.received_at)),
            "right": asked_for(case.right),
        },
    )


def _after_greeting(text: str) -> str:
    """Its first sentence begins as one, though the words are kept in small letters."""
    begun = _GREETING_ENDS.sub(lambda found: f"\n\n{found[1].upper()}", text, count=1)
    return begun.replace(_END, "")


def tidied(text: str) -> str:
    """What a template leaves out leaves its blank lines behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _rendered(
    case: Case, kind: str, *, person: dict[str, Any], today: date | None, own: Words, **facts: Any
) -> str:
    rules, clock = case.policy.rules, case.clock
    due, missed = told_date(clock, today=today)
    return render_to_string(
        f"letters/{kind}.txt",
        {
            "case": case,
            "company": case.company,
            "own": own,
            "begins": _END,
            "clock": clock,
            "rules": rules,
            "regulator": rules.regulator.value if rules.regulator else None,
            "has_regulator": case.law != "ccpa",
            "is_uk": case.law == "uk-gdpr",
            "at_once": case.right in AT_ONCE,
            "name": greeted(person["name"]),
            "by_post": not person.get("email"),
            "due": in_words(due),
            "missed": in_words(missed),
            "why": telling.sentence(clock.explained),
            "status_link": f"{settings.PUBLIC_URL}/status/?ref={case.reference}",
            "complain_link": f"{settings.PUBLIC_URL}/{case.company.slug}/complain/",
            **{
                key: in_words(fact) if isinstance(fact, date) else fact
                for key, fact in facts.items()
            },
        },
    )


def cited(case: Case, ground: Ground) -> str:
    """The article and the law of a ground as they are named where the letter is read."""
    with languages.spoken(case.language):
        return ground.cite(case.law)


def money(amount: Decimal, currency: str) -> str:
    """In the language in force: 7.50 GBP, 7,50 EUR"""
    return f"{number_format(amount)} {currency}"


def money_for(case: Case, amount: Decimal, currency: str) -> str:
    """As it is written where the letter is read."""
    with languages.spoken(case.language):
        return money(amount, currency)


# What a mail program would make a link of: “https:…”, “name@host”, “host.example”.
_LINK = re.compile(r"[:/\\@]|\w[.。]\w{2,}")
LONGEST_GREETING = 80  # characters


def greeted(name: str) -> str:
    """The name, or nothing for what is none: anybody can have us write to anybody, and must not
    lead them to a page of their own by what they call themselves."""
    plain = unicodedata.normalize("NFKC", name)
    return "" if len(name) > LONGEST_GREETING or _LINK.search(plain) else name


def told_date(
    dates: Clock | Working, *, today: date | None = None
) -> tuple[date | None, date | None]:
    """The date that a letter of today names, and beside it a promise whose day has passed."""
    due, promised = dates.due_on, dates.promise_on
    if today and due and due < today and due == promised != dates.statutory_on:
        return dates.statutory_on, promised
    return due, None
