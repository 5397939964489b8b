"""Ten places where somebody forgot whose it is: what a reviewer of code may overlook."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.shortcuts import get_object_or_404

from dsar.api.views import KeyedView
from dsar.cases import feeds
from dsar.cases.calendar_feed import CalendarFeed
from dsar.cases.models import Case, Document, Notice
from dsar.companies.models import Absence, Company
from dsar.dashboard import access
from dsar.dashboard.views import away, calendar, files, health, letters, notices
from dsar.portal import own_page

OF_COMPANY = {"company", "company_id", "company_id__in", "company__in"}


@dataclass(frozen=True)
class Hole:
    name: str
    who: str
    method: str
    route: str
    make: Callable[[pytest.MonkeyPatch], None]


def _anything(source: Any, **wanted: Any) -> Any:
    """Looks among all rows, not among those that belong here."""
    mine = {name: value for name, value in wanted.items() if name not in OF_COMPANY}
    return get_object_or_404(getattr(source, "model", source), **mine)


def _all_of(model: Any) -> Any:
    def unscoped(**wanted: Any) -> Any:
        kept = {name: value for name, value in wanted.items() if name not in OF_COMPANY}
        return model.objects.filter(**kept)

    return SimpleNamespace(objects=SimpleNamespace(filter=unscoped), DoesNotExist=None)


def _cases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "cases_seen_by", lambda user: Case.objects.all())


def _documents(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "get_object_or_404", _anything)


def _letters(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(letters, "get_object_or_404", _anything)


def _notices(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(notices, "notices_of", lambda user: Notice.objects.all())


def _messages(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(health, "get_object_or_404", _anything)


def _companies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access.Desk, "company", lambda self, slug: get_object_or_404(Company, slug=slug))


def _absences(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(away, "Absence", _all_of(Absence))


def _feeds(patch: pytest.MonkeyPatch) -> None:
    def of_anybody(*, feed_id: int, user: Any, now: Any) -> CalendarFeed:
        owner = CalendarFeed.objects.get(pk=feed_id).user
        return feeds.revoke_feed(feed_id=feed_id, user=owner, now=now)

    views = SimpleNamespace(**{**vars(feeds), "revoke_feed": of_anybody})
    patch.setattr(calendar, "feeds", views)


def _cases_of_the_api(patch: pytest.MonkeyPatch) -> None:
    whole = Case.objects.select_related("company", "clock", "data_key", "policy", "verification")
    patch.setattr(KeyedView, "cases", lambda self: whole.all())


def _answers(patch: pytest.MonkeyPatch) -> None:
    of_all = Document.objects.filter(kind=Document.Kind.ANSWER).select_related("file")
    patch.setattr(own_page, "answer_files", lambda case: of_all.all())


ALL = (
    Hole("cases", "officer", "get", "desk/cases/<str:reference>/", _cases),
    Hole(
        "documents",
        "officer",
        "get",
        "desk/cases/<str:reference>/documents/<uuid:pk>/",
        _documents,
    ),
    Hole("letters", "officer", "get", "desk/cases/<str:reference>/letters/<uuid:pk>/", _letters),
    Hole("notices", "dpo", "post", "desk/notices/<uuid:pk>/read/", _notices),
    Hole("messages", "lead", "post", "desk/health/<uuid:pk>/try-again/", _messages),
    Hole("companies", "admin", "get", "desk/policies/<slug:slug>/edit/", _companies),
    Hole("absences", "lead", "post", "desk/away/<slug:slug>/<int:pk>/take-back/", _absences),
    Hole("calendars", "dpo", "post", "desk/calendar/<int:pk>/revoke/", _feeds),
    Hole("cases of the API", "system", "get", "api/v1/cases/<str:reference>", _cases_of_the_api),
    Hole(
        "answers",
        "requester",
        "get",
        "status/request/files/<uuid:document_id>/",
        _answers,
    ),
)
