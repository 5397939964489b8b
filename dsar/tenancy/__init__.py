"""Whose rows this piece of work may touch. PostgreSQL holds it to that: see `rows.py`.

    with tenancy.companies([company.pk]):           these, and what belongs to nobody
    with tenancy.every_company("why all of them"):  a sweep, a command, a look-up that finds whose
    tenancy.narrow_to([company.pk])                 from here to the end of this request or task

Where nothing was said, a statement that touches a table of companies raises; it does not find
nothing. What was said holds in this thread only and goes to PostgreSQL with each statement, for
the length of its transaction: no connection ever keeps it.
"""

from .in_force import NoCompany, companies, every_company, keep_for, narrow_to, nobody, operator

__all__ = ["NoCompany", "companies", "every_company", "keep_for", "narrow_to", "nobody", "operator"]
