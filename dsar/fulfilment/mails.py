"""What owners of systems are told by mail: that there is something to search, and by when.

No word of whom: that stands behind the link. The subject is read by others.
"""

from datetime import date, datetime

from django.template.loader import render_to_string

from dsar.cases.dates import in_words
from dsar.outbox.operations import enqueue
from dsar.typeset.mail import as_html

from . import links
from .models import SearchTask

ASKED, SOON, LATE = "asked", "soon", "late"
_SUBJECTS = {
    ASKED: "please search {system} by {day}",
    SOON: "your search of {system} is due on {day}",
    LATE: "your search of {system} was due on {day}",
}


def send(task: SearchTask, what: str, *, due_on: date, now: datetime) -> bool:
    """The owner is owed a mail with a new link; False where nobody can be mailed.

    `task.case` has its company and its key.
    """
    system, case = task.system, task.case
    if not system.owner_email:
        return False
    link, day = links.make(task, now=now), in_words(due_on)
    subject = f"{case.reference}: " + _SUBJECTS[what].format(system=system.name, day=day)
    text = render_to_string(
        "emails/search_task.txt",
        {
            "what": what,
            "system": system,
            "company": case.company,
            "day": day,
            "link": link,
            "days": links.LIFE.days,
        },
    )
    enqueue(
        company_id=case.company_id,
        data_key=case.data_key,
        channel="email",
        key=f"search:{task.pk}:{task.links}",
        payload={
            "from": case.company.sender_email,
            "from_name": f"{case.company.name} desk",
            "to": system.owner_email,
            "reply_to": case.company.sender_email,
            "subject": subject,
            "text": text,
            "html": as_html(text, subject=subject),
            "thread": f"search:{task.pk}",
        },
        now=now,
        reason=links.REASON,
        subject=links.subject_of(task),
    )
    return True
