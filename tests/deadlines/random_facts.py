"""Requests to which something random happened, in an order that can have been."""

from datetime import date, timedelta
from random import Random

from . import oracle

PLACES = {"ccpa-ack-10bd": ("US",), "ccpa-optout-15bd": ("US",)}


class Facts:
    """A request as bare values: what both counts are given."""

    def __init__(self, rule: str, random: Random) -> None:
        law = oracle.LAWS[rule]
        self.rule = rule
        self.place = random.choice(PLACES.get(rule, ("GB-ENG", "SE", "none")))
        self.received = law.first_day + timedelta(
            days=random.randrange((law.last_day - law.first_day).days + 1)
        )
        self.request = random.choice(("access", "access", "access", "erasure"))
        self.events = list(self._events(law, random))
        random.shuffle(self.events)
        self.events.sort(key=lambda event: event[1])  # stable: those of a day in any order
        self.events = [event for event in self.events if self._is_possible(event)]
        self.promise = random.choice((None, None, (28, "days"), (1, "months"), (12, "days")))

    def _events(self, law: oracle.Law, random: Random):
        if random.random() < 0.3:
            return
        # Most questions come within the shortest month, some when the time may be over.
        for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
            yield from self._asked("question", random)
        for thing in ("identity", "fee"):
            for _ in range(random.choice((0, 0, 0, 1, 2))):
                yield from self._asked(thing, random)
        for _ in range(random.choice((0, 0, 1, 1, 2))):
            told = self.received + timedelta(days=random.randrange(120 if law.length else 30))
            by, unit = random.choice((1, 2, 2, 20, 45, 70)), "days"
            if law.unit == "months" and random.random() < 0.7:
                by, unit = random.choice((1, 2, 3)), "months"
            yield ("extend", told, by, unit)

    def _asked(self, thing: str, random: Random):
        ask, bring, drop = oracle.THINGS[thing]
        on = self.received + timedelta(days=random.choice((0, 1, 5, random.randrange(90))))
        until = on + timedelta(days=random.choice((0, 1, 7, random.randrange(60))))
        yield (ask, on, None, None)
        ending = random.random()
        if ending < 0.85:  # else still open
            back = drop and ending < 0.15
            yield (drop if back else bring, until, None, None)

    def _is_possible(self, event) -> bool:
        """Not an answer before its question; `_open` is what is awaited so far."""
        kind = event[0]
        waiting = self.__dict__.setdefault("_open", {})
        for thing, (ask, bring, drop) in oracle.THINGS.items():
            if kind == ask:
                waiting[thing] = waiting.get(thing, 0) + 1
            elif kind == bring:
                if thing == "question":
                    if not waiting.get(thing):
                        return False
                    waiting[thing] -= 1
                elif thing not in waiting:
                    return False
                else:
                    waiting[thing] = 0
            elif kind == drop:
                if not waiting.get(thing):
                    return False
                waiting[thing] = 0
        return True

    def promised(self) -> date | None:
        return self.promise and oracle.later(self.received, *self.promise, "none")
