"""A complaint about a request: a case of its own, with its own clock, tied to what it is about."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dsar.vault.operations import unseal

from .. import letters
from ..errors import Invalid
from ..incidents import is_shut
from ..models import Case
from .changing import lock_case, record, save
from .clarifying import write_message
from .intake import Person, Request, open_case
from .settling import have_one_address
from .verifying import confirm_address

WRONG, BETTER = "What went wrong?", "What would put it right?"
ABOUT = "The reference of your request"


@transaction.atomic
def complain_about(*, case_id: UUID, wrong: str, better: str, now: datetime) -> Case:
    """The complaint, received and confirmed to the same person, whose page this is.

    While one about this request is open, further words go there: two clicks are one complaint.
    Raises Invalid.
    """
    about = lock_case(case_id, doing="write")
    if not wrong.strip():
        raise Invalid("wrong", _("Tell us what went wrong."))
    if open_one := about if about.right == "complaint" else open_complaint(about):
        words = f"{wrong}\n\n{better}".strip()
        return write_message(case_id=open_one.pk, text=words, now=now)
    known = unseal(about, "person")
    person = Person(**{field.name: known.get(field.name, "") for field in fields(Person)})
    answers = [(WRONG, wrong), (BETTER, better), (ABOUT, about.reference)]
    request = Request(
        right="complaint",
        channel="form",
        received_at=now,
        person=person,
        details=[(question, said) for question, said in answers if said.strip()],
        as_shown=[(_(question), said) for question, said in answers if said.strip()],
        language=about.language,
        is_test=about.is_test,
    )
    case = open_case(
        company=about.company, request=request, about=about, actor="requester", now=now
    )
    # An address that was changed a moment ago is as young here as there.
    save(case, contact_changed_at=about.contact_changed_at)
    record(case, "complaint.made", actor="requester", now=now, others=[about.reference])
    record(about, "complaint.made", actor="requester", now=now, others=[case.reference])
    letters.send(case, "received", actor="system", now=now)
    if about.contact_confirmed_at is not None and not is_shut(about):
        # They wrote it on a page that only a code to this very address opens.
        confirm_address(case_id=case.pk, now=now)
    return case


def open_complaint(about: Case) -> Case | None:
    """One that answers to the same address: words of who has this page go nowhere else."""
    found = Case.objects.filter(about=about, closed_at=None).select_related("data_key__company_key")
    return next((one for one in found if have_one_address(about, one)), None)
