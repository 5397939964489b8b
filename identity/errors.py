"""Refusals. The text of each is one sentence that a person can be shown."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def day(moment: datetime) -> str:
    """22 November 2026."""
    return date_format(moment, "j F Y")


class IdentityError(Exception):
    """Something that the proof of who someone is does not allow. Nothing was changed."""


class WrongCode(IdentityError):
    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        said = ngettext(
            "That is not the code we sent; you can try {tries} more time.",
            "That is not the code we sent; you can try {tries} more times.",
            tries_left,
        )
        super().__init__(said.format(tries=tries_left))


class ExpiredCode(IdentityError):
    """Too old, used before, replaced by a newer one, or never made: one answer for all four."""

    def __init__(self) -> None:
        super().__init__(_("This code no longer works; ask for a new one."))


class TooManyTries(IdentityError):
    def __init__(self) -> None:
        super().__init__(_("This code was entered wrongly too often; ask for a new one."))


class AlreadyDecided(IdentityError):
    def __init__(self, decided_at: datetime) -> None:
        super().__init__(
            _("This identity check was finished on {day} and cannot be changed.").format(
                day=day(decided_at)
            )
        )


class NoSuchItem(IdentityError):
    def __init__(self, code: str) -> None:
        super().__init__(_("Nothing called “{code}” was asked for.").format(code=code))


class NoSuchMethod(IdentityError):
    def __init__(self, method: str) -> None:
        super().__init__(f"There is no way called “{method}” to check who someone is.")


class ReasonNeeded(IdentityError):
    def __init__(self, choices: list[str]) -> None:
        super().__init__(f"Give one of these reasons: {', '.join(choices)}.")


class WrongKindOfProof(IdentityError):
    """A document without a file, or a file for something that is not a document."""


class NotEnough(IdentityError):
    """The method named for the decision has nothing to stand on."""


class WrongFact(IdentityError):
    """One answer for all tries, the last one too: whoever guesses learns nothing but to stop."""

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(
            _("That is not what we have. Look at it once more, or choose another way below.")
            if tries_left
            else _("That was not what we have, too often; choose another way below.")
        )


class BadToken(IdentityError):
    """What came back from the company's account system cannot be relied on."""

    def __init__(self, *, other_address: bool = False) -> None:
        super().__init__(
            _("That account has another email address than this request; choose another way.")
            if other_address
            else _("We could not confirm that you signed in; please try again.")
        )


class BadCallback(IdentityError):
    """What claims to come from an outside service does not, or came too late, or twice."""

    def __init__(self) -> None:
        super().__init__("This result cannot be taken: it is not signed, is too old, or was used.")
