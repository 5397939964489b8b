"""Exit status 0 if every package that the lock asks of this machine is installed as pinned."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def wanted(lock: Path) -> list[Requirement]:
    lines = lock.read_text().splitlines()
    pins = [line.removesuffix("\\").strip() for line in lines if line[:1].isalnum()]
    return [pin for pin in map(Requirement, pins) if pin.marker is None or pin.marker.evaluate()]


def satisfied(pin: Requirement) -> bool:
    try:
        return version(pin.name) in pin.specifier
    except PackageNotFoundError:
        return False


if __name__ == "__main__":
    missing = [str(pin) for pin in wanted(Path(sys.argv[1])) if not satisfied(pin)]
    if missing:
        print("Not installed:", ", ".join(missing))
    sys.exit(bool(missing))
