"""The searches of those who hold the data."""

from dsar.fulfilment.operations import asking, recording

from .. import guidance
from .. import searches as search_parts
from ..forms import searches
from .act import Act

ACTS = {
    "ask_search": Act(
        "ask_search",
        searches.AskSearch,
        asking.ask_search,
        "Ask them",
        "Asked. The mails to the owners are on their way.",
        search_parts.asking,
    ),
    "record_search": Act(
        "record_search",
        searches.RecordSearch,
        recording.record_search,
        "Record it",
        "Recorded. It stays as it is.",
        guidance.nothing_moves,
    ),
    "send_search": Act(
        "send_search",
        searches.SendSearch,
        asking.send_search,
        "Send another link",
        "The mail is on its way. The link before no longer works.",
        guidance.nothing_moves,
    ),
    "withdraw_search": Act(
        "withdraw_search",
        searches.WithdrawSearch,
        asking.withdraw_search,
        "Withdraw the link",
        "The link no longer works. The search stays open.",
        guidance.nothing_moves,
    ),
    "drop_search": Act(
        "drop_search",
        searches.DropSearch,
        asking.drop_search,
        "Drop it",
        "Dropped. It holds nothing back any more.",
        guidance.nothing_moves,
    ),
}
