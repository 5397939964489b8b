"""The answer: its files and items, review, approval, release, download."""

from dsar.cases.operations import answering, doing, downloading, filing, listing, recalling
from dsar.fulfilment.review import taking

from .. import guidance, putting_right
from ..forms import answer, done, listed
from .act import Act

ACTS = {
    "attach": Act(
        "attach",
        answer.Attach,
        filing.attach_upload,
        "Attach",
        "File attached. Nobody outside sees it before the release.",
        shows="documents",
    ),
    "remove_answer": Act(
        "attach",
        answer.RemoveAnswer,
        answering.remove_answer,
        "Remove the file",
        "File removed. Its content is gone.",
        guidance.removing,
        ends=True,
        heading="Remove a file from the answer",
    ),
    "take_found": Act(
        "attach",
        answer.TakeFound,
        taking.take_found,
        "Take into the answer",
        "Taken into the answer. Nobody outside sees it before the release.",
        guidance.taking_found,
        heading="Take what a search found into the answer",
    ),
    "answer_items": Act(
        "answer_items",
        listed.AnswerItems,
        listing.answer_items,
        "Save",
        "Saved. The answer says it after your own words.",
        guidance.nothing_moves,
        shows="asked",
    ),
    "record_done": Act(
        "record_done",
        done.RecordDone,
        doing.record_done,
        "Record it",
        "Recorded. The answer tells it after your own words.",
        guidance.nothing_moves,
        shows="asked",
    ),
    "send_to_review": Act(
        "send_to_review",
        answer.SendToReview,
        answering.send_to_review,
        "Send to review",
        "The answer waits for the approval of somebody else.",
        guidance.putting_forward,
        shows="documents",
        gated=True,
    ),
    "send_back": Act(
        "send_back",
        answer.SendBack,
        answering.send_back,
        "Send back",
        "Sent back.",
        guidance.nothing_moves,
        shows="documents",
    ),
    "approve": Act(
        "approve",
        answer.Approve,
        answering.approve,
        "Approve",
        "Approved. It can be released now.",
        guidance.nothing_moves,
        shows="answer",
        proves=True,
        gated=True,
    ),
    "release": Act(
        "release",
        answer.CheckedAnswer,
        answering.release,
        "Release the answer",
        "Answered. The letter is on its way.",
        guidance.it_stops,
        shows="answer",
        ends=True,
        proves=True,
        gated=True,
    ),
    "recall": Act(
        "recall",
        answer.Recall,
        recalling.recall,
        "Take it back",
        "Taken back. Nobody had opened it, and nobody can.",
        putting_right.recalling,
    ),
    "open_download": Act(
        "open_download",
        answer.OpenDownload,
        downloading.open_again,
        "Open it for 30 days",
        "It can be downloaded for another 30 days.",
        guidance.reopening_download,
    ),
}
