"""Which supervisory authorities and registrars a policy names.

"Your local authority" is nobody in particular. A name is one that is known here, by what it is
called or where its site is, or a capitalised one of the usual make with a place in it.
"""

import re
from collections.abc import Iterator
from typing import Final

from .finding import Finding
from .topics import Document

_KNOWN: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("OAIC (Australia)", r"\bOAIC\b|Australian Information Commissioner|oaic\.gov\.au"),
        (
            "ICO",
            r"\bico\.(?:org|gov)\.uk|\bICO\b|\bICO\.(?:org|gov)\.uk|"
            r"(?<!Australian )(?<!NSW )(?<!Protection and )(?<!Canada )(?:\bUK(?:['’]s)? |\bthe "
            r"|\bBritish |\b)?Information "
            r"Commission(?:er(?:['’]?s)?(?:['’]s)?(?: Office)?)?\b(?! of "
            r"(?:Canada|Ireland|Jersey|Guernsey|Isle)| (?:\(?Isle|Jersey|"
            r"for Jersey))",
        ),
        (
            "IMY",
            r"\bIMY\b|imy\.se|Integritetsskyddsmyndigheten|Datainspektionen|"
            r"datainspektionen\.se|Swedish (?:Authority for Privacy "
            r"Protection|Data (?:Protection|Inspection) (?:Authority|Board)|"
            r"Privacy Protection Authority|Data Inspection)",
        ),
        (
            "DPC",
            r"\bDPC\b|dataprotection\.ie|(?<!Personal )(?<!Nigeria "
            r")(?<!Nigerian )Data Protection Commission\b(?!er)|(?:Irish|"
            r"Ireland)(?:['’]s)? (?:Office of the )?Data Protection "
            r"(?:Commissioner|Authority)|Data Protection Commissioner (?:of|"
            r"in) Ireland",
        ),
        (
            "AP",
            r"Autoriteit Persoonsgegevens|autoriteitpersoonsgegevens\.nl|"
            r"Dutch (?:Data Protection Authority|DPA|Personal Data "
            r"Authority|Privacy Authority)|College Bescherming",
        ),
        (
            "CNIL",
            r"\bCNIL\b|cnil\.fr|Commission Nationale (?:de l|"
            r"d)['’ ]Informatique|French (?:Data Protection Authority|"
            r"supervisory authority)",
        ),
        (
            "edpb_list",
            r"edpb\.europa\.eu|European Data Protection Board|\bEDPB\b|"
            r"ec\.europa\.eu/(?:justice|newsroom)/\S*(?:data-?protection|"
            r"bodies|article-?29|item-?detail)\S*",
        ),
        (
            "california_ag/cppa",
            r"California (?:Attorney General|Privacy Protection Agency)|"
            r"\bCPPA\b|oag\.ca\.gov|Attorney General of California|"
            r"California (?:Office of the|Department of Justice) Attorney "
            r"General",
        ),
        (
            "AEPD (Spain)",
            r"\bAEPD\b|aepd\.es|agpd\.es|Agencia Espa[ñn]ola de "
            r"Protecci[óo]n|Spanish (?:Data Protection (?:Agency|Authority)|"
            r"DPA)",
        ),
        (
            "Garante (Italy)",
            r"garanteprivacy\.it|\bGarante\b|Italian (?:Data Protection Authority|DPA)",
        ),
        (
            "BfDI (Germany)",
            r"\bBfDI\b|bfdi\.bund|Bundesbeauftragte\w* f[üu]r (?:den "
            r")?Datenschutz|(?:German )?Federal Commissioner for Data "
            r"Protection",
        ),
        (
            "APD/GBA (Belgium)",
            r"dataprotectionauthority\.be|Gegevensbeschermingsautoriteit|"
            r"Autorit[ée] de protection des donn[ée]es|Belgian (?:Data "
            r"Protection Authority|DPA|Privacy Commission)",
        ),
        (
            "UODO (Poland)",
            r"\bUODO\b|uodo\.gov|Urz[ąa]d Ochrony Danych|Prezes\w* "
            r"Urz[ęe]du Ochrony Danych|President of the (?:Personal "
            r")?(?:Data Protection|Personal Data Protection) Office|Polish "
            r"(?:Data Protection|supervisory) Authority|\bGIODO\b",
        ),
        (
            "CNPD (Luxembourg)",
            r"cnpd\.(?:public\.)?lu|Commission Nationale pour la Protection "
            r"des Donn[ée]es|Luxembourg (?:Data Protection Authority|"
            r"supervisory)",
        ),
        ("CNPD (Portugal)", r"cnpd\.pt|Comiss[ãa]o Nacional de Prote[cç]"),
        (
            "Datatilsynet (Norway)",
            r"datatilsynet\.no|Norwegian (?:Data (?:Protection Authority|"
            r"Inspectorate)|supervisory authority)|(?<!Danish "
            r")\bDatatilsynet\b(?!\.dk)(?! in Denmark)",
        ),
        (
            "Datatilsynet (Denmark)",
            r"datatilsynet\.dk|Danish (?:Data Protection Agency|Data "
            r"Protection Authority|DPA)|Datatilsynet in Denmark",
        ),
        (
            "Data Protection Ombudsman (Finland)",
            r"tietosuoja\.fi|Tietosuojavaltuutet\w+|(?:Finnish )?Data Protection Ombudsman",
        ),
        (
            "Datenschutzbehörde (Austria)",
            r"dsb\.gv\.at|[ÖO]sterreichische\w* Datenschutzbeh[öo]rde|"
            r"Austrian (?:Data Protection Authority|DPA)|"
            r"\bDatenschutzbeh[öo]rde\b",
        ),
        (
            "FDPIC (Switzerland)",
            r"\bFDPIC\b|edoeb\.admin\.ch|\bED[ÖO]B\b|(?:Swiss )?Federal "
            r"Data Protection and Information Commissioner",
        ),
        (
            "ANPD (Brazil)",
            r"\bANPD\b|Autoridade Nacional de Prote|Brazilian (?:National "
            r")?Data Protection Authority|anpd\.gov\.br",
        ),
        ("PDPC (Singapore)", r"\bPDPC\b|pdpc\.gov\.sg|Personal Data Protection Commission\b(?!er)"),
        ("PCPD (Hong Kong)", r"\bPCPD\b|pcpd\.org\.hk|Privacy Commissioner for Personal Data"),
        (
            "NDPC (Nigeria)",
            r"\bNDPC\b|\bNDPB\b|\bNITDA\b|Nigeria(?:n)? Data Protection "
            r"(?:Commission|Bureau)|ndpc\.gov\.ng",
        ),
        (
            "Information Regulator (South Africa)",
            r"Information Regulator\b|inforegulator\.org\.za|justice\.gov\.za/inforeg",
        ),
        ("Office of the Data Protection Commissioner (Kenya)", r"\bODPC\b|odpc\.go\.ke"),
        (
            "Office of the Privacy Commissioner (New Zealand)",
            r"privacy\.org\.nz|New Zealand Privacy Commissioner",
        ),
        (
            "Office of the Privacy Commissioner of Canada",
            r"priv\.gc\.ca|Privacy Commissioner of Canada|Canadian Privacy "
            r"Commissioner|Office of the Information (?:and|&) Privacy "
            r"Commissioner\b(?! (?:of|for) \w)",
        ),
        (
            "Data Protection Board of India",
            r"Data Protection Board of India|\bData Protection "
            r"Board\b(?<!European Data Protection Board)",
        ),
        ("Federal Trade Commission", r"Federal Trade Commission|\bFTC\b"),
        (
            "Personal Information Protection Commission",
            r"Personal Information Protection Commission|\bPIPC\b",
        ),
        ("KVKK", r"Ki[sş]isel Verileri Koruma|Turkish (?:Personal )?Data Protection Authority"),
        (
            "NAIH (Hungary)",
            r"\bNAIH\b|naih\.hu|Nemzeti Adatv[ée]delmi|Hungarian "
            r"(?:National )?(?:Authority for Data|Data Protection)",
        ),
        (
            "ÚOOÚ (Czech Republic)",
            r"uoou\.(?:cz|gov)|[ÚU][řr]ad pro ochranu osobn|(?:Czech "
            r")?Office for Personal Data Protection",
        ),
        (
            "HDPA (Greece)",
            r"\bdpa\.gr|Hellenic Data Protection Authority|Greek Data Protection Authority",
        ),
        (
            "ANSPDCP (Romania)",
            r"\bANSPDCP\b|dataprotection\.ro|National Supervisory Authority "
            r"for Personal Data Processing",
        ),
        (
            "State Data Protection Inspectorate (Lithuania)",
            r"vdai\.lrv\.lt|State Data Protection Inspectorate",
        ),
        ("Data State Inspectorate (Latvia)", r"dvi\.gov\.lv|Data State Inspectorate"),
        (
            "Data Protection Inspectorate (Estonia)",
            r"aki\.ee|Estonian Data Protection Inspectorate|Andmekaitse Inspektsioon",
        ),
        (
            "Office of the Data Protection Authority (Guernsey)",
            r"odpa\.gg|Office of the Data Protection Authority",
        ),
        (
            "Jersey Office of the Information Commissioner",
            r"jerseyoic\.org|Jersey (?:Office of the )?Information Commission",
        ),
    )
)
_MADE: Final = re.compile(
    r"\b((?:(?:Office of the |Office for |State |National |Federal |"
    r"Commission for |Landesbeauftragte\w* |Hessische\w* |Berliner |"
    r"Hamburgische\w* |Bayerische\w* )(?:[A-ZÄÖÜ][\w-]+ |and |for |"
    r"the |of |f[üu]r |den |die |und ){0,6}(?:Data|Privacy|"
    r"Information|Datenschutz)\w*(?: (?:and|for|und|Protection|"
    r"Privacy|Information|Freedom|of|Informationsfreiheit|"
    r"[A-Z]\w+)){0,5}"
    r"|[A-Z][a-z]+(?:an|ish|ese|ic|ch|ian|ese) (?:Data|Privacy|"
    r"Personal Data)(?: Protection)? (?:Authority|Agency|"
    r"Commission(?:er)?|Inspectorate|Office|Ombudsman)"
    r"|(?:Data Protection|Privacy|Information)(?: and Privacy)? "
    r"(?:Commission(?:er)?|Authority|Agency|Ombudsman|"
    r"Inspectorate)(?:['’]s Office)? (?:of|in|for) (?:the "
    r")?(?:[A-Z][\w-]+ ?){1,3}"
    r"|(?:[A-Z][\w-]+ ){1,3}(?:Attorney General|Commissioner for (?:Data Protection|Privacy)"
    r"(?: and (?:the )?[A-Z]\w+(?: of [A-Z]\w+)?)?)"
    r"|(?:Office of the )?(?:(?:Personal )?Data Protection|Privacy) "
    r"(?:Commissioner|Ombudsman)(?:['’]s Office)?))\b"
)
_GENERIC: Final = re.compile(
    r"\b(?:your|local|relevant|competent|appropriate|applicable|any|"
    r"an?|national|respective|responsible) (?:\w+ )?(?:data "
    r"protection|privacy|supervisory|information) (?:authorit\w+|"
    r"commissioner|regulator|agency)",
    re.I,
)


def regulators(document: Document) -> Iterator[Finding]:
    """A finding for each authority that is named."""
    text = document.text
    seen: set[str] = set()
    known: list[range] = []
    for name, match in _known(text):
        known.append(range(match.start(), match.end()))
        if name not in seen:
            seen.add(name)
            yield _finding(name, match.span(), "an authority by its name or site", 0.9)
    for match in _MADE.finditer(text):
        if any(match.start() < old.stop and old.start < match.end() for old in known):
            continue
        name = " ".join(match[1].split())
        if name in seen or (seen and _ANY_ONE.fullmatch(name)) or not _names_one(text, match):
            continue
        seen.add(name)
        yield _finding(name, match.span(1), "a name made as authorities' are", 0.6)


def _known(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, pattern in _KNOWN:
        for match in pattern.finditer(text):
            if _is_name(match[0]):
                yield name, match


def _finding(name: str, place: tuple[int, int], why: str, certainty: float) -> Finding:
    return Finding("regulator", name, *place, why, certainty)


_OFFICES: Final = re.compile(
    r"Commission|Authority|Agency|Office|Inspectorate|Ombuds|Board|beauftragte|Attorney"
)
_SOMEBODYS: Final = re.compile(r"\b(?:our|your|local|relevant|competent|appointed an?)\s+$", re.I)
# The short name of one that was named in full.
_ANY_ONE: Final = re.compile(r"(?:Office of the )?(?:Data Protection|Privacy) \w+(?:['’]s Office)?")


def _names_one(text: str, match: re.Match[str]) -> bool:
    """An authority, and not whichever is meant by “your local authority”."""
    before = text[max(match.start() - 25, 0) : match.start()]
    if _GENERIC.search(before + match[0]) or _SOMEBODYS.search(before):
        return False
    return bool(_OFFICES.search(match[1]))


def _is_name(found: str) -> bool:
    """Written as a name: capital letters, or the address of a site."""
    letters = found.strip()
    return (
        "." in letters
        or letters.isupper()
        or any(word[:1].isupper() for word in letters.split()[-2:])
    )
