"""Light or dark, and how much air: as the device says, unless a person has chosen."""

from django.db import DatabaseError
from django.http import HttpRequest

from dsar.visits import stay

CHOICES = ("light", "dark")
DESK = "/desk/"
_CHOSEN = "look"


def chosen(request: HttpRequest) -> dict[str, str]:
    """For every template: `look` is empty where the device decides, and where nobody can tell: the
    page that says that the database is away is made with this too. At the desk a person's own
    profile goes before what was chosen for the browser."""
    try:
        look = request.session.get(_CHOSEN, "") if hasattr(request, "session") else ""
        own = _of_profile(request)
    except DatabaseError:
        return {"look": "", "density": ""}
    return {"look": own.get("look") or look, "density": own.get("density", "")}


def _of_profile(request: HttpRequest) -> dict[str, str]:
    if not request.path.startswith(DESK) or not hasattr(request, "user"):
        return {}
    return getattr(request.user, "preferences", {})


def choose(request: HttpRequest, look: str) -> None:
    """The next page looks like that; anything that is no choice leaves it to the device."""
    if look in CHOICES:
        request.session[_CHOSEN] = look
        stay(request)
    else:
        request.session.pop(_CHOSEN, None)
