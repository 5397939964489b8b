"""Whether every import goes down a floor: the contracts in pyproject.toml."""

import sys

from importlinter.cli import lint_imports

sys.path.insert(0, ".")
sys.exit(lint_imports())
