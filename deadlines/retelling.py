"""A stored working in another language than the one it was stored in."""

from .errors import ClockError
from .keeping import computed, events_of
from .models import Clock
from .speaking import language
from .working import Working


def retold(clock: Clock) -> Working:
    """The stored working, told in the language in force.

    It is stored in English. In another language the steps are made again from the clock's events,
    and taken if they say in English, word for word, what is stored. If they do not, because the
    holidays or our sums are others by now, the stored ones are given, whose `lang` is then “en”:
    what a person was told once is not put in other words that say something else.
    """
    stored = clock.explained
    if language() == "en":
        return stored
    try:
        again = computed(clock, events_of(clock))
    except ClockError:  # a rule or a calendar that is gone
        return stored
    # A later list of holidays that moves nothing here is no other working.
    again = again._replace(holidays_version=stored.holidays_version)
    return again if again == stored else stored
