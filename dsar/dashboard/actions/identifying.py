"""Who asks: their identity, their authority, their address and language."""

from dsar.cases.operations import addressing, lapsing, posting, representing, verifying

from .. import authority, guidance
from ..forms import identity, proof
from .act import Act

ACTS = {
    "accept_identity": Act(
        "accept_identity",
        identity.AcceptIdentity,
        verifying.accept_identity,
        "Accept identity",
        "Identity accepted. Copies of documents are gone.",
        guidance.accepting,
        shows="identity",
    ),
    "skip_identity": Act(
        "skip_identity",
        identity.SkipIdentity,
        verifying.skip_identity,
        "Skip the check",
        "No further check. Copies of documents are gone.",
        guidance.skipping,
        shows="identity",
    ),
    "ask_identity": Act(
        "ask_identity",
        identity.AskIdentity,
        verifying.ask_for_identity,
        "Send and wait",
        "Asked for proof. The letter is on its way.",
        guidance.asking_identity,
        shows="identity",
    ),
    "send_letter_code": Act(
        "send_letter_code",
        proof.SendLetterCode,
        posting.send_letter_code,
        "Write the letter",
        "The letter waits to be printed: it is the newest message below.",
        guidance.asking_identity,
        shows="identity",
    ),
    "accept_authority": Act(
        "accept_authority",
        proof.AcceptAuthority,
        representing.accept_authority,
        "Accept the authority",
        "The authority is noted, with the day on which it ends.",
        authority.accepting,
        shows="identity",
    ),
    "change_contact": Act(
        "change_contact",
        proof.ChangeContact,
        addressing.change_contact,
        "Change and tell both",
        "Changed. The old address is told, and the new one.",
        guidance.changing_contact,
        shows="identity",
    ),
    "ask_address": Act(
        "ask_address",
        proof.AskAddress,
        addressing.ask_address,
        "Send the letter",
        "Asked to confirm the address. The letter is on its way.",
        guidance.asking_address,
        shows="identity",
    ),
    "change_language": Act(
        "change_language",
        proof.ChangeLanguage,
        addressing.change_language,
        "Change the language",
        "Changed. From now on they are written to in this language.",
        guidance.nothing_moves,
        shows="identity",
    ),
    "lapse": Act(
        "lapse",
        identity.Lapse,
        lapsing.lapse,
        "Send and close",
        "Closed for want of an answer. The letter is on its way.",
        guidance.lapsing,
        shows="identity",
        ends=True,
    ),
}
