"""Jira's side: an internal comment at an issue, its due date, and a link to the case.

Jira takes the same comment as often as it is sent. So each ends with a mark, and the issue's newest
comments are looked through for it first. The date and the link come before the comment: they are
the same however often they are sent, and a mark that is found says that all is done.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from dsar.outbox.channels.base import NotSent, Payload, SentBut
from dsar.outbox.ids import note_id

from . import jira_trial
from .account import COMMENTS, Account, Tried, mark_of, part
from .tasking import note_opened

# Five calls a note where its issue is gone at last, together shorter than a worker may be silent.
SECONDS = 6.0
# In a service desk the requester reads a comment that is not marked so.
INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]
TASK = "Task"
# Why something was written all but its date.
NO_DATE = "no-due-date"


@dataclass(frozen=True)
class Jira(Account):
    system = "jira"
    name = "Jira"
    host = "atlassian.net"
    seconds = SECONDS

    @property
    def login(self) -> str:
        return f"{self.email}:{self.token}"

    def write(self, *, row_id: UUID, payload: Payload, now: datetime) -> None:  # noqa: ARG002
        """The note stands at the issue, once, with the due date and the case's link; or the issue
        is there that the payload opens."""
        if "opens" in payload:
            self._open(payload, f"desk-{note_id(row_id)}")
        else:
            self._comment(row_id, payload)

    def _comment(self, row_id: UUID, payload: Payload) -> None:
        place, mark = f"/rest/api/3/issue/{payload['ticket']}", mark_of(row_id)
        newest = self.call("GET", f"{place}/comment?orderBy=-created&maxResults={COMMENTS}")
        if any(mark in str(one) for one in part(newest, "comments", list)):
            return
        dated = "due_on" not in payload or self._set_date(place, payload["due_on"])
        if link := payload.get("link"):
            self.call("POST", f"{place}/remotelink", _remote(link))
        comment = {"body": document(payload["note"], mark), "properties": INTERNAL}
        self.call("POST", f"{place}/comment", comment)
        if not dated:
            raise SentBut(NO_DATE)

    def _set_date(self, place: str, due_on: str | None) -> bool:
        """False where the issue takes no due date, which keeps no note back: it says it too."""
        return self._taken("PUT", place, {"fields": {"duedate": due_on}}) is not None

    def _taken(self, method: str, place: str, content: Any) -> dict[str, Any] | None:
        """What was answered; None where Jira refuses a field of it, and has changed nothing."""
        try:
            return self.call(method, place, content)
        except NotSent as error:
            if error.code != "http-400":
                raise
            return None

    def _open(self, payload: Payload, label: str) -> None:
        """Once: an issue that a try made which was cut off is known by its label."""
        query = urlencode({"jql": f'labels = "{label}"', "fields": "labels", "maxResults": 1})
        there = part(self.call("GET", f"/rest/api/3/search/jql?{query}"), "issues", list)
        fields = {
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type or TASK},
            "summary": payload["summary"],
            "description": document(payload["note"]),
            "duedate": payload["due_on"],
            "labels": [label],
        }
        place = "/rest/api/3/issue"
        made = there[0] if there else self._taken("POST", place, {"fields": fields})
        dated = made is not None
        if made is None:  # also for another reason than its date: then this is refused too
            del fields["duedate"]
            made = self.call("POST", place, {"fields": fields})
        note_opened(payload["opens"], number=part(made, "id", str), key=part(made, "key", str))
        if not dated:
            raise SentBut(NO_DATE)

    def try_out(self) -> list[Tried]:
        """Whether the token opens the account, and whether it may do what notes and issues take."""
        return jira_trial.tried(self, project=self.project, issue_type=self.issue_type or TASK)


def document(*paragraphs: str) -> dict[str, Any]:
    """As Jira writes texts (Atlassian Document Format)."""
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs
    ]
    return {"type": "doc", "version": 1, "content": content}


def _remote(link: dict[str, Any]) -> dict[str, Any]:
    """The same `globalId` again changes the link that is there."""
    return {
        "globalId": f"app=dsar-desk&case={link['case']}",
        "object": {
            "url": link["url"],
            "title": f"Case {link['case']}",
            "status": {"resolved": link["resolved"]},
        },
    }
