"""What one caller may do in an hour, and how often a mailbox is written to."""

from dsar.limits import HOUR, allows, allows_of

__all__ = [
    "CODES",
    "DRAFTS",
    "HOUR",
    "RESULTS",
    "SENDS",
    "SENDS_AT_ALL",
    "UPLOADS",
    "allows",
    "allows_mail",
]

# An office may share one address, so these are far above what one person does.
CODES = ("code", 60, HOUR)
SENDS = ("send", 30, HOUR)
# Beyond those a request is still taken in, and marked for the officers; beyond these it is not.
SENDS_AT_ALL = ("send-at-all", 300, HOUR)
UPLOADS = ("upload", 60, HOUR)
DRAFTS = ("draft", 300, HOUR)
# An outside service brings the results of everybody it checked.
RESULTS = ("result", 600, HOUR)
# A stranger's mailbox: the receipt, a code, and one more.
MAILS = ("mail", 3, HOUR)


def allows_mail(email: str) -> bool:
    """Count this one to the mailbox; False when it is one too many for the hour."""
    mailbox, _, domain = email.strip().casefold().rpartition("@")
    # What follows a plus sign reaches the same mailbox.
    return allows_of(MAILS, f"{mailbox.partition('+')[0]}@{domain}")
