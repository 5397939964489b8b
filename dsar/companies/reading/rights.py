"""Which rights a policy names or plainly describes.

A right is granted: "the right to …", "you may ask us to …", an item of a list that says so, or a
heading that is its name. What the company does for its own purposes with the same verbs is not one.
"""

import re
from collections.abc import Iterator
from typing import Final

from .finding import Finding
from .sentences import Sentence
from .topics import Document

_GRANT: Final = re.compile(
    r"\b(?:choice to|to have (?:your|any)|please (?:update|correct)|"
    r"complaints? (?:\w+ ){0,6}(?:may|can|should) be|rights?\b|"
    r"entitled|you (?:may|can|could|are able|will be "
    r"able|should be able|always|also)|(?:users?|individuals?|"
    r"persons?|people|subjects?|residents|consumers|customers|"
    r"members|clients|anyone|they|who|he or she|who wish\w*) "
    r"(?:[\w'-]+ ){0,12}?(?:may|can|have|has|are entitled|is "
    r"entitled)|"
    r"(?:if|should|when|where|in case) you (?:\w+ ){0,2}?(?:want|"
    r"wish|would like|believe|think|find|need|require|demonstrate|"
    r"request|ask)|upon (?:your |written )*request|on request|at "
    r"your request|(?:request|ask|demand|require|instruct)(?:ing)? "
    r"(?:that|us|to|for|from|access|the|a|an|deletion|erasure|"
    r"correction)|"
    r"you wish|you would like|contact us (?:to|if|for|at any time)|"
    r"write to us|email us|let us know|please (?:advise|inform|notify)|we (?:will|shall) (?:be "
    r"happy to |then |also )?(?:correct|update|delete|amend|provide "
    r"you)|ability to|opportunity|option to|please (?:contact|write|"
    r"email|tell|let)|possible to|requests? (?:for|to)|exercis\w+|"
    r"ask us|seeks? (?:access|to)|to (?:review|update|correct|"
    r"delete|change|amend|modify)\b[^.;]{0,80}\b(?:log in|email|"
    r"contact|visit|click|go to|please|write))"
)
_D: Final = (
    r"(?:[\w'/()-]+ ){0,7}?(?:data|information|details|records?|pii?|it|them|file|profile)\b"
)
_SPOKEN: Final[dict[str, str]] = {
    "informed": r"right to (?:(?:receive|be given|clear,?|and|transparent|"
    r"concise|easily|understandable) )+information\b|"
    r"right (?:to be|of being) (?:\w+ )?informed|right to "
    r"(?:receive )?(?:clear |transparent )?information\b(?! (?:we|"
    r"that|about (?:you|your)))|right to transparen\w+|^to be "
    r"informed (?:about|of) (?:how|our|the)|right to notice|^be "
    r"informed about (?:how|the|our)|right to be told",
    "access": rf"\b(?:(?:access|see|view|review|inspect|check)(?:,| and| or| "
    rf"&)+ (?:(?:request|\w+,|\w+ and|\w+ or) )*?"
    rf"(?:correct|edit|rectif|updat|amend|delet|eras|modif|chang)\w*(?= {_D}|[^.;]{{0,40}}$)|"
    rf"(?:request|obtain|receive|get) (?:\w+ )?(?:details|"
    rf"particulars|a description|access)\b(?: (?:of|about|on|to)\b|,|"
    rf" and| or)|"
    rf"inform(?:ed)?(?: you)? (?:whether|what|which)\b[^.;]{{0,40}}\b(?:data|information)|"
    rf"right (?:of|to) (?:\w+ ){{0,4}}?access|"
    rf"disclose (?:\w+ ){{0,3}}information (?:to you )?about|"
    rf"rights? to (?:know|"
    rf"view|see|inspect|review|confirm\w*|obtain (?:a |from us "
    rf")?(?:cop|confirm|inform)|receive (?:a )?(?:cop|confirm)|"
    rf"request (?:a )?(?:cop|access|information|disclosure))|"
    rf"access(?:ing)?(?: to)? {_D}|(?:a |free |the )?cop(?:y|ies) of "
    rf"(?:\w+ ){{0,6}}?(?:data|information|details|records|it|file)|"
    rf"subject access|access requests?|(?:request|obtain|receive|ask "
    rf"for|get|have|provided with) (?:a |the |one |free |any "
    rf")*cop(?:y|ies)\b(?! of (?:the|this|our|these|such|appropriate|"
    rf"relevant) (?:\w+ )?(?:safeguards|policy|notice|standard|"
    rf"agreement|contract|clauses|terms|document))|"
    rf"(?:see|view|inspect|review|find out|know|learn|ask|disclose|"
    rf"confirm\w*|told) (?:what|which|whether|if) (?:[\w'-]+ "
    rf"){{0,5}}?(?:data|information|details|we (?:hold|have|process|"
    rf"collect|keep|store))|(?:view|inspect|review|see|receive|"
    rf"obtain|request|disclose|supply|examine) (?:(?:all|any|the|"
    rf"your|of|own|personal|their|specific|pieces|and|categories) "
    rf")+(?:data|information|details)|"
    rf"access(?:,| and| or| to)(?: \w+)?(?:,| and| or| to)? (?:\w+,? "
    rf")*?(?:correct|rectif|updat|amend|delet|eras|modif|review|"
    rf"chang|port)\w*|information (?:about|on|regarding|as to|"
    rf"concerning) (?:your|the|his|stored|any) (?:\w+ ){{0,4}}data\b|"
    rf"access to records|request an? records?\b|confirmation (?:of|as to|that|whether|from)|"
    rf"request their own "
    rf"data|information about (?:how|the|what) [^.;]{{0,50}}(?:data|"
    rf"information) (?:is|are|we)|what (?:personal )?(?:information|"
    rf"data) (?:we|the \w+) (?:hold|holds|have|keep))",
    "rectification": rf"\b(?:rectif\w+|correct(?:ed|ing|ion|ions)?\b(?! "
    rf"(?:functioning|operation|delivery))|(?:amend|updat|modif|"
    rf"complet|chang)\w* (?:of )?{_D}|(?:data|information|details|"
    rf"it)\b[^.;]{{0,60}}\b(?:amended|updated|completed)\b|put right|"
    rf"(?:data|information|details)\b[^.;]{{0,60}}\b(?:is|are) (?:\w+ )?(?:incorrect|wrong|"
    rf"incomplete|out of date)\b|"
    rf"(?:data|information|details)\b[^.;]{{0,60}}\bchanges?\b[^.;]{{0,80}}\b(?:advise|"
    rf"inform|tell|notify|let) us\b|"
    rf"make changes to (?:\w+ ){{0,4}}(?:data|information)|"
    rf"inaccura\w+|incorrect (?:data|information|details)|right to "
    rf"amend)",
    "erasure": rf"\b(?:(?:data|information|details|account) (?:\w+ "
    rf"){{0,2}}(?:removed|erased|deleted)\b|"
    rf"rights?\b[^.;]{{0,90}}\bcancellation(?=,| and| or| of "
    rf"(?:your |their )?(?:personal )?data)|eras(?:e[ds]?|ing|ure)|"
    rf"right to be forgotten|be "
    rf"forgotten|(?:delet|remov|destr|wip)\w* (?:of )?{_D}|delet(?:e|"
    rf"ed|ion|ing)\b|removed from our (?:records|database|systems?)|"
    rf"right to (?:deletion|removal|delete))",
    "restriction": rf"\brights?\b[^.;]{{0,120}}\blimitation(?=,| and| or| of (?:the "
    rf")?(?:processing|treatment))|\brestrict(?:ion|ions|ed|"
    rf"ing)?\b(?: (?:\(|of |on |or |and |to "
    rf"|the |our |how |object|limit|processing|- |\w+ )|[,.;:)]|$)|"
    rf"\blimit(?:ation|ing)? (?:of |on )?(?:the |our |how we "
    rf")?(?:processing|use of {_D}|process)|\bblock(?:ing|ed)?\b(?! "
    rf"cookies)|(?:suspend|freeze|pause|halt) (?:the |our |your )?(?:\w+ )?(?:processing|use)|"
    rf"\blimited (?:processing|treatment)\b",
    "portability": r"\b(?:access|correct|delete|erase),? (?:and |or )?port\b|\bport (?:your|"
    r"my|the) (?:\w+ )?data\b|\bportab(?:ility|le)\b|"
    r"machine[- ]?readable|structured, "
    r"commonly|\b(?:transfer\w*|transmi\w+|port(?:ed)?|moved?|"
    r"pass(?:ed)?|sent)\b[^.;]{0,70}\b(?:another|other|third|"
    r"different|new) (?:\w+ )?(?:controller|organi[sz]ation|"
    r"compan\w+|service|provider|party|data controller|entit\w+|"
    r"person)|\baccess, correct, erase, restrict, transfer\b",
    "object": r"\brights?\b[^.;]{0,120}\bopposition\b|\bobject(?:ion|ions|"
    r"ing)?\b(?: (?:to|against|on|at|or|and|of|"
    r"for|where|if|under|that)\b|[,.;:)]|$)|\bprohibit (?:\w+ "
    r"){1,6}(?:marketing|us(?:e|ing)|processing)|right to (?:refuse|"
    r"oppose|stop|prevent|opt[- ]out of) (?:the |our |us "
    r")?(?:processing|use|using|direct marketing|profiling)|oppose "
    r"(?:the |to |our )?(?:processing|use)|(?:ask|require|request|"
    r"instruct|tell)\w* (?:us )?(?:to (?:stop|cease)|not to) "
    r"(?:process|us)\w*|(?:stop|cease) processing|prevent (?:the "
    r")?(?:processing|direct marketing)",
    "withdraw_consent": r"\b(?:withdraw\w*|revok\w+|revocation|retract\w*|tak\w+ back|"
    r"cancel\w*)(?: of)?(?: (?:your|his|her|their|the|any|such|a|my|"
    r"this|that|given|previously|provided|prior|or|modify|change|"
    r"and|vary|explicit|declaration|of|all|or her|refuse|"
    r"deny)){0,6} (?:consents?|permission|agreement|"
    r"authori[sz]ation)|consents? (?:\w+ ){0,6}?(?:may|can|could) "
    r"(?:\w+ ){0,4}?be (?:withdrawn|revoked)|right of (?:withdrawal|"
    r"revocation)|withdraw it\b|right to withdraw\b",
    "automated_decisions": r"\bautomat(?:ed|ic|ically)(?: individual| "
    r"data)?[- ]?(?:decision|processing|means|profil)|human "
    r"(?:intervention|review)|contest (?:the |a |any |such "
    r")?decision|profiling\b[^.;]{0,50}\bright|decisions? (?:\w+ "
    r"){0,6}?(?:solely|only|purely|exclusively)",
    "complain": r"\b(?:complain\w*|claims?|grievance|report (?:us|it|any|your|"
    r"concerns?)|objection with|petition|appeal|refer|raise (?:\w+ "
    r"){0,3}concerns?|concerns?|"
    r"contact)\b[^.;]{0,110}\b(?:supervisory|authorit(?:y|ies)|"
    r"commissioner\w*|commission\b|regulator\w*|ico\b|cnil|dpc\b|"
    r"imy|dpa\b|ombudsman|watchdog|data protection (?:agency|"
    r"office\b|board|inspectorate)|data inspectorate|datainspektionen|"
    r"integritetsskyddsmyndigheten|autoriteit|garante|aepd|"
    r"datatilsynet|attorney general|oaic|privacy protection agency)|"
    r"right to (?:lodge |make |file |submit |raise |bring )?(?:an? "
    r")?complain\w*|(?:supervisory|protection) "
    r"authorit\w+[^.;]{0,60}\bcomplain\w*|(?:commissioner|authority|"
    r"regulator|ico|board|commission)\b[^.;]{0,50}\b(?:to complain|"
    r"complaint)",
    "opt_out_of_sale": r"\b(?:opt[- ]?(?:ing )?out|object|stop|not to|to not|do not|direct us "
    r"not)\b[^.;]{0,40}\b(?:sales?|sell|selling|sold|sharing)\b(?! "
    r"your (?:account|password))|do not sell|right to say no to the "
    r"sale",
}
_RIGHTS: Final = {right: re.compile(pattern) for right, pattern in _SPOKEN.items()}
_NOT_A_RIGHT: Final = {
    "erasure": re.compile(
        r"\b(?:cookies?|you (?:may|can) (?:\w+ )?delete (?:\w+ "
        r")?(?:cookies|the app)|we (?:may|reserve|will) (?:\w+ "
        r"){0,3}?(?:delet|remov)\w*(?! (?:\w+ ){0,5}(?:request|if you|when you|upon|if an))|"
        r"reserve the right)"
    ),
    "restriction": re.compile(
        r"\b(?:restrict\w* (?:access|to (?:those|employees|"
        r"authori[sz]ed|people|personnel|staff))|access (?:is|to \w+ "
        r"is) restrict|age restriction|browser|legal restrictions|"
        r"without restriction|restrict (?:your )?internet)"
    ),
    "rectification": re.compile(
        r"\b(?:policy|notice|terms|statement|measures)\b (?:\w+ "
        r"){0,4}(?:updat|chang|modif|amend)\w*|\b(?:updat|chang|modif|"
        r"amend)\w* (?:\w+ ){0,3}(?:policy|notice|statement|terms|"
        r"browser|settings|preferences)"
    ),
    "access": re.compile(
        r"\b(?:access (?:to )?(?:our|the|this) (?:\w+ )?(?:sites?|"
        r"websites?|services?|app\w*|platform|portal)|"
        r"(?:unauthori[sz]ed|authori[sz]ed|restrict\w*|limit\w*|who "
        r"(?:have|has)|have|gain|employees|personnel|staff|accidental) "
        r"access|access (?:is|to your data is) (?:restricted|limited|"
        r"controlled)|access controls?|third part(?:y|"
        r"ies)[^.;]{0,40}access|we (?:may |also |will )?(?:access|"
        r"collect|receive|obtain))"
    ),
    "portability": re.compile(
        r"\b(?:we (?:may|will|also|can|do not) (?:\w+ )?(?:transfer|"
        r"transmit|move|pass|send)|business transfers?|outside|merger|"
        r"acqui)"
    ),
    "complain": re.compile(
        r"\b(?:we (?:will|may|must|are|have|also)(?: \w+){0,3} "
        r"(?:contact|notif|report|inform|cooperat|disclos|refer|"
        r"registered)|breach)\b"
    ),
    "object": re.compile(r"\bobjects? of\b|\bobjective|technical objects"),
}
_AS_A_FILE: Final = re.compile(
    r"\b(?:receive|obtain|get|request|"
    r"have)\b[^.;]{0,60}\b(?:structured|machine|electronic|portable|"
    r"commonly|transferr\w+|transmitted)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:we|company|and|it|which) (?:do(?:es)? not|will not|never|"
    r"are not|is not|no longer|currently do "
    r"not)\b[^.;]{0,60}\b(?:automated|automatic|profil|sell|"
    r"decision|sale)"
)
_UNSUBSCRIBE: Final = re.compile(
    r"\b(?:unsubscri\w+|opt[- ]?out of (?:receiving|our|marketing|"
    r"such|these|future|email)|newsletter|mailing list)\b"
)
_OPTING: Final = re.compile(r"\bright to (?:object|opt)|\bobject\b|prohibit")


def rights(document: Document) -> Iterator[Finding]:
    """One finding for each right, the clearest sentence for it."""
    best: dict[str, Finding] = {}
    for sentence in document.sentences:
        sure = _granted(document, sentence)
        if not sure:
            continue
        for right in _named(sentence):
            if right not in best or best[right].confidence < sure:
                best[right] = Finding(
                    "rights", right, sentence.start, sentence.end, "granted and described", sure
                )
    yield from best.values()


_LEADS: Final = re.compile(
    r"\b(?:rights?|entitled|you (?:may|can)|ask us to|request "
    r"(?:that|us)|residents (?:may|can|have))\b"
)
_IS_RIGHT: Final = re.compile(
    r"\b(?:rights? (?:to|of|in relation|with respect|not|related|"
    r"regarding|concerning)|entitled to)\b"
)


def _granted(document: Document, sentence: Sentence) -> float:
    """How plainly this sentence grants something; 0 where it does not."""
    words = sentence.words
    if _WITHHELD.search(words):
        return 0
    if sentence.is_heading:
        return 0.6 if _TITLE.search(words) and document.topic(sentence) == "requests" else 0
    if sentence.item and _is_condition(sentence):
        return 0
    if (
        sentence.item
        and _LEADS.search(sentence.lead)
        and not re.search(
            r"\b(?:right|entitled) to (?:change|modify|refuse|disclose)|we "
            r"(?:may|can|will)\b|you can (?:control|manage|disable|set)",
            sentence.lead,
        )
    ):
        return 0.9
    if _IS_RIGHT.search(words) and not re.search(
        r"\b(?:we|\w+) (?:reserve|have|has)s? the right to\b(?!.*\byou)|"
        r"reserves? (?:the |our )?rights?",
        words,
    ):
        return 0.95
    topic = document.topic(sentence)
    if topic in ("cookies", "collecting", "sharing", "security", "changes", "trade", "breach"):
        return (
            0.5
            if re.search(r"\byour? rights?\b|you (?:may|can) (?:\w+ )?(?:request|ask)", words)
            else 0
        )
    if _GRANT.search(words) and _SUBJECT.search(words):
        return 0.8 if topic == "requests" else 0.6
    if topic == "requests" and re.match(
        r"[\"'(]?(?:\w+ ){0,2}?(?:access|rectification|correction|"
        r"erasure|deletion|restriction|portability|data portability|"
        r"objection|object|correct|delete|withdraw\w*)\b",
        words,
    ):
        return 0.55
    return 0


def _is_condition(sentence: Sentence) -> bool:
    """ "You may ask us to restrict it: - if you object …" grants what leads to the list."""
    return bool(
        re.match(r"(?:if|where|when|because|while)\b", sentence.words)
        and re.search(r"\b(?:rights?|entitled|ask|request)\b", sentence.lead)
        and any(pattern.search(sentence.lead) for pattern in _RIGHTS.values())
    )


_SUBJECT: Final = re.compile(
    r"\b(?:request\w* (?:access|correction|deletion|erasure|"
    r"rectification)|datatilsynet|cnil|ico|ombudsman|data|pii?|"
    r"information|details|records?|consents?|authorit\w+|"
    r"commissioner|complain\w*|decisions?|files?|profile|processing|"
    r"rights?)\b"
)
_WITHHELD: Final = re.compile(
    r"\b(?:reserves? (?:the|our) rights?\b(?!.*\byour rights?)|will "
    r"not be (?:updated|corrected|deleted|amended)|"
    r"responsibility of|your responsibility)"
)
_TITLE: Final = re.compile(
    r"\bright\b|\bhow (?:to|you can|can you) (?:request|access)\b|"
    r"^\W*(?:\d[\d.]* )?(?:access|rectification|erasure|"
    r"deletion|portability|data portability|restriction|objection|"
    r"correction|withdraw\w* (?:of )?consent)\b[^?]{0,30}$"
)


def _named(sentence: Sentence) -> Iterator[str]:
    words = sentence.words
    right_to = bool(re.search(r"\brights?\b", words)) or sentence.item or sentence.is_heading
    for right, pattern in _RIGHTS.items():
        found = pattern.search(words)
        if not found:
            continue
        if right == "access" and not pattern.search(_AS_A_FILE.sub(" ", words)):
            continue
        but = _NOT_A_RIGHT.get(right)
        if but and but.search(words) and not (right_to and _again(pattern, but, words)):
            continue
        if right in ("automated_decisions", "opt_out_of_sale") and (
            _DENIED.search(words)
            or (not right_to and not re.search(r"\b(?:you (?:can|may|have)|requests?)\b", words))
        ):
            continue
        if right == "object" and _UNSUBSCRIBE.search(words) and not _OPTING.search(words):
            continue
        if (
            right == "restriction"
            and not right_to
            and not re.search(r"\b(?:you|request|ask)\b", words)
        ):
            continue
        if (
            right == "erasure"
            and not right_to
            and not re.search(
                r"\b(?:request\w*|ask\w*|delete (?:your|my|the|any|all)|(?:want|"
                r"wish|like) (?:us )?to|you (?:may|can)|have (?:us|your|it)|be "
                r"(?:deleted|removed|erased)|deleted)\b",
                words,
            )
        ):
            continue
        yield right


def _again(pattern: re.Pattern[str], but: re.Pattern[str], words: str) -> bool:
    """It is also said without the words that mean something else."""
    return bool(pattern.search(but.sub(" ", words)))
