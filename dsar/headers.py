"""What every answer tells a browser that it may not do, whoever made the answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# A passkey is asked for by our own pages; nothing else of a device is.
_NOTHING = """
accelerometer autoplay bluetooth browsing-topics camera clipboard-read display-capture
encrypted-media fullscreen gamepad geolocation gyroscope hid idle-detection local-fonts magnetometer
microphone midi payment picture-in-picture screen-wake-lock serial usb web-share xr-spatial-tracking
"""
PERMISSIONS = ", ".join(
    [f"{name}=()" for name in _NOTHING.split()]
    + [f"publickey-credentials-{what}=(self)" for what in ("get", "create")]
)
FIXED = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Frame-Options": "DENY",
    # For what is answered before the middleware of pages is reached: a style sheet, a picture.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
# Where somebody leaves: what they saw goes too, also what the browser kept against our word.
LEAVING = {"/desk/sign-out/", "/status/leave/"}
FORGET = '"cache", "storage"'


def refuse_all(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Outermost. Adds what is missing and leaves what a view said itself."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if request.path_info.startswith("/desk/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path_info in LEAVING:
            response.headers["Clear-Site-Data"] = FORGET
        return response

    return answer
