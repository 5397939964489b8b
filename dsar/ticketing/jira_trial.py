"""What an account at Jira may do, looked at before anything hangs on it; nothing is written there.

A due date is taken only where it is on the project's screens and the account may schedule issues.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (Get my permissions, Get edit issue
metadata, Get create metadata issue types for a project, Get create field metadata)
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlencode

from dsar.companies.rights import RIGHTS
from dsar.outbox.channels.base import NotSent

from .account import Account, Tried, part

MYSELF: Final = "/rest/api/3/myself"
_META: Final = "/rest/api/3/issue/createmeta"
_PERMISSIONS: Final = "/rest/api/3/mypermissions"
_OF_NOTES: Final = ("ADD_COMMENTS", "EDIT_ISSUES", "LINK_ISSUES", "SCHEDULE_ISSUES")
_OF_SEARCHES: Final = ("CREATE_ISSUES", "ADD_COMMENTS", "EDIT_ISSUES", "SCHEDULE_ISSUES")
# What the issue of a search is made with, by the names on their screens.
_SET: Final = {"duedate": "Due date", "labels": "Labels"}
# More than a project has, in one page.
_MOST: Final = 200
_ANSWERED: Final = "200"
_LABELS: Final = ", ".join(f'"dsar-{right}"' for right in RIGHTS)
_NEWEST: Final = urlencode(
    {
        "jql": f"labels in ({_LABELS}) AND statusCategory != Done ORDER BY created DESC",
        "fields": "labels",
        "maxResults": 1,
    }
)

NONE_YET: Final = (
    "No open issue is labelled as a request yet: try again once one is, to see whether its due "
    "date can be set."
)
NOT_EDITABLE: Final = (
    "The newest issue that is a request takes no due date: put “Due date” on the edit screen of "
    "its project, and let the account schedule issues there (SCHEDULE_ISSUES). Until then notes "
    "are written without it."
)


def tried(account: Account, *, project: str, issue_type: str) -> list[Tried]:
    """One after another, until one is not answered."""
    found = []
    for one in _looks(account, project, issue_type):
        found.append(one)
        if one.status != _ANSWERED:
            break
    return found


def _looks(account: Account, project: str, issue_type: str) -> Iterator[Tried]:
    opens = account.attempt(MYSELF, _of_the_token)
    yield opens
    if not opens.works:
        return
    asked = f"{_PERMISSIONS}?permissions={','.join(_OF_NOTES)}"
    yield account.attempt(asked, partial(_of_permissions, _OF_NOTES))
    yield _of_the_newest(account)
    if project:
        yield from _of_project(account, project, issue_type)


def _of_the_newest(account: Account) -> Tried:
    """Whether the due date of a request can be set. Screens differ by project, so one is asked."""
    place = f"/rest/api/3/search/jql?{_NEWEST}"
    try:
        there = part(account.call("GET", place), "issues", list)
        number = part(there[0], "id", str) if there else ""
    except NotSent as error:
        return Tried(place, error.code, works=False, says="")
    if not number:
        return Tried(place, _ANSWERED, works=True, says=NONE_YET)
    return account.attempt(f"/rest/api/3/issue/{number}/editmeta", _of_editing)


def _of_project(account: Account, project: str, issue_type: str) -> Iterator[Tried]:
    """Whether searches can be issues there."""
    asked = urlencode({"projectKey": project, "permissions": ",".join(_OF_SEARCHES)}, safe=",")
    allowed = account.attempt(
        f"{_PERMISSIONS}?{asked}", partial(_of_permissions, _OF_SEARCHES, project=project)
    )
    if allowed.status == "http-404":
        says = f"There is no project {project}, or the account may not see it."
        allowed = Tried(allowed.what, allowed.status, works=False, says=says)
    yield allowed
    kinds: list[Any] = []
    place = f"{_META}/{quote(project)}/issuetypes"
    yield account.attempt(f"{place}?maxResults={_MOST}", partial(_of_kinds, issue_type, kinds))
    for kind in kinds:
        yield account.attempt(f"{place}/{kind}?maxResults={_MOST}", partial(_of_making, project))


def _of_the_token(answer: dict[str, Any]) -> tuple[bool, str]:
    if answer.get("active") is True:
        return True, "The token opens your Jira."
    return False, "The token belongs to an account that is switched off."


def _of_permissions(
    needed: tuple[str, ...], answer: dict[str, Any], *, project: str = ""
) -> tuple[bool, str]:
    held = _dict(answer.get("permissions"))
    missing = [one for one in needed if not _dict(held.get(one)).get("havePermission")]
    where = f"in the project {project}" if project else "in Jira"
    if missing:
        return False, f"The account lacks permissions {where}: {', '.join(missing)}."
    if project:
        return True, f"It may make issues for searches {where}."
    return True, "It may write comments, dates and links."


def _of_editing(answer: dict[str, Any]) -> tuple[bool, str]:
    if "duedate" in _dict(answer.get("fields")):
        return True, "The newest issue that is a request takes a due date."
    return False, NOT_EDITABLE


def _of_kinds(issue_type: str, kinds: list[Any], answer: dict[str, Any]) -> tuple[bool, str]:
    """`kinds` has the number of the one that is meant, afterwards."""
    known = {one.get("name"): one.get("id") for one in _dicts(answer.get("issueTypes"))}
    if issue_type in known:
        kinds.append(known[issue_type])
        return True, f"The project knows the kind of issue “{issue_type}”."
    names = ", ".join(map(str, known)) or "none"
    return False, (
        f"The project knows no kind of issue “{issue_type}” that the account may make. "
        f"Choose one of: {names}."
    )


def _of_making(project: str, answer: dict[str, Any]) -> tuple[bool, str]:
    on_screen = {one.get("fieldId") for one in _dicts(answer.get("fields"))}
    missing = [name for field, name in _SET.items() if field not in on_screen]
    if missing:
        fields = " and ".join(f"“{name}”" for name in missing)
        return False, f"Put {fields} on the create screen of the project {project}: it lacks them."
    return True, "An issue for a search takes its day."


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [_dict(one) for one in value] if isinstance(value, list) else []
