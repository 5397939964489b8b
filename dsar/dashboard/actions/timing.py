"""The clock of a case: waiting, extended, corrected, counted anew, said to be late."""

from dsar.cases.operations import clarifying, correcting, extending, late, recalculating

from .. import guidance, putting_right
from ..forms import afterwards, waiting
from .act import Act

ACTS = {
    "resume": Act(
        "resume",
        waiting.Resume,
        clarifying.resume,
        "Go on without waiting",
        "Work goes on. The requester is told.",
        guidance.resuming,
    ),
    "extend": Act(
        "extend",
        waiting.Extend,
        extending.extend,
        "Send and extend",
        "Extended. The letter is on its way.",
        guidance.extending,
    ),
    "correct_receipt": Act(
        "correct_receipt",
        afterwards.CorrectReceipt,
        correcting.correct_receipt,
        "Send and correct",
        "Corrected. The letter is on its way.",
        putting_right.correcting,
    ),
    "recalculate": Act(
        "recalculate",
        afterwards.Recalculate,
        recalculating.recalculate,
        "Recalculate",
        "Recalculated.",
        putting_right.recalculating,
    ),
    "recalculate_holidays": Act(
        "recalculate",
        afterwards.RecalculateHolidays,
        recalculating.recalculate_holidays,
        "Recalculate",
        "Recalculated.",
        putting_right.recalculating_holidays,
        heading="Recalculate with the holidays of today",
    ),
    "tell_late": Act(
        "tell_late",
        waiting.TellLate,
        late.tell_late,
        "Send it",
        "The requester is told that we are late.",
        guidance.telling_late,
    ),
}
