"""All forms of one policy as one: filled from rules, or from what was sent; read back as rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.text import capfirst

from dsar.companies import keeping
from dsar.companies.editing import Edit, edited, promised_in
from dsar.companies.ladder_words import rung, told
from dsar.companies.proof import LEAST
from dsar.companies.rights import NAMES
from dsar.companies.rules import Escalating, Hours, QuietDays, Rules, Rung

from .forms.base import DeskForm
from .forms.policy import ApprovalForm, CountingForm, PromiseForm, QuietForm, RungForm, TellingForm
from .forms.policy_trust import (
    EDITABLE,
    EnoughForm,
    ErasureForm,
    KeptForm,
    ProofForm,
    ways_in_words,
)

KINDS = ("rung", "quiet", "enough")
MOST = 60
"""Rows of a kind: more is a mistake, or somebody who tries what happens."""


class PolicyEdit:
    """Looks like one form to a template: errors, fields. Rows are named by a number that stays."""

    def __init__(
        self,
        rules: Rules,
        data: QueryDict | None = None,
        rows: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.rules = rules
        ladder, quiet = rules.ladder.value, rules.hours.value.quiet
        enough = rules.identity.enough
        if data is None:
            lengths = zip(KINDS, (len(ladder), len(quiet), len(enough)), strict=True)
            rows = {kind: _numbers(length) for kind, length in lengths}
        rows = rows or {kind: [] for kind in KINDS}
        self.counting = CountingForm(data, prefix="counting", initial=_counting(rules))
        self.telling = TellingForm(data, prefix="telling", initial=_telling(rules))
        self.approval = ApprovalForm(data, prefix="approval", initial=_approval(rules))
        promised = promised_in(rules)
        self.promises = {
            right: PromiseForm(
                data, prefix=f"promise-{right}", initial=_promise(promised.get(right))
            )
            for right in NAMES
        }
        self.rungs = {
            n: RungForm(_sent(data, f"rung-{n}"), prefix=f"rung-{n}", initial=_rung(ladder, n))
            for n in rows["rung"]
        }
        self.quiet = {
            n: QuietForm(_sent(data, f"quiet-{n}"), prefix=f"quiet-{n}", initial=_quiet(quiet, n))
            for n in rows["quiet"]
        }

        self.proof = ProofForm(
            data, prefix="proof", initial={"cool_down": rules.identity.cool_down.value}
        )
        self.erasure = ErasureForm(
            data,
            prefix="erasure",
            initial={"days_to_stop": rules.erasure.days_to_stop.value},
        )
        self.enough = {
            n: EnoughForm(
                _sent(data, f"enough-{n}"), prefix=f"enough-{n}", initial=_enough(rules, n)
            )
            for n in rows["enough"]
        }
        self.kept = {
            kind: KeptForm(data, prefix=f"kept-{kind}", kind=kind, initial=_kept(rules, kind))
            for kind in EDITABLE
        }

    @property
    def kept_rows(self) -> list[tuple[str, KeptForm]]:
        return [(keeping.CLASSES[kind], form) for kind, form in self.kept.items()]

    @property
    def promise_rows(self) -> list[tuple[str, PromiseForm]]:
        return [(NAMES[right], form) for right, form in self.promises.items()]

    @property
    def rung_rows(self) -> list[tuple[str, RungForm, str]]:
        """Each row with what it says in words; empty for one that says nothing yet."""
        return [(number, form, self._words(number, form)) for number, form in self.rungs.items()]

    def _words(self, number: str, form: RungForm) -> str:
        ladder = self.rules.ladder.value
        if not form.is_bound:
            return _step(ladder[int(number)]) if int(number) < len(ladder) else ""
        # Half typed, or wrong: the fields themselves are shown.
        whole = not form.errors and form.fields.keys() <= form.cleaned_data.keys()
        return _step(form.rung()) if whole else ""

    def forms(self) -> Iterator[DeskForm]:
        yield self.counting
        yield from self.promises.values()
        yield from self.rungs.values()
        yield self.telling
        yield self.approval
        yield from self.quiet.values()
        yield self.proof
        yield self.erasure
        yield from self.enough.values()
        yield from self.kept.values()

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms()]
        return all(valid)

    def without_errors(self) -> "PolicyEdit":
        """For a page that only takes a row more or less: nothing is judged yet."""
        for form in self.forms():
            if form.is_bound:
                form.full_clean()
                form.errors.clear()
        return self

    @property
    def errors(self) -> list[str]:
        return [str(field) for form in self.forms() for field in form.errors]

    def non_field_errors(self) -> list[str]:
        return [str(error) for form in self.forms() for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self.forms())

    def result(self) -> Rules:
        """The rules as they are to be, once everything is valid."""
        counting, telling = self.counting.cleaned_data, self.telling.cleaned_data
        return edited(
            self.rules,
            Edit(
                promise={right: form.promised() for right, form in self.promises.items()},
                calendar=counting["calendar"],
                timezone=counting["timezone"],
                internal_target=counting["internal_target"],
                ladder=tuple(form.rung() for form in self.rungs.values()),
                hours=Hours(
                    opens=telling["opens"],
                    closes=telling["closes"],
                    weekdays=tuple(int(day) for day in telling["weekdays"]),
                    holidays=telling["holidays"],
                    quiet=tuple(form.quiet() for form in self.quiet.values()),
                ),
                escalating=Escalating(self.telling.levels(), telling["answer_within"]),
                digest_from=telling["digest_from"],
                morning_summary=telling["morning_summary"],
                approval=self.approval.approving(),
                cool_down=self.proof.cleaned_data["cool_down"],
                days_to_stop=self.erasure.cleaned_data["days_to_stop"],
                enough=tuple(form.enough() for form in self.enough.values()),
                kept={kind: form.term() for kind, form in self.kept.items()},
            ),
        )


def rows_sent(data: QueryDict) -> dict[str, list[str]]:
    """The rows of what was sent, with one more or one less where a button asked for that."""
    rows = {kind: _known(data.getlist(kind)) for kind in KINDS}
    if (more := data.get("add")) in rows and len(rows[more]) < MOST:
        rows[more].append(str(max(map(int, rows[more]), default=-1) + 1))
    kind, _, number = data.get("remove", "").partition("-")
    if number in rows.get(kind, []):
        rows[kind].remove(number)
    return rows


def _known(numbers: list[str]) -> list[str]:
    return list(dict.fromkeys(n for n in numbers if n.isdecimal() and len(n) < 4))[:MOST]


def _numbers(count: int) -> list[str]:
    return [str(n) for n in range(count)]


def _sent(data: QueryDict | None, prefix: str) -> QueryDict | None:
    """None for the row that was just added: it is empty, which is no mistake yet."""
    if data is not None and "add" in data:
        return data if any(name.startswith(f"{prefix}-") for name in data) else None
    return data


def _step(step: Rung) -> str:
    return f"{capfirst(rung(step))}: {told(step)}"


def _counting(rules: Rules) -> dict[str, Any]:
    return {
        "calendar": rules.calendar.value if rules.calendar else "",
        "timezone": rules.timezone.value if rules.timezone else "",
        "internal_target": rules.internal_target.value,
    }


def _telling(rules: Rules) -> dict[str, Any]:
    hours, escalating = rules.hours.value, rules.escalating.value
    return {
        "opens": hours.opens,
        "closes": hours.closes,
        "weekdays": [str(day) for day in hours.weekdays],
        "holidays": hours.holidays,
        **dict(zip(("first", "second", "third"), escalating.levels, strict=False)),
        "answer_within": escalating.answer_within,
        "digest_from": rules.digest_from.value,
        "morning_summary": rules.morning_summary.value,
    }


def _approval(rules: Rules) -> dict[str, Any]:
    rule = rules.approval.value
    return {"mode": rule.mode, "reason": rule.reason}


def _enough(rules: Rules, number: str) -> dict[str, Any]:
    rows = rules.identity.enough
    if int(number) >= len(rows):
        return {"risk": "ordinary", "ways": ways_in_words(LEAST[0].value)}
    value = rows[int(number)].value
    return {"risk": value.risk, "rights": list(value.rights), "ways": ways_in_words(value)}


def _kept(rules: Rules, kind: str) -> dict[str, Any]:
    value = keeping.term(rules, kind).value
    return {"count": value.count, "unit": value.unit, "since": value.since}


def _promise(promised: Any) -> dict[str, Any]:
    if promised is None:
        return {"unit": "days"}
    length = promised.promise
    return {"count": length.count, "unit": length.unit, "where": promised.where}


def _rung(ladder: tuple[Rung, ...], number: str) -> dict[str, Any]:
    if int(number) >= len(ladder):
        return {"channels": ["mail", "in-app"], "every": 0}
    step = ladder[int(number)]
    return {
        "limit": step.limit,
        "days": abs(step.days_before),
        "side": "after" if step.days_before < 0 else "before",
        "audience": list(step.audience),
        "channels": list(step.channels),
        "every": step.every,
    }


def _quiet(quiet: tuple[QuietDays, ...], number: str) -> dict[str, Any]:
    if int(number) >= len(quiet):
        return {}
    days = quiet[int(number)]
    return {
        "first": date.fromisoformat(days.first),
        "last": date.fromisoformat(days.last),
        "why": days.why,
    }
