"""Where a company's processors call back by OpenDSR 2.0. It makes one call of an operation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dsar.opendsr import heard
from dsar.opendsr.certificates import Untrusted
from dsar.opendsr.protocol import Malformed
from dsar.security_events import happened

from .drp.answers import RETRY_AFTER_SECONDS, body_of


@csrf_exempt
@never_cache
def callback(request: HttpRequest, processor_key: UUID) -> HttpResponse:
    """202 once it is noted; 403 where nobody knows who called, 400 for what it said."""
    if request.method != "POST":
        refused = _error(405, "Use POST.")
        refused["Allow"] = "POST"
        return refused
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        body, now = body_of(request), timezone.now()
        heard.hear(key=processor_key, headers=headers, body=body, now=now)
    except heard.Unknown:
        return _error(404, "No processor calls back at this address.")
    except heard.TooOften:
        refused = _error(429, "Too many calls in an hour.")
        refused["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return refused
    except Untrusted as untrusted:
        happened("processor.refused", why=untrusted.code)
        return _error(403, "The domain, the certificate or the signature does not hold.")
    except Malformed as malformed:
        return _error(400, f"The body cannot be used: {malformed.code}.")
    return HttpResponse(status=202)


def _error(status: int, message: str) -> JsonResponse:
    """As the protocol has it, with nothing in it of what was sent."""
    return JsonResponse(
        {"error": {"code": status, "message": message, "errors": []}}, status=status
    )
