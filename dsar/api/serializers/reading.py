"""What can be read beside the cases themselves, for the schema."""

from rest_framework import serializers

from .outgoing import ClockOut, S, StepOut


class CaseClockOut(S):
    """The dates of a case and how they came about."""

    reference = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_in_days = serializers.IntegerField(allow_null=True)
    statutory_on = serializers.DateField(allow_null=True)
    promise_on = serializers.DateField(allow_null=True)
    safe_on = serializers.DateField(allow_null=True)
    clock = ClockOut()
    why_sentence = serializers.CharField()
    why = StepOut(many=True)


class EventOut(S):
    id = serializers.IntegerField(help_text="Grows with every event of the company.")
    type = serializers.CharField(help_text="Such as case.closed.")
    at = serializers.DateTimeField()
    case = serializers.CharField(help_text="The reference.")


class EventListOut(S):
    results = EventOut(many=True)
    last = serializers.IntegerField(help_text="Send it as `after` to go on from here.")


class PolicySeenOut(S):
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class PolicyListOut(S):
    results = PolicySeenOut(many=True)


class PolicyOut(PolicySeenOut):
    rules = serializers.DictField(help_text="Each rule by name, with the sentence it came from.")
