"""A fee: asked for, approved, paid, waived."""

from dsar.cases.operations import charging

from .. import guidance, proposals
from ..forms import proposal, waiting
from .act import Act

ACTS = {
    "ask_fee": Act(
        "ask_fee",
        waiting.AskFee,
        charging.ask_fee,
        "Ask for the fee",
        "Fee asked for. The letter is on its way.",
        proposals.asking_fee,
        looks_back=True,
    ),
    "approve_fee": Act(
        "approve_fee",
        proposal.ApproveFee,
        charging.approve_fee,
        "Approve and send",
        "Approved. The letter is on its way.",
        proposals.deciding_fee,
        shows="proposal",
        looks_back=True,
        proves=True,
    ),
    "record_payment": Act(
        "record_payment",
        waiting.RecordPayment,
        charging.record_payment,
        "Record the payment",
        "Payment recorded. The requester is told.",
        guidance.recording_payment,
    ),
    "waive_fee": Act(
        "waive_fee",
        waiting.WaiveFee,
        charging.waive_fee,
        "Do without the fee",
        "No fee is asked for any more. The requester is told.",
        guidance.waiving_fee,
    ),
}
