"""A letter as it would go to somebody invented, and as mail and paper show it. Saves nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deadlines.models import Clock, columns_of, dates_of
from deadlines.working import compute
from dsar.companies.letter_words import Where, Words
from dsar.companies.models import Company
from dsar.typeset.mail import as_html
from dsar.typeset.paper import as_pdf

from . import letters, on_paper
from .dates import civil_date
from .letter_kinds import KINDS
from .models import Case
from .terms import terms_of

_NAME = "Robin Example"
_BY_MAIL = {"name": _NAME, "email": "robin@example.org"}
_ON_PAPER = {"name": _NAME, "postal": "1 Example Street\nExample Town"}


@dataclass(frozen=True)
class Example:
    """`kind` to somebody who does not exist, about a request of today."""

    company: Company
    where: Where
    words: Words
    now: datetime

    def text(self) -> str:
        return self._written(_BY_MAIL)

    def html(self) -> str:
        case = self._case()
        return as_html(self.text(), subject=letters.subject_of(case), language=self.where.language)

    def pdf(self) -> bytes:
        """As on paper. Raises Unprintable for what our fonts lack."""
        case = self._case()
        person = _ON_PAPER if KINDS[self.where.kind].by_post else _BY_MAIL
        text = self._written(person)
        to = on_paper.address(person)
        body = on_paper.fixed(case, text=text, to=to, by_post=True)
        body |= {"to": to, "text": text, "subject": letters.subject_of(case)}
        letter = on_paper.laid_out(case, body, at=self.now, language=self.where.language)
        return as_pdf([letter], title=letter.subject)

    def _written(self, person: dict[str, Any]) -> str:
        kind = self.where.kind
        case, facts = self._case(), KINDS[kind].facts
        today = civil_date(self.company, self.now)
        return letters.write(case, kind, person=person, today=today, words=self.words, **facts)

    def _case(self) -> Case:
        """Of no row: a case as it is on the day of its receipt."""
        company, where = self.company, self.where
        policy = company.policy
        right, today = where.right or "access", civil_date(company, self.now)
        terms = terms_of(company, policy.rules, right=right, received_on=today, regime=where.regime)
        working = compute(
            rule=terms.rule,
            calendar=terms.calendar,
            received=today,
            request=right,
            promise=terms.promise,
            overrides=terms.overrides,
            target_days=terms.target_days,
        )
        clock = Clock(
            pk=0,  # no row has it: nothing happened to this clock
            company_id=company.pk,
            calendar=terms.calendar,
            received_on=today,
            overrides=terms.overrides.to_json() if terms.overrides else {},
            created_at=self.now,
            **columns_of(terms.promise),
            **dates_of(working),
        )
        return Case(
            company=company,
            policy=policy,
            reference=f"{company.code}-2222-22",
            right=right,
            regime=where.regime,
            clock=clock,
            language=where.language,
            received_at=self.now,
            created_at=self.now,
        )
