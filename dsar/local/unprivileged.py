"""PostgreSQL refuses to run as root. As root we lend it a name without rights."""

import os
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """How to start a program so that it does not run as root."""

    prefix: tuple[str, ...] = ()  # goes before the command
    uid: int | None = None  # a real user id that must own the files

    def popen(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.uid, "extra_groups": []}


@cache
def account() -> Account:
    """Ourselves; as root, a user namespace; where those are forbidden, the user `nobody`."""
    if os.geteuid() != 0:
        return Account()
    # In the namespace the files stay root's and no permission has to be widened.
    prefix = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    try:
        allowed = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return Account(uid=NOBODY)
    return Account(prefix=prefix) if allowed.returncode == 0 else Account(uid=NOBODY)


def reachable(path: Path, *, uid: int) -> bool:
    """Whether that user may pass every folder on the way to the path."""
    for folder in path.resolve().parents:
        if folder.exists():
            info = folder.stat()
            needed = stat.S_IXUSR if info.st_uid == uid else stat.S_IXOTH
            if not info.st_mode & needed:
                return False
    return True
