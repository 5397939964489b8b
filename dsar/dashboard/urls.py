"""The desk. An action has the name that it has in the lifecycle table."""

from django.urls import path

from .views import (
    acting,
    audit,
    calendar,
    case,
    files,
    health,
    holidays,
    intake,
    letters,
    policies,
    queue,
    seen,
    today,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("cases/", queue.queue, name="queue"),
    path("cases/log/", intake.log, name="log"),
    path("cases/<str:reference>/", case.case, name="case"),
    path("cases/<str:reference>/logged/", intake.logged, name="logged"),
    path("cases/<str:reference>/seen/", seen.seen, name="seen"),
    path("cases/<str:reference>/evidence/<slug:code>/", files.evidence, name="evidence"),
    path("cases/<str:reference>/documents/<uuid:pk>/", files.document, name="document"),
    path("cases/<str:reference>/letters/<uuid:pk>/", letters.letter, name="letter"),
    path("cases/<str:reference>/<slug:action>/", acting.act, name="act"),
    path("audit/", audit.companies, name="audit"),
    path("audit/<slug:slug>/", audit.of_company, name="audit_of"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:slug>/<int:version>/", policies.policy, name="policy"),
    path("holidays/", holidays.companies, name="holidays"),
    path("holidays/<slug:slug>/", holidays.of_company, name="holidays_of"),
    path("holidays/<slug:slug>/<int:pk>/undo/", holidays.undo, name="holiday_undo"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:pk>/revoke/", calendar.revoke, name="calendar_revoke"),
    path("health/", health.health, name="health"),
    path("health/<uuid:pk>/try-again/", health.try_again, name="try_again"),
]
