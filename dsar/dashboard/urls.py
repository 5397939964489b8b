"""The desk. An action has the name that it has in the lifecycle table."""

from django.urls import path

from .views import (
    acting,
    audit,
    away,
    calendar,
    case,
    files,
    health,
    holidays,
    intake,
    letters,
    notices,
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
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<uuid:pk>/read/", notices.read_one, name="notice_read"),
    path("away/", away.away, name="away"),
    path("away/<slug:slug>/", away.away_new, name="away_new"),
    path("away/<slug:slug>/mail/", away.away_mail, name="away_mail"),
    path("away/<slug:slug>/deputies/", away.away_deputies, name="away_deputies"),
    path("away/<slug:slug>/<int:pk>/take-back/", away.away_back, name="away_back"),
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
