"""When the receipt of a complaint was confirmed."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Case as Either
from django.db.models.expressions import Combinable, When
from django.db.models.functions import Cast, Concat, TruncDate

from deadlines.models import Clock
from dsar.cases.models import Message
from dsar.outbox import models as outbox

from .scope import Scope

# DPA 2018 s.164A(3), where the last day rolls on to a working one.
KINGDOM = "uk-complaint-ack-30"
# What other laws leave open is held to as many days, and nothing says that those roll.
WITHIN = timedelta(days=30)


def last_day_of(clock: Clock) -> date:
    """By when the receipt of this complaint is confirmed."""
    if clock.rule == KINGDOM and clock.statutory_on:
        return clock.statutory_on
    return clock.received_on + WITHIN


def last_day() -> Combinable:
    """The same of a message's case, asked of the database."""
    rolled = When(
        case__clock__rule=KINGDOM,
        case__clock__statutory_on__isnull=False,
        then=F("case__clock__statutory_on"),
    )
    counted = ExpressionWrapper(F("case__clock__received_on") + WITHIN, output_field=DateField())
    return Either(rolled, default=counted, output_field=DateField())


def receipts() -> QuerySet[Any]:
    """Every confirmation that was written, with `left_at`: a mail once a mail server took it, a
    letter once it was posted, and None before."""
    key = Concat(Value("letter:"), Cast(OuterRef("pk"), CharField()))
    sent = outbox.Message.objects.filter(key=key, state=outbox.State.SENT)
    left_at = Either(
        When(by_post=True, then=F("posted_at")),
        default=Subquery(sent.values("sent_at")[:1]),
        output_field=DateTimeField(),
    )
    written = Message.objects.filter(kind="received", direction=Message.Direction.OUT)
    return written.annotate(left_at=left_at)


def acknowledged(scope: Scope) -> Q:
    """Complaints whose receipt was confirmed in time."""
    zones: dict[str, list[int]] = {}
    for company in scope.companies:
        zones.setdefault(company.timezone, []).append(company.pk)
    found = Q(pk__in=[])
    for zone, ids in zones.items():
        left_on = TruncDate("left_at", tzinfo=ZoneInfo(zone))
        of_these = receipts().filter(company__in=ids, case__right="complaint")
        in_time = of_these.alias(left_on=left_on).filter(Q(left_on__lte=last_day()))
        found |= Q(pk__in=in_time.values("case"))
    return found
