"""What a right brings with it besides the answer, and what went wrong."""

from dsar.cases.operations import misdelivering, regulating, restricting, stopping, transferring

from .. import deletions, guidance, misdeliveries, restrictions
from ..forms import done, misdelivery, regulator, restriction, transfer
from .act import Act

ACTS = {
    "record_choice": Act(
        "record_choice",
        transfer.RecordChoice,
        transferring.record_choice,
        "Record it",
        "Recorded, with the day on which it came.",
        guidance.taking_down,
        shows="transfer",
    ),
    "record_transfer": Act(
        "record_transfer",
        transfer.RecordTransfer,
        transferring.record_transfer,
        "Record it and tell them",
        "Recorded. The letter is on its way.",
        guidance.sending_on,
        shows="transfer",
        ends=True,
    ),
    "return_transfer": Act(
        "return_transfer",
        transfer.ReturnTransfer,
        transferring.return_transfer,
        "Tell them",
        "They are told, and can give another address.",
        guidance.sending_on,
        shows="transfer",
        ends=True,
    ),
    "announce_deletion": Act(
        "announce_deletion",
        done.AnnounceDeletion,
        stopping.announce_deletion,
        "Tell them",
        "They are told. Nothing is deleted before that day is over.",
        deletions.announcing,
    ),
    "announce_end": Act(
        "announce_end",
        restriction.AnnounceEnd,
        restricting.announce_end,
        "Send the notice",
        "The notice is on its way. The restriction stays until that day.",
        restrictions.announcing,
    ),
    "record_end": Act(
        "record_end",
        restriction.RecordEnd,
        restricting.record_end,
        "Record it",
        "Recorded. The restriction is over.",
        restrictions.recording,
        ends=True,
    ),
    "report_incident": Act(
        "report_incident",
        misdelivery.ReportIncident,
        misdelivering.report_incident,
        "Report it and shut the download",
        "Reported. The download is shut, and the data protection officer is told.",
        misdeliveries.reporting,
    ),
    "decide_incident": Act(
        "decide_incident",
        misdelivery.DecideIncident,
        misdelivering.decide_incident,
        "Decide",
        "Decided. Whoever is to be told is told outside this desk; record it then.",
        misdeliveries.deciding,
    ),
    "note_told": Act(
        "note_told",
        misdelivery.NoteTold,
        misdelivering.note_told,
        "Record it",
        "Recorded.",
        misdeliveries.noting,
    ),
    "note_regulator": Act(
        "note_regulator",
        regulator.NoteRegulator,
        regulating.note_regulator,
        "Record it",
        "Recorded.",
    ),
}
