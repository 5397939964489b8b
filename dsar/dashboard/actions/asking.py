"""What is asked for, what is said about it, and whose work it is."""

from dsar.cases.operations import assigning, clarifying, messaging, rights, suspecting

from .. import guidance
from ..forms import answer, setting_aside, waiting
from .act import Act

ACTS = {
    "choose_right": Act(
        "choose_right",
        answer.ChooseRight,
        rights.choose_right,
        "Save",
        "The right is named.",
        guidance.choosing_right,
        shows="asked",
    ),
    "ask_question": Act(
        "ask_question",
        waiting.AskQuestion,
        clarifying.ask_question,
        "Send the question",
        "Question sent.",
        guidance.asking_question,
        shows="asked",
    ),
    "send_message": Act(
        "send_message",
        waiting.SendMessage,
        messaging.send_message,
        "Send the message",
        "Sent. It stands on the page of their request.",
        guidance.nothing_moves,
        shows="asked",
    ),
    "trust": Act(
        "trust",
        answer.Trust,
        suspecting.trust,
        "It is a real request",
        "Noted. It is marked no longer.",
        guidance.nothing_moves,
        shows="asked",
    ),
    "call_spam": Act(
        "call_spam",
        setting_aside.CallSpam,
        suspecting.call_spam,
        "Close it as spam",
        "Closed as not a request. The letter is on its way.",
        guidance.it_stops,
        shows="asked",
        ends=True,
    ),
    "take": Act("take", answer.Take, assigning.take, "Take it", "The case is yours."),
    "assign": Act("assign", answer.Assign, assigning.assign, "Assign", "Assigned."),
}
