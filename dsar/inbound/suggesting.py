"""Which right somebody may mean, and the words that say so. A suggestion: an officer decides.

A small grammar: for each right and language what people do and to what. The first that stands in a
sentence counts; a right that names itself ("right to erasure") before one that is described.
"""

# ruff: noqa: E501 - a rule is read in one line, as the sentence that it stands for
import re
from dataclasses import dataclass

# English, Swedish, German, Dutch, French.
_DATA = (
    r"(?:personal |my |all |private )*(?:data|information|details|account|records?|profile)"
    r"|(?:mina |personliga )*(?:person)?(?:uppgifter|data|konto|information)"
    r"|(?:meine[nr]? |personenbezogene[nr]? |persönliche[nr]? )*(?:Daten|Konto|Angaben|Informationen)"
    r"|(?:mijn |alle )*(?:persoons)?(?:gegevens|data|account|informatie)"
    r"|(?:mes |mon |les )*(?:données|informations|compte|dossier)"
)
_GAP = r"[^.!?\n]{0,80}?"
_RULES: tuple[tuple[str, str], ...] = (
    ("complaint",
     r"\b(?:formal complaint|lodge a complaint|I (?:want|wish|would like) to complain)\b"
     r"|\bklagomål\b|\bBeschwerde\b|\bklacht\b|\bréclamation\b|\bporter plainte\b"),
    ("access",
     r"\bsubject access request\b|\b(?:S|D)SAR\b|\bright (?:of|to) access\b|\barticle 15\b|\bArt\.? ?15\b"
     r"|\bregisterutdrag\b|\brätt till tillgång\b|\bAuskunft\w*\b|\binzageverzoek\b|\brecht (?:op|van) inzage\b"
     r"|\bdroit d['’]accès\b"),
    ("portability",
     r"\bportab\w+|\bdataportabilitet\b|\bDatenübertragbarkeit\b|\boverdraagbaarheid\b|\bArt(?:icle|\.)? ?20\b"
     r"|\bmachine[- ]readable\b"),
    ("automated",
     r"\bautomated (?:decision|processing)\b|\bhuman review\b|\bautomatiserat beslut\b"
     r"|\bautomatisierte\w* Entscheidung\b|\bgeautomatiseerde besluit\w*|\bdécision automatisée\b|\bArt(?:icle|\.)? ?22\b"),
    ("marketing",
     rf"\bunsubscribe me\b|\b(?:stop|no more|cease)\b{_GAP}\b(?:marketing|newsletters?|advertis\w+|promotion\w*)\b"
     r"|\b(?:sluta|inte)\b[^.!?\n]{0,60}\b(?:reklam|nyhetsbrev|marknadsföring)\b"
     r"|\b(?:kein\w*|nicht|stoppen|abbestell\w*)\b[^.!?\n]{0,60}\b(?:Werbung|Newsletter|Werbe\w*)\b"
     r"|\b(?:Werbung|Newsletter)\b[^.!?\n]{0,60}\b(?:nicht|abbestell\w*|widersprech\w*)\b"
     r"|\b(?:geen|stop\w*)\b[^.!?\n]{0,60}\b(?:reclame|nieuwsbrie\w+|marketing)\b"
     r"|\b(?:plus|arrêt\w*|désinscri\w+)\b[^.!?\n]{0,60}\b(?:publicité|newsletter|prospection|marketing)\b"),
    ("consent",
     rf"\b(?:withdraw|revoke|take back)\b{_GAP}\b(?:consent|permission)\b"
     r"|\båterkalla\w*\b[^.!?\n]{0,60}\bsamtycke\b|\bEinwilligung\b[^.!?\n]{0,60}\bwiderr\w+"
     r"|\bwiderruf\w*\b[^.!?\n]{0,60}\bEinwilligung\b|\btoestemming\b[^.!?\n]{0,60}\bintrek\w*"
     r"|\btrek\b[^.!?\n]{0,60}\btoestemming\b|\bretir\w+\b[^.!?\n]{0,60}\bconsentement\b"),
    ("erasure",
     rf"\bright to (?:be forgotten|erasure)\b|\barticle 17\b|\bArt\.? ?17\b"
     rf"|\b(?:delete|erase|remove|destroy)\b{_GAP}\b(?:{_DATA}|everything|me from)\b"
     rf"|\b(?:radera\w*|ta bort|tar bort)\b{_GAP}\b(?:{_DATA}|mig|allt)\b"
     rf"|\b(?:{_DATA})\b{_GAP}\b(?:gelöscht|löschen|raderade?|verwijder\w*|wissen|effac\w+|supprim\w+)\b"
     rf"|\b(?:lösch\w+|Löschung)\b{_GAP}\b(?:{_DATA})\b"
     rf"|\b(?:verwijder\w*|wis)\b{_GAP}\b(?:{_DATA})\b"
     rf"|\b(?:effac\w+|supprim\w+|suppression)\b{_GAP}\b(?:{_DATA})\b|\bdroit à l['’](?:effacement|oubli)\b"),
    ("rectification",
     rf"\bright to rectification\b|\barticle 16\b|\bArt\.? ?16\b|\b(?:correct|rectify|update|amend)\b{_GAP}\b(?:{_DATA}|address|name)\b"
     rf"|\b(?:rätta|korrigera|ändra)\b{_GAP}\b(?:{_DATA}|adress|namn)\b|\b(?:berichtig\w+|korrigier\w+)\b"
     rf"|\b(?:corrigeer|rectificeer|verbeter|wijzig)\w*\b{_GAP}\b(?:{_DATA}|adres|naam)\b"
     rf"|\b(?:rectifi\w+|corrig\w+)\b{_GAP}\b(?:{_DATA}|adresse|nom)\b"),
    ("restriction",
     rf"\brestrict\w*\b{_GAP}\b(?:processing|use|{_DATA})\b|\bbegränsning av behandling\w*"
     r"|\bEinschränkung der Verarbeitung\b|\bbeperking van de verwerking\b|\blimitation du traitement\b"),
    ("objection",
     rf"\b(?:I )?object\b{_GAP}\b(?:process\w+|use|using|{_DATA})\b|\binvänd\w*\b[^.!?\n]{{0,60}}\bbehandling\w*"
     r"|\bWiderspruch\b|\bwidersprech\w*\b|\bbezwaar\b|\bm['’]oppos\w+|\bdroit d['’]opposition\b"),
    ("access",
     rf"\b(?:copy|copies|send me|see|know|which|provide|give me|disclose|what)\b{_GAP}\b(?:{_DATA})\b{_GAP}\b(?:you|hold|have|about me|store\w*|keep)\b"
     rf"|\bcopy of (?:all )?(?:my|the) (?:{_DATA})\b"
     rf"|\b(?:kopia|utdrag|vilka|få)\b{_GAP}\b(?:{_DATA})\b"
     rf"|\b(?:Kopie|welche|gespeichert\w*)\b{_GAP}\b(?:{_DATA})\b"
     rf"|\b(?:kopie|inzage|welke|inzien)\b{_GAP}\b(?:{_DATA})\b"
     rf"|\b(?:copie|quelles|accès|communiquer|consulter)\b{_GAP}\b(?:{_DATA})\b"),
)  # fmt: skip
_GRAMMAR = tuple((right, re.compile(rule, re.IGNORECASE)) for right, rule in _RULES)
_ENDS = re.compile(r"(?<!\bArt)[.!?]\s|\n\s*\n|\n")
LONGEST_QUOTE, LOOKED_AT = 240, 20_000
_LANGUAGES = {
    "en": "the and you please have that with request",
    "sv": "och jag att är inte på mina vänligen",
    "de": "und ich nicht bitte die ist mit meine",
    "nl": "en ik het niet van mijn graag een",
    "fr": "et je vous les des que mes pour",
}


@dataclass(frozen=True)
class Suggestion:
    right: str
    quote: str
    """The sentence that led to it, as they wrote it."""


def suggest(subject: str, text: str) -> list[Suggestion]:
    """Each right that the words may mean, once, in the order in which it is asked for."""
    words = f"{subject}\n\n{text}"[:LOOKED_AT]
    found: dict[str, int] = {}
    for right, rule in _GRAMMAR:
        match = rule.search(words)
        if match and right not in found:
            found[right] = match.start()
    if "marketing" in found and found.get("objection") == found["marketing"]:
        del found["objection"]
    ordered = sorted(found.items(), key=lambda one: one[1])
    return [Suggestion(right, _sentence(words, at)) for right, at in ordered]


def language_of(text: str) -> str:
    """The one of our five whose small words stand in it most; English where none does."""
    words = re.findall(r"[^\W\d_]+", text[:LOOKED_AT].lower())
    counts = {
        code: sum(word in small for word in words)
        for code, small in ((code, set(said.split())) for code, said in _LANGUAGES.items())
    }
    return max(counts, key=lambda code: (counts[code], code == "en"))


def _sentence(words: str, at: int) -> str:
    start = max((end.end() for end in _ENDS.finditer(words, 0, at)), default=0)
    ending = _ENDS.search(words, at)
    sentence = words[start : ending.start() + 1 if ending else len(words)].strip()
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    before = max(0, at - start - LONGEST_QUOTE // 4)
    return "… " + sentence[before : before + LONGEST_QUOTE].strip() + " …"
