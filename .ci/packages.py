"""What we ship and by which licence, and whether the locks fit pyproject.toml."""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Whoever runs the desk must be free to. The driver's LGPL leaves them so.
FORBIDDEN = re.compile(
    r"(?<!L)A?GPL|Affero|(?<!Lesser )General Public License|SSPL|Server Side Public"
)
ALLOWED = {"psycopg2-binary"}
LOCKS = {
    "production": (),
    "run": ("local",),
    "dev": ("local", "test", "lint"),
}


def pins(lock: str) -> dict[str, str]:
    text = Path("requirements", f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE))


def licence_of(package: str) -> str:
    about = metadata(package)
    classifiers = [line for line in about.get_all("Classifier") or [] if "License ::" in line]
    # A text of many lines names other licences in passing: its first line says which it is.
    free_text = (about.get("License") or "").strip().split("\n")[0]
    return about.get("License-Expression") or "; ".join([*classifiers, free_text])


def forbidden_licences() -> list[str]:
    found = []
    for package in sorted({*pins("production"), *pins("run")} - ALLOWED):
        try:
            licence = licence_of(package)
        except PackageNotFoundError:
            continue  # for another kind of machine
        if not licence or FORBIDDEN.search(licence):
            found.append(f"{package} has the licence {licence or 'of nobody knows what'!r}.")
    return found


def stale_locks() -> list[str]:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    found = []
    for lock, extras in LOCKS.items():
        wanted = list(project["dependencies"])
        for extra in extras:
            wanted += project["optional-dependencies"][extra]
        locked = pins(lock)
        for requirement in map(Requirement, wanted):
            pin = locked.get(canonicalize_name(requirement.name))
            if pin is None or pin not in requirement.specifier:
                found.append(f"requirements/{lock}.txt has {pin} for {requirement}. Lock it anew.")
    return found


if __name__ == "__main__":
    problems = [*forbidden_licences(), *stale_locks()]
    print("\n".join(problems) or f"{len(pins('run'))} packages, licences and locks fit.")
    sys.exit(bool(problems))
