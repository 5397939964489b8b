"""What a key may do on a case: the desk's own operations, told by one object each."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from dsar.accounts.roles import Permission
from dsar.cases.changed import changes_since, last_change
from dsar.cases.dates import civil_date
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import (
    addressing,
    answering,
    charging,
    clarifying,
    closing,
    correcting,
    downloading,
    erasing,
    extending,
    holding,
    lapsing,
    late,
    misdelivering,
    posting,
    proposing,
    recalculating,
    recalling,
    refusing,
    reopening,
    rights,
    suspecting,
    transferring,
    verifying,
)
from dsar.cases.operations.changing import waits_for
from dsar.cases.operations.clarifying import PAUSE_EVENTS
from dsar.cases.operations.settling import ID_EVENTS
from dsar.cases.proof import askable
from dsar.cases.queries import allowed_actions
from dsar.cases.transitions import ACTIONS

from .models import ApiKey, Scope
from .problems import Problem, error
from .serializers.actions import BODIES

RUNS: Mapping[str, Callable[..., object]] = {
    "ask_identity": verifying.ask_for_identity,
    "accept_identity": verifying.accept_identity,
    "skip_identity": verifying.skip_identity,
    "send_letter_code": posting.send_letter_code,
    "change_language": addressing.change_language,
    "ask_address": addressing.ask_address,
    "lapse": lapsing.lapse,
    "choose_right": rights.choose_right,
    "ask_question": clarifying.ask_question,
    "resume": clarifying.resume,
    "extend": extending.extend,
    "tell_late": late.tell_late,
    "ask_fee": charging.ask_fee,
    "record_payment": charging.record_payment,
    "waive_fee": charging.waive_fee,
    "correct_receipt": correcting.correct_receipt,
    "recalculate": recalculating.recalculate,
    "recalculate_holidays": recalculating.recalculate_holidays,
    "send_to_review": answering.send_to_review,
    "send_back": answering.send_back,
    "release": answering.release,
    "recall": recalling.recall,
    "open_download": downloading.open_again,
    "record_transfer": transferring.record_transfer,
    "return_transfer": transferring.return_transfer,
    "report_incident": misdelivering.report_incident,
    "close": closing.close,
    "refuse": refusing.refuse,
    "return_proposal": proposing.return_proposal,
    "withdraw": closing.withdraw,
    "set_aside": closing.set_aside,
    "trust": suspecting.trust,
    "call_spam": suspecting.call_spam,
    "reopen": reopening.reopen,
    "place_hold": holding.place_hold,
    "ask_erasure": erasing.ask_erasure,
}
# Why a person does it at the desk, after proving who they are.
_SECOND = "It is the word of a second person, which a key never is."
_PEOPLE = "Who works on a case is settled among people."
NOT_FOR_KEYS: Mapping[str, str] = {
    "approve": _SECOND,
    "approve_refusal": _SECOND,
    "approve_fee": _SECOND,
    "lift_hold": _SECOND,
    "agree_erasure": _SECOND,
    "decline_erasure": _SECOND,
    "decide_incident": _SECOND,
    "note_told": _SECOND,
    "take": _PEOPLE,
    "assign": _PEOPLE,
    "answer_items": "What the law lists is fitted to one person by somebody who knows the case.",
    "record_done": "What was done, and who looked again, is the word of a person.",
    "note_regulator": "What passes between a company and its authority is the word of a person.",
    "announce_deletion": "That something will be deleted is the word of a person.",
    **dict.fromkeys(
        ("announce_end", "record_end"),
        "When a restriction ends, and why, is the word of a person.",
    ),
    **dict.fromkeys(
        ("ask_search", "send_search", "withdraw_search", "drop_search", "record_search"),
        "Who searches where is settled between people, who sign for it.",
    ),
    "change_contact": "Where answers go is the word of a person.",
    "record_choice": "Where data go is the requester's word, for somebody who heard or read it.",
    "accept_authority": "That somebody may act for another is the word of who saw what shows it.",
    "remove_answer": "It takes a file away for good, at the desk.",
}
_RULES = {"recalculate_holidays": "recalculate"}
_ASKED: Mapping[str, tuple[str, ...]] = {
    "resume": PAUSE_EVENTS,
    "accept_identity": ID_EVENTS,
    "record_payment": ("fee-charged", "fee-paid", "fee-waived"),
}


def refuse_others(key: ApiKey, name: str) -> None:
    """Pass, or a problem (403) for what no key may do, or not this one."""
    if why := NOT_FOR_KEYS.get(name):
        raise Problem(403, "not-for-keys", "No API key may do that", f"{why} Do it at the desk.")
    # Of what is no action, too, only those hear who may do some.
    wanted = {needs(name)} if name in RUNS else {Scope.ACT, Scope.RELEASE}
    if not wanted & set(key.scopes):
        either = " or ".join(sorted(wanted))
        raise Problem(403, "not-in-scope", "This API key may not do that", f"It needs {either}.")


def needs(name: str) -> str:
    """The scope for an action. What lets an answer out, or calls it back, has one of its own."""
    rule = ACTIONS[_RULES.get(name, name)]
    return Scope.RELEASE if rule.permission == Permission.RELEASE else Scope.ACT


def refuse_the_changed(case: Case, seen: int | None) -> None:
    """Pass, or a problem (412) that names what happened since. `seen` is None if nobody asks."""
    changed = changes_since(case, seen) if seen is not None else []
    # A number of tomorrow was never ours.
    if seen is None or (not changed and seen == last_change(case)):
        return
    raise Problem(
        412,
        "changed",
        "The case changed since you read it",
        "Nothing was done. Read the case again; if it still fits, send the new ETag.",
        [
            error("If-Match", f"{one.event} at {one.at.isoformat()}", "Look at what it means.")
            for one in changed
        ],
    )


def act(case: Case, name: str, given: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """The operation of this action. Raises as it does; Invalid for a day before it was asked."""
    arguments: dict[str, Any] = {key: value for key, value in given.items() if key != "action"}
    _check_day(case, name, arguments.get("came_on"), now=now)
    if name == "ask_identity":
        arguments["items"] = _specs(case, arguments["items"])
    RUNS[name](case_id=case.pk, actor=actor, now=now, **arguments)


def _specs(case: Case, codes: list[str]) -> list[Any]:
    known = askable(case)
    if strange := [code for code in codes if code not in known]:
        raise Invalid("items", f"{', '.join(strange)} is not among: {', '.join(known)}.")
    return [known[code] for code in dict.fromkeys(codes)]


def _check_day(case: Case, name: str, came_on: date | None, *, now: datetime) -> None:
    if came_on is None:
        return
    asked = waits_for(case, *_ASKED[name])
    if came_on > civil_date(case.company, now):
        raise Invalid("came_on", "The day it came cannot lie in the future.")
    if asked is None or came_on < asked.on:
        raise Invalid("came_on", "Nothing was asked for then; leave the day out.")


def open_to(case: Case, key: ApiKey) -> list[dict[str, Any]]:
    """What the lifecycle lets this key do now, with what each has to be told."""
    names = allowed_actions(case, frozenset({Permission.WORK_CASES, Permission.RELEASE}))
    if "recalculate" in names:
        names.append("recalculate_holidays")
    return [
        {
            "action": name,
            "label": ACTIONS[_RULES.get(name, name)].label,
            "fields": [_field(case, *one) for one in BODIES[name]().fields.items()],
        }
        for name in names
        if name in RUNS and needs(name) in key.scopes
    ]


def _field(case: Case, name: str, field: Any) -> dict[str, Any]:
    choices = list(field.choices) if isinstance(field, serializers.ChoiceField) else []
    if name == "items":
        choices = list(askable(case))
    return {
        "name": name,
        "required": field.required,
        "choices": choices,
        "help": str(field.help_text or ""),
    }
