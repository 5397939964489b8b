"""What a person has to know about: letters that did not leave."""

from collections.abc import Iterable

from django.db.models import QuerySet

from dsar.outbox.models import Channel, Message, State


def given_up(company_ids: Iterable[int]) -> QuerySet[Message]:
    """Failed for good, until somebody calls `try_again`. A callback is best effort and not here;
    nor what a processor did not take, which a person does instead and its case says."""
    owed = Message.objects.exclude(channel__in=(Channel.CALLBACK, Channel.PROCESSOR))
    return owed.filter(state=State.FAILED, company_id__in=company_ids)
