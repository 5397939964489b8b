"""`Authorization: Bearer …`, and what the key behind it may do."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from dsar import tenancy
from dsar.security_events import happened

from .models import ApiKey
from .operations import find_key, note_use


class KeyAuthentication(BaseAuthentication):
    """The key becomes `request.auth`. Nobody is signed in by it: `request.user` stays None."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        with tenancy.every_company("a key says whose it is only once it is found"):
            key = find_key(token.strip())
        if key is None:
            happened("key.refused", why="unknown")
            raise AuthenticationFailed(
                "No key reads like this one. Send it whole, as it was shown when it was made."
            )
        tenancy.narrow_to([key.company_id])
        if not key.is_usable(now=now):
            how = "was revoked" if key.revoked_at else "has expired"
            happened("key.refused", why=how, key=key.pk)
            raise AuthenticationFailed(f"This key {how}. Ask for a new one.")
        note_use(key, now=now)
        return None, key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Bearer realm="api"'


class InScope(BasePermission):
    """The view's `scopes` name what each method needs."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        needed = getattr(view, "scopes", {}).get(request.method)
        if needed is not None and needed not in request.auth.scopes:
            happened("access.refused", scope=needed, key=request.auth.pk)
            raise PermissionDenied(f"It needs the scope {needed}.")
        return True
