"""A Jira as its pages describe it: a real HTTP server that keeps issues, on a bad day or none.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (Edit issue, Get and Add comment,
Create or update remote issue link, Create issue, Search by JQL, Get current user, Get my
permissions, Get edit issue metadata, and Get create metadata for a project and its issue types).
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import served

from .serving import Answering
from .stand_in import EMAIL, TOKEN

_PLACE = re.compile(r"/rest/api/3/issue/([A-Z]+-\d+|\d+)(/comment|/remotelink|/editmeta)?")
_META = re.compile(r"/rest/api/3/issue/createmeta/([A-Z]+)/issuetypes(?:/(\d+))?")
_ALWAYS = ("project", "issuetype", "summary", "description")


@dataclass
class Issue:
    fields: dict[str, Any] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def notes(self) -> list[str]:
        """Without the marks, oldest first."""
        return [one["body"]["content"][0]["content"][0]["text"] for one in self.comments]


@dataclass
class Jira:
    url: str = ""
    active: bool = True
    lacks: tuple[str, ...] = ()
    """Permissions that the account has not, and, as “edit:duedate” or “create:labels”, fields that
    are not on that screen."""
    kinds: tuple[str, ...] = ("Task", "Bug")
    """Of issues in its one project, DSR."""
    issues: dict[str, Issue] = field(default_factory=dict)
    """By id or key."""
    ways: list[str] = field(default_factory=list)
    """What becomes of the next comments: a status, or “taken, and cut”. Else they are taken."""
    retry_after: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Jira]:
    jira = Jira()

    class Handler(Answering):
        def answer_to(self, method: str, content: Any) -> None:
            jira.calls.append((method, self.path))
            known = base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
            if self.headers["authorization"] != f"Basic {known}":
                return self.answer(401, {"errorMessages": ["Client must be authenticated"]})
            place = urlsplit(self.path)
            if place.path == "/rest/api/3/myself":
                return self.answer(200, {"accountId": "1", "active": jira.active})
            if place.path == "/rest/api/3/mypermissions":
                return self.permissions(parse_qs(place.query))
            if meta := _META.fullmatch(place.path):
                return self.create_meta(meta[1], meta[2])
            if place.path == "/rest/api/3/search/jql":
                return self.search(parse_qs(place.query)["jql"][0])
            if (method, place.path) == ("POST", "/rest/api/3/issue"):
                return self.create(content["fields"])
            found = _PLACE.fullmatch(place.path)
            issue = jira.issues.get(found[1]) if found else None
            if found is None or issue is None:
                return self.answer(404, {"errorMessages": ["Issue does not exist"]})
            match method, found[2]:
                case "GET", "/comment":
                    return self.comments(issue, parse_qs(place.query))
                case "POST", "/comment":
                    return self.comment(issue, content)
                case "POST", "/remotelink":
                    status = 200 if content["globalId"] in issue.links else 201
                    issue.links[content["globalId"]] = content["object"]
                    return self.answer(status, {"id": 10000})
                case "GET", "/editmeta":
                    return self.answer(200, {"fields": self.editable(issue)})
                case "PUT", None:
                    return self.edit(issue, content["fields"])
            return self.answer(405, {})

        def edit(self, issue: Issue, fields: dict[str, Any]) -> None:
            if off := set(fields) - set(self.editable(issue)):
                return self.refuse(off)
            issue.fields |= fields
            return self.answer(204)

        def editable(self, issue: Issue) -> dict[str, Any]:
            """A step of a workflow may be one in which nothing is: then it is empty."""
            held = not {"EDIT_ISSUES", "edit:duedate", "SCHEDULE_ISSUES"} & set(jira.lacks)
            names = ("summary", "labels", *(("duedate",) if held else ()))
            done = issue.fields.get("status") == "Done"
            return {} if done else {name: {"key": name, "required": False} for name in names}

        def refuse(self, off: set[str]) -> None:
            unknown = "cannot be set. It is not on the appropriate screen, or unknown."
            errors = {name: f"Field '{name}' {unknown}" for name in off}
            self.answer(400, {"errorMessages": [], "errors": errors})

        def on_create_screen(self) -> list[str]:
            both = [one for one in ("duedate", "labels") if f"create:{one}" not in jira.lacks]
            return [*_ALWAYS, *both]

        def create_meta(self, project: str, kind: str | None) -> None:
            if project != "DSR":
                return self.answer(404, {"errorMessages": [f"No project with key {project}"]})
            if kind is None:
                kinds = [{"id": str(n), "name": name} for n, name in enumerate(jira.kinds, 1)]
                return self.answer(200, {"issueTypes": kinds, "total": len(kinds)})
            fields = [{"fieldId": one, "key": one} for one in self.on_create_screen()]
            return self.answer(200, {"fields": fields, "total": len(fields)})

        def permissions(self, query: dict[str, list[str]]) -> None:
            if query.get("projectKey", ["DSR"]) != ["DSR"]:
                return self.answer(404, {"errorMessages": ["No project could be found"]})
            asked = query["permissions"][0].split(",")
            held = {one: {"key": one, "havePermission": one not in jira.lacks} for one in asked}
            return self.answer(200, {"permissions": held})

        def search(self, jql: str) -> None:
            if jql.startswith("labels in "):
                jql, _, rest = jql.partition(") ")
                assert rest == "AND statusCategory != Done ORDER BY created DESC"
            wanted = set(re.findall(r'"([\w-]+)"', jql))
            labels = {number: one.fields.get("labels", ()) for number, one in jira.issues.items()}
            found = [number for number, given in labels.items() if wanted & set(given)]
            self.answer(200, {"issues": [{"id": one, "key": f"DSR-{one}"} for one in found]})

        def create(self, fields: dict[str, Any]) -> None:
            way = jira.ways.pop(0) if jira.ways else "201"
            if way not in ("201", "taken, and cut"):
                return self.answer(int(way), {"errors": {}}, retry_after=jira.retry_after)
            if off := set(fields) - set(self.on_create_screen()):
                return self.refuse(off)
            number = str(20000 + len(jira.issues))
            jira.issues[number] = Issue(fields)
            if way == "taken, and cut":
                return self.reset()
            return self.answer(201, {"id": number, "key": f"DSR-{number}"})

        def comments(self, issue: Issue, asked: dict[str, list[str]]) -> None:
            newest = asked.get("orderBy") == ["-created"]
            ordered = issue.comments[::-1] if newest else issue.comments
            count = int(asked.get("maxResults", ["50"])[0])
            self.answer(200, {"comments": ordered[:count], "total": len(ordered)})

        def comment(self, issue: Issue, content: dict[str, Any]) -> None:
            way = jira.ways.pop(0) if jira.ways else "201"
            if way not in ("201", "taken, and cut"):
                return self.answer(int(way), {"errors": {}}, retry_after=jira.retry_after)
            if content["body"].get("type") != "doc":
                return self.answer(400, {"errors": {"comment": "is no document"}})
            issue.comments.append(content)
            if way == "taken, and cut":
                return self.reset()
            return self.answer(201, {"id": str(len(issue.comments))})

    with served(Handler) as jira.url:
        yield jira
