"""Lint of a policy against the law it stands under: what conflicts, falls short, or is overtaken.

The same checks read a pasted text (`lint`) and a policy that was edited by hand (`lint_rules`).
Limits are those of `deadlines`, the law that dates are counted by.
"""

from .concern import SEVERITIES, Concern
from .edited import lint_rules
from .pasted import lint, lint_reading, regime_of

__all__ = ["SEVERITIES", "Concern", "lint", "lint_reading", "lint_rules", "regime_of"]
