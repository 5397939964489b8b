"""A private folder for a server's Unix socket, short enough for the kernel."""

import hashlib
import os
import tempfile
from pathlib import Path

# The kernel allows 107 bytes for the whole path; the longest name below is .s.PGSQL.5432.lock.
LONGEST = 85


def folder_for(root: Path) -> Path:
    """A 0700 folder of ours: inside the root, or for a long root one named by its hash."""
    folder = root / "s"
    if len(os.fsencode(folder)) > LONGEST:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"dsar-{digest}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = folder.lstat()
    if info.st_uid not in {os.geteuid(), 65534} or info.st_mode & 0o077:
        raise PermissionError(f"{folder} belongs to somebody else or is open to others.")
    return folder
