"""The GDPR in the Union, and what the United Kingdom has made of it."""

from datetime import date
from types import MappingProxyType

from ..speaking import gettext_noop as N_
from .kinds import Cite, Extension, Pause, Rule

COMPLEX_OR_MANY = frozenset({"complexity", "number"})
# The ICO counts from the day of receipt since 15 August 2019. SI 2026/82 reg 4: s.76 does not apply
# to requests received before 5 February 2026. Reg 7: nor s.103 to complaints before 19 June 2026.
UK_DAY_OF_RECEIPT = date(2019, 8, 15)
UK_12A = date(2026, 2, 5)
UK_COMPLAINTS = date(2026, 6, 19)
GDPR_APPLIES = date(2018, 5, 25)  # Art 99(2)

_UK = N_("UK GDPR as amended by the Data (Use and Access) Act 2025")
_ICO = N_("ICO, guidance on the right of access")
_GDPR = N_("Regulation (EU) 2016/679")
_1182 = N_("Regulation (EEC, Euratom) No 1182/71")
_GDPR_1182 = N_("Regulation (EU) 2016/679; Regulation (EEC, Euratom) No 1182/71")
_EDPB = N_("EDPB Guidelines 01/2022, section 5.3")

_KINGDOM = Rule(
    id="uk-gdpr-12a",
    name="UK GDPR, requests received since 5 February 2026",
    count=1,
    unit="months",
    period=Cite(N_("Art 12(3), 12A(1), 4A"), _UK),
    starts_later=MappingProxyType(
        {
            "identity": Cite(N_("Art 12A(2)(b), 12(6)"), _UK),
            "fee": Cite(N_("Art 12A(2)(c), 12(5)"), _UK),
        }
    ),
    pause=Pause(Cite(N_("Art 12A(5)(b)"), _UK), both_ends=True, requests=frozenset({"access"})),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite(N_("Art 12A(3)-(4)"), _UK)),
    roll=Cite(N_("Art 4A; Reg 1182/71 Art 3(4)"), _UK),
    received_from=UK_12A,
)
_KINGDOM_BEFORE = Rule(
    id="uk-gdpr-ico",
    name="UK GDPR, requests received from 15 August 2019 to 4 February 2026",
    count=1,
    unit="months",
    period=Cite(N_("Art 12(3)"), _ICO, "guidance"),
    starts_later=MappingProxyType(
        {
            "identity": Cite(N_("Art 12(6)"), _ICO, "guidance"),
            "fee": Cite(N_("Art 12(5)"), _ICO, "guidance"),
        }
    ),
    # Guidance allowed it only where a large amount of data is held: the one who asks decides that.
    pause=Pause(Cite(N_("Art 12(3)"), _ICO, "guidance"), True, frozenset({"access"})),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite(N_("Art 12(3)"), _ICO, "guidance")),
    roll=Cite(N_("Art 12(3)"), _ICO, "guidance"),
    received_from=UK_DAY_OF_RECEIPT,
    received_until=date(2026, 2, 4),
)
_UNION = Rule(
    id="gdpr-eu-1182",
    name="GDPR, counted by the EU regulation on time limits",
    count=1,
    unit="months",
    period=Cite(N_("Art 12(3); Reg 1182/71 Art 3(1), 3(2)(c)"), _GDPR_1182),
    pause=Pause(Cite(N_("Recital 63"), _EDPB, "reading"), both_ends=False),
    identity=Cite(N_("Art 12(6)"), _EDPB, "reading"),
    extension=Extension(2, "months", COMPLEX_OR_MANY, Cite(N_("Art 12(3)"), _GDPR)),
    roll=Cite(N_("Art 3(4)"), _1182),
    refuse_within_first_period=True,  # Art 12(4) knows no extension
    received_from=GDPR_APPLIES,
)
_COMPLAINT = Rule(
    id="uk-complaint-ack-30",
    name="UK, acknowledging a data protection complaint",
    count=30,
    unit="days",
    period=Cite(
        N_("s.164A(3)"), N_("Data Protection Act 2018; ICO complaints guidance"), "guidance"
    ),
    roll=Cite(N_("s.164A(3)"), N_("ICO complaints guidance"), "guidance"),
    received_from=UK_COMPLAINTS,
)
LAWS = (_KINGDOM, _KINGDOM_BEFORE, _UNION, _COMPLAINT)
