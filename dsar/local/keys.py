"""The secrets of one copy: made once, kept in its folder, never in its database."""

import base64
import secrets
from collections.abc import Mapping

from .home import Home
from .trouble import Trouble


def keys(home: Home, given: Mapping[str, str]) -> dict[str, str]:
    """The secrets of this copy: those the environment names, else files kept in its folder."""
    made = {
        "DSAR_SECRET_KEY": ("secret.key", lambda: secrets.token_urlsafe(50)),
        "DSAR_ROOT_KEY": ("root.key", _key),
        "DSAR_ANCHOR_KEY": ("anchor.key", _key),
    }
    lost = not (home.root / "root.key").exists() and (home.root / "postgres" / "data").exists()
    if lost and not (given.get("DSAR_ROOT_KEY") or given.get("DSAR_ROOT_KEY_FILE")):
        raise Trouble(
            f"{home.root}/root.key is gone, and without it nothing stored there can be read. "
            "Put the file back, or delete the folder to begin anew."
        )
    return {
        f"{name}_FILE": str(home.key(file, make))
        for name, (file, make) in made.items()
        if not (given.get(name) or given.get(f"{name}_FILE"))
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
