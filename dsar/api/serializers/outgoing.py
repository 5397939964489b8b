"""What an integrator gets, for the schema. The values themselves come from the cases' queries."""

from typing import Any

from rest_framework import serializers

from deadlines.rules import CERTAINTIES
from dsar.cases.labels import LABELS
from dsar.cases.transitions import Outcome
from dsar.companies.rules import RIGHTS

S = serializers.Serializer[Any]


class ClockOut(S):
    state = serializers.ChoiceField(
        choices=["running", "starts-later", "paused", "open-ended", "stopped"]
    )
    started_on = serializers.DateField(allow_null=True)
    excluded_days = serializers.IntegerField(help_text="Days of pauses that do not count.")
    extended = serializers.BooleanField()
    rule = serializers.CharField(help_text="The law that it is counted by, as a code.")
    calendar = serializers.CharField(help_text="Whose public holidays count.")
    holidays_version = serializers.CharField()
    certainty = serializers.ChoiceField(
        choices=CERTAINTIES, help_text="Of the least certain step that the due date hangs on."
    )


class StepOut(S):
    step = serializers.CharField(help_text="What happened, as a code.")
    on = serializers.DateField(allow_null=True)
    text = serializers.CharField(help_text="The same as a sentence.")
    article = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="The law, guidance or policy that the article is of."
    )
    certainty = serializers.ChoiceField(choices=CERTAINTIES)
    days = serializers.IntegerField(
        allow_null=True, help_text="What the step adds; from the start, all add up to statutory_on."
    )
    holidays = serializers.ListField(child=serializers.CharField())
    safe_on = serializers.DateField(
        allow_null=True, help_text="Where the law can be read otherwise: the date by that reading."
    )


class LinksOut(S):
    case = serializers.URLField()
    actions = serializers.URLField(help_text="What can be done on it now.")
    requester_portal = serializers.URLField(help_text="Where the requester follows the case.")


class CaseOut(S):
    """A case without a word about the person."""

    reference = serializers.CharField()
    company = serializers.SlugField()
    right = serializers.ChoiceField(choices=list(RIGHTS))
    asked_with = serializers.ListField(
        child=serializers.CharField(),
        help_text="References of the cases for other rights that were asked for at the same time.",
    )
    complaint_about = serializers.CharField(
        allow_null=True, help_text="The reference of the case that a complaint is about."
    )
    status = serializers.ChoiceField(choices=list(LABELS))
    status_text = serializers.CharField(help_text="What the requester reads.")
    outcome = serializers.ChoiceField(choices=Outcome.values, allow_null=True)
    received_at = serializers.DateTimeField()
    due_on = serializers.DateField(
        allow_null=True, help_text="The earlier of law and promise; null while none can be told."
    )
    stop_until = serializers.DateField(
        allow_null=True,
        help_text="The last day on which the person may stop a deletion; nothing goes before.",
    )
    due_in_days = serializers.IntegerField(
        allow_null=True, help_text="Calendar days at the company, negative once late."
    )
    statutory_on = serializers.DateField(allow_null=True)
    promise_on = serializers.DateField(allow_null=True)
    target_on = serializers.DateField(
        allow_null=True, help_text="The company's own aim. Not for requesters."
    )
    safe_on = serializers.DateField(
        allow_null=True, help_text="The due date if every open question of law went against us."
    )
    acknowledge_by = serializers.DateField(allow_null=True)
    notice_by = serializers.DateField(
        allow_null=True, help_text="The last day to tell the requester of an extension."
    )
    refuse_by = serializers.DateField(allow_null=True)
    clock = ClockOut()
    why_sentence = serializers.CharField(
        help_text="The due date and its reason, word for word as in letters and calendars."
    )
    why = StepOut(many=True, help_text="How the date came about.")
    next_action = serializers.CharField(
        allow_null=True, help_text="What an officer does next; null when there is nothing left."
    )
    legal_hold = serializers.BooleanField(help_text="Nothing of it may be erased.")
    erased_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when only the entry in the register is left."
    )
    links = LinksOut()


class ActionFieldOut(S):
    name = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField(), help_text="Empty for any.")
    help = serializers.CharField()


class ActionOut(S):
    action = serializers.CharField(help_text="What to send as `action`.")
    label = serializers.CharField()  # type: ignore[assignment]
    fields = ActionFieldOut(many=True)  # type: ignore[assignment]


class ActionListOut(S):
    results = ActionOut(many=True)


class ProblemErrorOut(S):
    field = serializers.CharField(help_text="Path of the field, such as requester.email.")
    message = serializers.CharField()
    fix = serializers.CharField()


class ProblemOut(S):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorOut(many=True)  # type: ignore[assignment]
