"""Who stands at the desk, what they may do there, and which case they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import defaults
from django.views.decorators.cache import never_cache

from dsar import tenancy
from dsar.accounts import unsent
from dsar.accounts.models import User
from dsar.accounts.preferences import preferences_of
from dsar.accounts.roles import ALLOWED, Permission, Role
from dsar.accounts.trail import note
from dsar.cases.approvals import waiting_for
from dsar.cases.models import Case
from dsar.cases.nothing_there import remember_what_is_empty
from dsar.cases.queries import announced_ends, cases_seen_by
from dsar.cases.reading import unread_cases
from dsar.cases.snooze import Snooze
from dsar.companies.models import Company, Membership
from dsar.inbound.queries import waiting

from .alarms import standing
from .keys import keys_of

P = ParamSpec("P")
UNREAD = 99


@dataclass(frozen=True)
class Desk:
    """One signed-in person with their companies, read once a request."""

    user: User
    memberships: tuple[Membership, ...]
    snoozes: bool = False
    """Has put off a case: looked up with the memberships, since Today is asked all day."""
    lifts: bool = False
    """The end of a restriction was announced in one of the companies; looked up with them, too."""

    @property
    def actor(self) -> str:
        return self.user.actor

    def permissions(self, company_id: int) -> frozenset[Permission]:
        for membership in self.memberships:
            if membership.company_id == company_id:
                return ALLOWED[Role(membership.role)]
        return frozenset()

    def role(self, company_id: int) -> Role | None:
        membership = self.membership(company_id)
        return Role(membership.role) if membership else None

    def membership(self, company_id: int) -> Membership | None:
        return next((m for m in self.memberships if m.company_id == company_id), None)

    @cached_property
    def keys(self) -> dict[str, str]:
        """What each command's key is for this person; none where they are switched off."""
        return keys_of(preferences_of(self.user))

    @cached_property
    def unread(self) -> str:
        """Of how many cases notices wait, for the navigation; empty for none. It stops early."""
        unread = unread_cases(self.user)[: UNREAD + 1]
        count = len(unread) if self.sees_cases else 0
        return f"{UNREAD}+" if count > UNREAD else str(count or "")

    def company(self, slug: str) -> Company:
        """The company where this person has a role; another's looks like one that is not."""
        for membership in self.memberships:
            if membership.company.slug == slug:
                return membership.company
        raise Http404

    def companies(self, permission: Permission) -> list[Company]:
        """Those where this person has the permission, by name."""
        return [
            membership.company
            for membership in self.memberships
            if permission in ALLOWED[Role(membership.role)]
        ]

    def require(self, permission: Permission | None, company_id: int) -> None:
        """Pass, or PermissionDenied; None is what only the requester or the product does."""
        if permission is None or permission not in self.permissions(company_id):
            raise PermissionDenied

    @property
    def sees_cases(self) -> bool:
        return bool(self.companies(Permission.VIEW_CASES))

    @property
    def approves(self) -> bool:
        return bool(self.companies(Permission.APPROVE))

    @cached_property
    def to_approve(self) -> str:
        """How many approvals wait for this person, for the navigation; empty for none."""
        waiting = waiting_for(self.actor, self.companies(Permission.APPROVE))
        count = len(waiting.values_list("pk", flat=True)[: UNREAD + 1])
        return f"{UNREAD}+" if count > UNREAD else str(count or "")

    @cached_property
    def new_mail(self) -> str:
        """How many mails wait for a decision, for the navigation; empty for none."""
        found = waiting(self.companies(Permission.LOG_REQUEST))
        count = len(found.values_list("pk", flat=True)[: UNREAD + 1])
        return f"{UNREAD}+" if count > UNREAD else str(count or "")

    @property
    def works(self) -> bool:
        return bool(self.companies(Permission.WORK_CASES))

    @property
    def assigns(self) -> bool:
        return bool(self.companies(Permission.ASSIGN))

    @property
    def logs_requests(self) -> bool:
        return bool(self.companies(Permission.LOG_REQUEST))

    @property
    def manages_systems(self) -> bool:
        return bool(self.companies(Permission.MANAGE_COMPANY))

    @property
    def manages_people(self) -> bool:
        return bool(self.companies(Permission.MANAGE_PEOPLE))

    @property
    def adds_companies(self) -> bool:
        """Whoever manages one; the first is anybody's who can sign in."""
        managed = bool(self.companies(Permission.MANAGE_COMPANY))
        return managed or (not self.memberships and not Company.objects.exists())

    @property
    def sees_audit(self) -> bool:
        return bool(self.companies(Permission.VIEW_AUDIT))

    @property
    def sees_reports(self) -> bool:
        return bool(self.companies(Permission.VIEW_REPORTS))

    def case(self, reference: str) -> Case:
        """The case, or the same 404 for a stranger's and for none."""
        return get_object_or_404(cases_seen_by(self.user), reference=reference)

    def whole_case(self, reference: str) -> Case:
        """The same, for a page that shows all of it: what belongs to it is asked for once, and not
        where there is nothing."""
        seen = cases_seen_by(self.user).prefetch_related(None)
        case = get_object_or_404(seen, reference=reference)
        remember_what_is_empty(case)
        prefetch_related_objects([case], "fees", "messages")
        return case


View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]


def desk_page(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Signed in, or sent to sign in; nothing that was seen here stays in a cache, refusals too."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST" and unsent.typed(request):
                return unsent.give_back(request)
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, desk_of(request), *args, **kwargs)
        except Http404 as missing:
            return defaults.page_not_found(request, missing)
        except PermissionDenied as refused:
            _note_refusal(request)
            return defaults.permission_denied(request, refused)

    return guarded


def _note_refusal(request: HttpRequest) -> None:
    """Who, and at which view; not the address, which names a case."""
    if isinstance(request.user, User) and request.resolver_match:
        at = {"view": request.resolver_match.view_name, "method": request.method}
        note("access.refused", user=request.user, now=timezone.now(), facts=at)


def desk_of(request: HttpRequest) -> Desk:
    if not isinstance(request.user, User):
        raise PermissionDenied
    put_off = Snooze.objects.filter(user=request.user, until__gt=timezone.now())
    memberships = Membership.objects.filter(user=request.user).select_related("company")
    ends = announced_ends(OuterRef("company"))
    memberships = memberships.annotate(snoozes=Exists(put_off), lifts=Exists(ends))
    with tenancy.every_company("where somebody works decides which companies they see"):
        found = tuple(memberships.order_by("company__name"))
    tenancy.narrow_to(membership.company_id for membership in found)
    looked_up = [vars(membership) for membership in found]
    return Desk(
        request.user,
        found,
        snoozes=any(one["snoozes"] for one in looked_up),
        lifts=any(one["lifts"] for one in looked_up),
    )


def page(
    request: HttpRequest,
    desk: Desk,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    known = {"desk": desk, "alarms": standing(), **context}
    return render(request, f"dashboard/{template}", known, status=status)
