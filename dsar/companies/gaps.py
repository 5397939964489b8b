"""What nobody may invent for a company, and the portal cannot do without."""

from zoneinfo import ZoneInfo

from deadlines.holidays import UnknownCalendar, calendar_of
from dsar.companies.ladders import faults
from dsar.companies.rules import Rules


def missing(rules: Rules) -> list[str]:
    """What an administrator must still fill in, a sentence each; empty when it can be published."""
    checks = (
        (rules.legal_name is None, "Which legal entity answers? The policy names none."),
        (
            any(said.value.kind == "post" and not said.value.value for said in rules.channels),
            "What is the postal address? The policy invites letters and prints none.",
        ),
        (not rules.channels, "Where else can people ask? At least one address or number."),
        (not rules.sender_email.value, "Which email address do our messages come from?"),
        (rules.country is None, "In which country does the company act?"),
        (not _counts(rules), "Whose public holidays move a due date?"),
        (not _has_days(rules), "In which time zone does a day end?"),
        (
            rules.regulator is None,
            "Which supervisory authority can people complain to? The policy names none.",
        ),
    )
    return [*(sentence for is_missing, sentence in checks if is_missing), *faults(rules)]


def _counts(rules: Rules) -> bool:
    """Its calendar is one that clocks can run by: with another, no request could be taken."""
    if rules.calendar is None:
        return False
    try:
        calendar_of(rules.calendar.value)
    except UnknownCalendar:
        return False
    return True


def _has_days(rules: Rules) -> bool:
    if rules.timezone is None:
        return False
    try:
        ZoneInfo(rules.timezone.value)
    except (KeyError, OSError, ValueError):
        return False
    return True
