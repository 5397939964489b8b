"""What somebody wrote now, apart from what they quote and sign with. All of it is kept."""

import re

# The line with which mail programs introduce what they quote, in the languages that we read.
_INTRODUCES = re.compile(
    r"^[ \t]*(?:"
    r"On [^\n]{5,200}(?:\n[^\n]{0,120})?\bwrote:"
    r"|Am [^\n]{5,200}(?:\n[^\n]{0,120})?\bschrieb[^\n]{0,120}:"
    r"|Le [^\n]{5,200}(?:\n[^\n]{0,120})?\ba écrit ?:"
    r"|Op [^\n]{5,200}(?:\n[^\n]{0,120})?\b(?:schreef|het volgende geschreven)[^\n]{0,120}:"
    r"|(?:Den|Mån|Tis|Ons|Tors|Fre|Lör|Sön)\b[^\n]{5,200}(?:\n[^\n]{0,120})?\bskrev[^\n]{0,120}:"
    r"|-{2,} ?(?:Original Message|Ursprüngliche Nachricht|Message d['’]origine"
    r"|Oorspronkelijk bericht|Ursprungligt meddelande) ?-{2,}"
    r"|_{20,}"
    r"|(?:From|Von|De|Van|Från): [^\n]{3,200}\n(?:[^\n]{0,200}\n){0,3}?"
    r"(?:Sent|Date|Gesendet|Datum|Envoyé|Date|Verzonden|Skickat)\s?:[^\n]*"
    r")[ \t]*$",
    re.MULTILINE,
)
_SIGNED = re.compile(r"^-- ?$", re.MULTILINE)


def parted(text: str) -> tuple[str, str]:
    """Their own words, and the rest. Where nothing would be left, all of it is their own."""
    ends = [found.start() for found in (rule.search(text) for rule in _RULES) if found]
    end = min([*ends, _quoted_from(text)])
    own, rest = text[:end].strip(), text[end:].strip()
    return (own, rest) if own else (text.strip(), "")


def _quoted_from(text: str) -> int:
    """Where the lines of “>” that end it begin: its length, where none do."""
    found = at = len(text)
    for line in reversed(text.split("\n")):
        at -= len(line)
        if line.startswith(">"):
            found = at
        elif line.strip():
            break
        at -= 1
    return found


_RULES = (_INTRODUCES, _SIGNED)
