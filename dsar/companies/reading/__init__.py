"""Reads a privacy policy: how a company says it handles requests, each rule with its sentence.

`read` takes plain text and needs nothing else: no database, no network, no model. Every finding has
the place in the text it was taken from; what nothing in the text speaks for is not found.
"""

from .finding import Finding
from .report import Reading, read

__all__ = ["Finding", "Reading", "read"]
