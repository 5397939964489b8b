"""Searches of a case, for the schema: which system, by when, how it stands; nobody is named."""

from rest_framework import serializers

from dsar.fulfilment.models import SearchRecord, SearchTask

from .outgoing import S


class SystemOut(S):
    code = serializers.SlugField()
    name = serializers.CharField()


class TaskOut(S):
    id = serializers.UUIDField()
    system = SystemOut()
    state = serializers.ChoiceField(choices=SearchTask.State.values)
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField(
        help_text="It follows the date of the case, unless an officer set it."
    )
    is_overdue = serializers.BooleanField(help_text="Open, and its day is over at the company.")
    ended_at = serializers.DateTimeField(allow_null=True)
    result = serializers.ChoiceField(
        choices=SearchRecord.Result.values,
        allow_null=True,
        help_text="By the record that stands; null while there is none.",
    )


class TaskListOut(S):
    results = TaskOut(many=True)
