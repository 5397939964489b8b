"""The words by which the owner of a period is known: see `owners`, where the rules are."""

import re
from typing import Final

ANSWERING: Final = re.compile(
    r"\b(?:respond\w*|respons\w+|repl(?:y|ies|ied|ying)|answer\w*|"
    r"compl(?:y|ies|ied|ying)|provid\w+|suppl(?:y|ies|ied)|"
    r"process(?:ed|ing)?|handl\w+|act(?:ed|ion|ing)? (?:up)?on|"
    r"action(?:ed)?|take action|deal(?:t|ing)? with|"
    r"fulfil\w*|resolv\w+|complet\w+|carr(?:y|ied) out|implement\w*|"
    r"address(?:ed)?|effect to|satisf\w+|"
    r"deliver\w*|send|sent|grant\w*|make available|made available|"
    r"information available|available to you|correct\w*|"
    r"delet\w+|eras\w+|rectif\w+|amend\w*|updat\w+|remov\w+|"
    r"decision|decid\w+|inform\w*|notif\w+|get back|"
    r"come back to|attend\w* to|consider\w*|honou?r\w*|execut\w+|"
    r"revert|review\w*|receiv\w+|turnaround|"
    r"tell you|let you know|hear from us|give you|do (?:so|this)|"
    r"reaction|react|feedback|outcome|result|gather|issu\w+|meet|"
    r"met\b|disclos\w+|furnish\w*|determin\w+|"
    r"finali[sz]\w+|return|in touch|obtain|access (?:will|is|to|"
    r"within)|investigat\w+|acced\w+|settle\w*|contact you|"
    r"accommodat\w+)"
)
LIMIT: Final = re.compile(
    r"(?:\b(?:within|in|inside|no later than|not later than|later "
    r"than|at (?:the )?latest(?: within| in| by| after)?|latest|"
    r"not? exceed(?:ing)?|exceeds?|maximum(?: period| time| "
    r"term)?(?: of)?|max\.?|up to|before(?: the (?:expiry|end) of)?|"
    r"by|under|less than|"
    r"(?:not|no) (?:more|longer) than|takes?|taking|period of|term "
    r"of|limit of|limit is|deadline (?:is|of)|time(?:frame|scale|"
    r"line)? (?:is|of)|"
    r"timeframe|have|has|is|be|usually|normally|typically|generally|"
    r"approximately|about|around|allow(?:s)?(?: us)?|"
    r"end of|expiry of|requires?|target of|statutory|legal|required|"
    r"the|our|this|a|an|applicable|than)"
    r"(?: (?:a |an |the )?(?:maximum|period|term|limit|time|"
    r"timeframe|space|statutory|legal|usual|normal|standard|initial|"
    r"of|at most|most|about|approximately|around|a|an|the|up to|"
    r"than|prescribed|required|one|single|next|following|first|at|"
    r"latest|no|later|not|more))*"
    r"|[:(,=-])\s*\(?$"
)
RECEIPT: Final = re.compile(
    r"^\W*(?:(?:time|period|limit|deadline|calendar)\W+)?(?:of|from|"
    r"after|following|upon|since|starting|to|beginning|as of|by|to "
    r"the|for us to|in which to|turnaround|deadline|period|limit|"
    r"time|calculated|counted|commencing)\b"
    r".{0,60}?\b(?:receipt|receiv\w+|request\w*|submi\w+|"
    r"application|verif\w+|identity|respond|reply|comply|it\b|"
    r"asking|process|provide|day|date|contact\w*|notice|answer)"
)
BREAK: Final = re.compile(
    r"[;•]|(?:, | )(?:but|however|although|whereas|otherwise)\b|(?<!max)(?<!min)\. "
)
PARENTHESIS: Final = re.compile(r"^\W*\($")
BACK: Final = re.compile(
    r"(?:\b(?:last|past|preceding|previous|prior|recent|every|each|"
    r"per|once (?:a|an|in an?|in any|per|every|in each|in the)|"
    r"twice (?:a|in an?|in any|per|every)|any|older than|at least|"
    r"minimum of|aged?|under the age of|ages of|in any|times in an?|"
    r"times (?:a|per|within an?|in a|during an?)|same|one request "
    r"(?:per|every|in)|request (?:per|every)|than once (?:in|within|"
    r"every|during)(?: an?)?|twice (?:within|in|during)(?: an?)?|"
    r"once (?:within|during)(?: an?| the| any)?|trailing|rolling|"
    r"calendar|during the|over the|in the|for the(?: last| past)?) "
    r"?\(?$)"
)
BACK_AFTER: Final = re.compile(
    r"^\W*(?:old\b|of age|period (?:preceding|before|prior)|"
    r"preceding|prior to|before (?:the|your|such|any|we (?:receive|"
    r"received))|ago|long\b|in advance|notice\b|'?s? notice|history|"
    r"look|or older|or under|or over|anniversar)"
)
KEPT: Final = re.compile(
    r"\b(?:keep|kept|keeps|keeping|retain\w*|retention|"
    r"stor(?:e[ds]?|ing|age)|hold|held|holds|archiv\w+|preserv\w+|"
    r"remain\w*|"
    r"sav(?:e|ed|es)|log(?:s|ged)|deleted (?:no later than|after|"
    r"within|automatically|at the latest)|delet\w+ (?:after|"
    r"automatically)|eras\w+ after|anonymi[sz]\w+|"
    r"destroy\w*|purg\w+|overwrit\w+|back-?ups?|inactiv\w+|expir\w+|"
    r"lifetime|lifespan|persist\w*|dormant|valid for|last(?:s)? "
    r"for)\b"
)
COOKIES: Final = re.compile(r"\bcookies?\b|\bbrowser\b|\bsession\b|_ga\b|\bpixel")
BREACH: Final = re.compile(
    r"\bbreach\w*|\bincident|\bhours? (?:of|after) (?:becoming|being) aware|becoming aware of"
)
COMPLAINT: Final = re.compile(
    r"\b(?:complain\w*|grievances?|disputes?|appeal\w*|arbitrat\w+|"
    r"ombuds\w+|reconsider\w*|internal review|reviews? of (?:our|"
    r"the|your) decision|court)\b"
)
OPT_OUT: Final = re.compile(
    r"\b(?:unsubscri\w+|opt(?:ing|ed|s)?[- ]?(?:out|in)s?\b|mailing "
    r"list|newsletters?|marketing|promotional|do not sell|sale of|"
    r"direct mail|emails? from us|suppress\w+|preference\w*|do not "
    r"call|shine the light|limit the use)"
)
SUBSTANCE: Final = re.compile(
    r"\b(?:access|delet\w+|eras\w+|correct\w*|rectif\w+|know|"
    r"portab\w+|rights?|cop(?:y|ies)|subject|data|information)\b"
)
TRADE: Final = re.compile(
    r"\b(?:refund\w*|returns?|returned|orders?|purchas\w+|"
    r"subscription\w*|payments?|invoic\w+|trial|cancel\w*|cooling|"
    r"ship\w*|warrant\w+|"
    r"booking\w*|deliver(?:y|ies)|contract\w*|membership|vacanc\w+|"
    r"applicants?|job|recruit\w*|candidates?|employ\w+|cv|booked|"
    r"guarantee|interest|credit)\b"
)
CLOSING: Final = re.compile(
    r"\b(?:(?:accounts?|profiles?|"
    r"membership)\b[^.;]{0,60}\b(?:clos\w+|delet\w+|deactivat\w+|"
    r"terminat\w+|remov\w+|cancel\w*|inactiv\w+|suspend\w*|dormant|"
    r"reactivat\w+)|"
    r"(?:clos\w+|delet\w+|deactivat\w+|terminat\w+|remov\w+|"
    r"cancel\w*|reactivat\w+)[^.;]{0,30}\b(?:account|profile|"
    r"membership)|logged in|log in|sign(?:ing)? in|terminat\w+|"
    r"inactivity)"
)
ACCOUNT_REQUEST: Final = re.compile(
    r"\baccount (?:deletion|closure|removal|deactivation|cancellation) requests?\b"
)
CHANGES: Final = re.compile(
    r"\b(?:chang\w+|amend\w*|modif\w+|revis\w+|"
    r"updat\w+)\b[^.;]{0,40}\b(?:policy|notice|terms|statement|"
    r"agreement)\b|\b(?:policy|notice|terms|statement) (?:chang|"
    r"will be (?:chang|updat|review))"
)
YOURS: Final = re.compile(
    r"\b(?:you|requesters|individuals|applicants|data subjects|"
    r"consumers|users|(?:the|an?|any) (?:requester|individual|"
    r"applicant|data subject|consumer|user)|we do not (?:receive|"
    r"hear|get))(?: (?:must|should|need to|have|has|may|can|do not|"
    r"does not|fail to|fails to|shall|will|are|wish to|want to|then|"
    r"also|not|be|required|asked|to|had|did|wish))*"
    r" (?:respond|reply|provide|supply|send|submit|appeal|contact|"
    r"object|notify|return|collect|download|request|lodge|file|"
    r"apply|pay|make|tell|inform|complete|confirm|give|let us|"
    r"withdraw|raise|write|a response|access the (?:link|file)|"
    r"anything|from you|your)\b[^,;]{0,90}$"
)
FROM_YOU: Final = re.compile(
    r"\b(?:from you|hear (?:back )?from you|your (?:reply|answer|"
    r"consent to)|by you|payment|pay(?:ing)?)\b[^,;]{0,50}$"
)
AUTHORITY: Final = re.compile(
    r"\b(?:authority|commissioner|ombudsman|regulator|court|"
    r"tribunal|ico|cnil|dpc|government|board|attorney "
    r"general)(?:'s)? (?:office )?(?:will|must|shall|may|has|can|"
    r"should|is|of)\b[^;]{0,80}$"
)
PASSING: Final = re.compile(
    r"\b(?:forward\w*|pass(?:ed|ing)?|transfer\w*|redirect\w*|"
    r"refer\w*|pass on)\b[^.;]{0,60}\b(?:to|on)\b[^;]{0,80}$"
)
ACK: Final = re.compile(
    r"\breceipt of [^,;]{0,60}\b(?:confirmed|acknowledged)|"
    r"\b(?:acknowledg\w+|confirm\w*(?: to you)?(?: the| of| your| "
    r"its| our| in writing| that)* (?:receipt|received|we have "
    r"(?:received|got)|receiving)|"
    r"receipt (?:of your request )?(?:will be |is )?(?:confirmed|"
    r"acknowledged)|confirm (?:your|the|each|every|such) requests?\b|"
    r"confirmation of (?:the )?receipt|initial "
    r"(?:response|reply|contact)|first (?:response|reply))"
)
ACK_AFTER: Final = re.compile(
    r"^[^;]{0,40}\b(?:acknowledg\w+|confirm\w* (?:the |of |your )*receipt)"
)
LONGER: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|prolong\w*|longer|more time|"
    r"additional time|further time|extra time|additional period|"
    r"further period|"
    r"delay\w*|additional|more (?:days|weeks|months)|postpon\w+|"
    r"lengthen\w*|take (?:us )?(?:more|longer))\b"
)
UNDUE: Final = re.compile(
    r"\b(?:undue|unreasonable|excessive|without(?: any)?(?: "
    r"further)?|unjustified|culpable|unnecessary) delays?\b"
)
CEILING: Final = re.compile(
    r"\b(?:no|not|never)\b[^,;]{0,30}(?:longer|later|more) than (?:a |one )?$"
)
LENGTHEN: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|prolong\w*|lengthen\w*|postpon\w+|"
    r"more time|additional time|further time|extra time|longer|"
    r"increas\w+|another|additional|total of|delay\w*)\b"
)
TELLING: Final = re.compile(
    r"\b(?:inform\w*|notif\w+|tell|told|let you know|advis\w+|"
    r"update (?:on|you)|an update|contact you|write to you|written "
    r"notice|provide (?:written )?notice|explain\w*|communicat\w+|"
    r"notice of|(?:send|give)\w* (?:you )?(?:a )?notice|say so|warn\w*|keep you|hear)\b"
)
TELLING_AFTER: Final = re.compile(rf"^(?:(?! and ).){{0,40}}{TELLING.pattern}")
WHY: Final = re.compile(
    r"\b(?:exten(?:d\w*|sions?)|delay\w*|longer|more time|"
    r"additional time|further time|such (?:a )?(?:case|"
    r"circumstances|event)|these circumstances|this (?:is the "
    r")?case|if this|need it|prolong\w*)\b"
)
GOODS: Final = re.compile(
    r"\b(?:refund\w*|goods|ship(?:ped|ping|ment)|warrant\w+|parcel|"
    r"delivery|cancel\w+|price|tickets?|booking)\b"
)
OURS: Final = re.compile(
    r"\b(?:we|company|controller|officer|team)\b(?! (?:do not|have not) (?:receive|hear|get))"
)
GIVING: Final = re.compile(
    r"\b(?:respond|answer|reply|comply|information available|"
    r"provide (?:you with )?(?:a |the |your |access|information))"
)
REFUSAL: Final = re.compile(
    r"\b(?:if|where|when|should) we (?:\w+ )?(?:refuse|decline|"
    r"reject|deny|do not (?:act|comply|take)|cannot)"
)
CLIENTS: Final = re.compile(
    r"\b(?:clients?|customers?|controllers?|that (?:company|"
    r"organi[sz]ation))(?:'s?)? (?:\w+ )?(?:requests?|asks?|"
    r"instructs?)\b|\b(?:processors?|suppliers?|vendors?|providers?|they) (?:must|shall|will|"
    r"have to|has to|are to) (?:\w+ )?(?:notify|inform|tell|help|assist) us\b"
)
