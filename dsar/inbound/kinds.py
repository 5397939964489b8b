"""What wrote it: a person, a machine that answers by itself, or a mail server that gives back."""

import re

from .reading import Facts

_ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+.-][^@]*)?@",
    re.IGNORECASE,
)
_GIVEN_BACK = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|has failed|notification)|mail delivery"
    r"|failure notice|unzustellbar|nicht zugestellt|onbestelbaar|niet bezorgd"
    r"|non remis|non distribué|kunde inte levereras|gick inte att leverera",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|abwesen"
    r"|automatische antwort|automatisch antwoord|afwezig|réponse automatique|absence"
    r"|autosvar|automatiskt svar|frånvaro)",
    re.IGNORECASE,
)


def failed_for(facts: Facts) -> str | None:
    """The code with which a mail came back ("5.1.1"), empty where no code stands there; None where
    this says no such thing, as of a delay."""
    for one in facts.report:
        if one["action"].lower() == "failed":
            return one["status"].split(" ", 1)[0][:10]
    if facts.report:
        return None
    server = facts.no_return_path or _ROBOT.match(facts.email)
    if facts.headers.get("x-failed-recipients") or (server and _GIVEN_BACK.search(facts.subject)):
        return ""
    return None


def is_automatic(facts: Facts) -> bool:
    """A machine answered, or tells of a delay. Nobody asks for anything with it."""
    said = facts.headers
    auto = said.get("auto-submitted", "").split(";")[0].strip().lower()
    return (
        auto.startswith("auto-replied")
        or said.get("precedence", "").lower() == "auto_reply"
        or bool(said.get("x-autoreply") or said.get("x-autorespond"))
        or facts.type == "multipart/report"
        or facts.no_return_path
        or bool(_AWAY.match(facts.subject) and (auto not in ("", "no") or _suppresses(facts)))
    )


def is_from_machine(facts: Facts) -> bool:
    """It went out without a person, or to many. A form on a web site sends such mails too, and with
    them requests: so it is said, and hides nothing."""
    said = facts.headers
    auto = said.get("auto-submitted", "no").split(";")[0].strip().lower()
    return (
        auto not in ("", "no")
        or said.get("precedence", "").lower() in ("bulk", "junk", "list")
        or bool(said.get("list-id") or said.get("list-unsubscribe"))
        or _suppresses(facts)
        or bool(_ROBOT.match(facts.email))
    )


def _suppresses(facts: Facts) -> bool:
    return facts.headers.get("x-auto-response-suppress", "").lower() not in ("", "none")
