"""The keys of the desk. Each presses something that stands on the page; none does more."""

import re
from dataclasses import dataclass

from dsar.accounts.preferences import Preferences

# One letter, figure or mark; or two, one after the other, of which the first is g.
KEY = re.compile(r"(g )?[^\s\x00-\x1f]")
LEADER = "g"


@dataclass(frozen=True)
class Command:
    code: str
    key: str
    what: str
    fixed: bool = False
    """Held with Ctrl: it is no single key, so nobody presses it by mistake."""


COMMANDS = (
    Command("today", "g t", "Go to Today"),
    Command("all", "g a", "Go to All cases"),
    Command("search", "/", "Search, on All cases"),
    Command("select", "x", "Select this case and go to the next, on All cases"),
    Command("snooze", "h", "Snooze"),
    Command("why", "w", "Why this date"),
    Command("letter", "l", "The letter: read it, or write that we are late"),
    Command("send", "s", "Review and send: the next step, or the letter with your words"),
    Command("pause", "p", "Ask a question, which can pause the clock"),
    Command("extend", "e", "Extend"),
    Command("refuse", "r", "Refuse"),
    Command("close", "d", "Close"),
    Command("accept", "1", "It is a real request"),
    Command("duplicate", "2", "Close without an answer, as asked before"),
    Command("not-a-request", "3", "It is spam"),
    Command("keys", "?", "Show the keys"),
    Command("commands", "Ctrl K", "Show all commands", fixed=True),
    Command("submit", "Ctrl Enter", "Send the form", fixed=True),
)
# The actions of a case that a key leads to.
OF_ACTIONS = {
    "tell_late": "letter",
    "release": "send",
    "approve": "send",
    "send_to_review": "send",
    "accept_identity": "send",
    "ask_question": "pause",
    "extend": "extend",
    "refuse": "refuse",
    "close": "close",
    "trust": "accept",
    "set_aside": "duplicate",
    "call_spam": "not-a-request",
}


def keys_of(preferences: Preferences) -> dict[str, str]:
    """By command, as this person has them; none where they are switched off."""
    if preferences.keys_off:
        return {}
    own = preferences.keys
    return {c.code: c.key if c.fixed else own.get(c.code, c.key) for c in COMMANDS}


def wrong_with(key: str) -> str:
    """Why this can be nobody's key, as a sentence; empty for nothing."""
    if not KEY.fullmatch(key):
        return "Give one letter, figure or mark, or g, a space and one more."
    if key == LEADER:
        return "g begins keys of two letters, so it cannot be one by itself."
    return ""
