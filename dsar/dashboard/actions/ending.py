"""How a case ends, and begins again."""

from dsar.cases.operations import closing, proposing, refusing, reopening

from .. import guidance, proposals, putting_right
from ..forms import afterwards, answer, proposal, setting_aside, waiting
from .act import Act

ACTS = {
    "close": Act(
        "close",
        answer.Close,
        closing.close,
        "Close",
        "Closed.",
        guidance.closing,
        shows="proof",
        ends=True,
    ),
    "refuse": Act(
        "refuse",
        waiting.Refuse,
        refusing.refuse,
        "Refuse",
        "Refused. The letter is on its way.",
        proposals.refusing,
        shows="asked",
        looks_back=True,
        ends=True,
    ),
    "approve_refusal": Act(
        "approve_refusal",
        proposal.ApproveRefusal,
        refusing.approve_refusal,
        "Approve, send and refuse",
        "Refused. The letter is on its way.",
        proposals.deciding_refusal,
        shows="proposal",
        looks_back=True,
        ends=True,
        proves=True,
    ),
    "return_proposal": Act(
        "return_proposal",
        answer.SendBack,
        proposing.return_proposal,
        "Send back",
        "Sent back.",
        proposals.returning,
        shows="proposal",
        looks_back=True,
    ),
    "withdraw": Act(
        "withdraw",
        answer.Withdraw,
        closing.withdraw,
        "Send and close",
        "Closed: withdrawn. The letter is on its way.",
        guidance.withdrawing,
        ends=True,
        heading="Record a withdrawal",
    ),
    "set_aside": Act(
        "set_aside",
        setting_aside.SetAside,
        closing.set_aside,
        "Send and close",
        "Closed without an answer. The letter is on its way.",
        guidance.setting_aside,
        shows="asked",
        ends=True,
    ),
    "reopen": Act(
        "reopen",
        afterwards.Reopen,
        reopening.reopen,
        "Send and open again",
        "Open again. The letter is on its way.",
        putting_right.reopening,
    ),
}
